import type { Clock } from './clock.ts';
import { type DeliveryStore, LOCKED_NOTE, SOCKETS_NOTE, type SocketState } from './delivery-store.ts';
import type { History } from './history.ts';

type Ports = {
  readonly history: Pick<
    History,
    | 'writeLetter'
    | 'changeLetter'
    | 'claimLetter'
    | 'openLetters'
    | 'letterByKey'
    | 'lastRefusal'
    | 'hear'
    | 'note'
    | 'setNote'
    | 'untoldRuns'
    | 'click'
    | 'saveClick'
    | 'clickStarted'
    | 'forgetClick'
    | 'forgetClicks'
  >;
  readonly clock: Pick<Clock, 'now'>;
};

/** After this long a click is no twin of another any more, whatever became of it. */
const CLICK_MS = 10 * 60_000;
const REFUSAL_MS = 86_400_000;

/** What the bot has to remember, so that a message arrives once and a click acts once, whatever dies in between. */
export function createDelivery({ history, clock }: Ports): DeliveryStore {
  return {
    letters: {
      write: (letter) => history.writeLetter(letter, clock.now()),
      change: history.changeLetter,
      claim: (id, tries) => history.claimLetter(id, tries, clock.now()),
      open: history.openLetters,
      byKey: history.letterByKey,
    },
    firstTime: (key, keepMs) => history.hear(key, clock.now(), keepMs),
    notes: { get: history.note, set: history.setNote },
    clicks: {
      claim(message, value, by) {
        const now = clock.now();
        return history.saveClick(message, value, by, now, now - CLICK_MS) ? null : history.click(message, value);
      },
      started: history.clickStarted,
      release: history.forgetClick,
      renewed: history.forgetClicks,
    },
    deliveryTrouble() {
      const open = history.openLetters();
      return {
        waiting: open.length,
        oldestAt: open[0]?.madeAt ?? null,
        refusal: history.lastRefusal(clock.now() - REFUSAL_MS),
        locked: history.note(LOCKED_NOTE),
        sockets: JSON.parse(history.note(SOCKETS_NOTE) ?? '[]') as readonly SocketState[],
      };
    },
    untoldRuns: history.untoldRuns,
  };
}
