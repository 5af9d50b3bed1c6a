import type { Asker } from './types.ts';

/** Who asked, for logs and messages: `U0123`, `kim in a terminal`, `the schedule`. */
export function askerText(by: Asker): string {
  if (by.kind === 'schedule') return 'the schedule';
  return by.kind === 'terminal' ? `${by.id} in a terminal` : by.id;
}
