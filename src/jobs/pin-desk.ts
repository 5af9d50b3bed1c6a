import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Pin, PinDesk } from './pins.ts';

type Ports = { readonly history: Pick<History, 'savePin' | 'pin'>; readonly clock: Clock };

/** For how long a plan that was shown may be run. */
const VALID_MS = 30 * 60_000;
/** Without letters and digits that are taken for each other. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const LENGTH = 4;

/** Keeps plans that were shown, so that exactly these can be run. */
export function createPins({ history, clock }: Ports): PinDesk {
  const name = (length: number): string =>
    `p-${Array.from({ length }, () => LETTERS[Math.floor(clock.random() * LETTERS.length)]).join('')}`;
  return {
    pin({ plan, facts }, by) {
      const madeAt = clock.now();
      for (let tries = 0; ; tries++) {
        // Names are short, and a busy morning shows many plans: after a few that are taken they grow.
        const id = name(LENGTH + Math.floor(tries / 3));
        const pin: Pin = { id, table: plan.table, by, madeAt, expiresAt: madeAt + VALID_MS, facts };
        if (history.savePin(pin)) return pin;
      }
    },
    pinned: (id) => history.pin(id.toLowerCase()),
  };
}
