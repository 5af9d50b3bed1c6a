import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { DeliveryStore } from './operations.ts';

type Ports = {
  readonly history: Pick<
    History,
    | 'writeLetter'
    | 'changeLetter'
    | 'openLetters'
    | 'letterByKey'
    | 'lastRefusal'
    | 'hear'
    | 'note'
    | 'setNote'
    | 'untoldRuns'
  >;
  readonly clock: Pick<Clock, 'now'>;
};

/** Under this name the word is kept for which Slack lets the bot in nowhere. */
export const LOCKED_NOTE = 'slack locked';

const REFUSAL_MS = 86_400_000;

/** What the bot has to remember, so that a message arrives once and a click acts once, whatever dies in between. */
export function createDelivery({ history, clock }: Ports): DeliveryStore {
  return {
    letters: {
      write: (letter) => history.writeLetter(letter, clock.now()),
      change: history.changeLetter,
      open: history.openLetters,
      byKey: history.letterByKey,
    },
    firstTime: (key, keepMs) => history.hear(key, clock.now(), keepMs),
    notes: { get: history.note, set: history.setNote },
    deliveryTrouble() {
      const open = history.openLetters();
      return {
        waiting: open.length,
        oldestAt: open[0]?.madeAt ?? null,
        refusal: history.lastRefusal(clock.now() - REFUSAL_MS),
        locked: history.note(LOCKED_NOTE),
      };
    },
    untoldRuns: history.untoldRuns,
  };
}
