import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Message } from './message.ts';
import type { Edited, Outbox } from './outbox.ts';
import { MOST_TRIES, retryAfter } from './policy.ts';
import type { Timers } from './timers.ts';

/** What a message that is there shall show now. */
export type Shown = {
  readonly post: { readonly channel: string; readonly ts: string };
  readonly message: Message;
  readonly language: Language;
  /** Least time between two edits of it, ms. */
  readonly everyMs: number;
  /** It must not wait for its turn: nothing newer comes by itself. */
  readonly final: boolean;
  /** Called when this, or something newer, stands in the channel, or can stand there no more. */
  readonly done: () => void;
};

type Lane = {
  next: Shown | null;
  lastAt: number;
  tries: number;
  sending: boolean;
  unschedule: (() => void) | null;
  unsaid: (() => void)[];
};

/** Slack takes about 50 edits a minute from the whole app; the messages of single runs need some of them. */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;
const PER_MESSAGE_MS = 1500;

export type Kept = ReturnType<typeof createKept>;

/** Keeps messages true that tell of more than one run: edits of one never overtake each other, and the newest wins. */
export function createKept({
  outbox,
  timers,
  log,
}: {
  readonly outbox: Pick<Outbox, 'edit'>;
  readonly timers: Timers;
  readonly log: Log;
}) {
  const lanes = new Map<string, Lane>();
  const edits: number[] = [];
  let waiting: (() => void)[] = [];
  let stopped = false;

  /** When the app may edit once more. */
  function freeAt(now: number): number {
    while (edits[0] !== undefined && edits[0] <= now - MINUTE_MS) edits.shift();
    return edits.length < MOST_A_MINUTE ? now : (edits[edits.length - MOST_A_MINUTE] ?? now) + MINUTE_MS;
  }

  function schedule(key: string, lane: Lane): void {
    if (stopped || lane.sending || lane.next === null) return;
    lane.unschedule?.();
    const now = timers.now();
    const turn = lane.next.final ? now : lane.lastAt + Math.max(lane.next.everyMs, PER_MESSAGE_MS * lanes.size);
    later(key, lane, Math.max(turn, freeAt(now)) - now);
  }

  function later(key: string, lane: Lane, ms: number): void {
    const go = (): void => {
      lane.unschedule = null;
      // Others may have used the room that there was when this was put off.
      const now = timers.now();
      const free = freeAt(now);
      if (free > now) later(key, lane, free - now);
      else
        void send(key, lane).catch((error: unknown) => log.error(traceOf(error), 'keeping a message true went wrong'));
    };
    if (ms <= 0) go();
    else lane.unschedule = timers.after(ms, go);
  }

  async function send(key: string, lane: Lane): Promise<void> {
    const shown = lane.next;
    if (shown === null) return;
    lane.next = null;
    lane.sending = true;
    edits.push(timers.now());
    const edited: Edited = await outbox.edit(shown.post, shown.message, {
      language: shown.language,
      final: shown.final,
    });
    lane.sending = false;
    lane.lastAt = timers.now();
    if (edited.kind === 'later' && lane.tries < MOST_TRIES && !stopped) {
      lane.tries += 1;
      lane.next ??= shown;
      later(key, lane, edited.afterMs ?? retryAfter(lane.tries));
      return;
    }
    if (edited.kind !== 'edited') {
      const reason = edited.kind === 'gone' ? edited.reason : 'unreachable';
      log.warn({ message: key, channel: shown.post.channel, reason }, 'a message cannot be edited');
    }
    lane.tries = 0;
    const said = lane.unsaid;
    lane.unsaid = [];
    for (const done of said) done();
    if (lane.next !== null) schedule(key, lane);
    else if (shown.final) lanes.delete(key);
    settle();
  }

  const isIdle = (): boolean => ![...lanes.values()].some((lane) => lane.sending || lane.next !== null);

  function settle(): void {
    if (!isIdle() && !stopped) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    /** The message of `key` shall show this, in its turn. */
    show(key: string, shown: Shown): void {
      if (stopped) return;
      const lane = lanes.get(key) ?? { next: null, lastAt: 0, tries: 0, sending: false, unschedule: null, unsaid: [] };
      lanes.set(key, lane);
      lane.next = shown;
      lane.unsaid.push(shown.done);
      schedule(key, lane);
    },
    /** It was posted just now: its first edit waits for its turn too. */
    posted(key: string): void {
      lanes.set(key, { next: null, lastAt: timers.now(), tries: 0, sending: false, unschedule: null, unsaid: [] });
    },
    idle: (): Promise<void> => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop(): void {
      stopped = true;
      for (const lane of lanes.values()) lane.unschedule?.();
      settle();
    },
  };
}
