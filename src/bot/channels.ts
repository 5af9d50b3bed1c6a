import type { Jobs } from '../jobs/index.ts';

/** Whether a channel as tables.yml names it (`#data-syncs`) is the one of an id, as far as anything was posted there. */
export const sameChannel = (notes: Jobs['notes'], asked: string, id: string): boolean =>
  asked === id || notes.get(`channel ${asked}`) === id;
