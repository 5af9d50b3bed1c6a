import type { Jobs } from '../../jobs/index.ts';
import type { Delivery } from '../views/home-parts.ts';

/** How well people can be told things now, as the history and the sockets have it. */
export function deliveryOf({ letters, notes }: Pick<Jobs, 'letters' | 'notes'>): Delivery {
  const open = letters.open();
  return { waiting: open.length, since: open[0]?.madeAt ?? null, sockets: socketsOf(notes.get('sockets')) };
}

/** Null over HTTP, and where nobody has noted any. */
function socketsOf(note: string | null): Delivery['sockets'] {
  if (note === null) return null;
  try {
    const all = JSON.parse(note) as readonly { readonly state: string }[];
    return all.length === 0
      ? null
      : { up: all.filter(({ state }) => state === 'connected').length, wanted: all.length };
  } catch {
    return null;
  }
}
