import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Message } from './message.ts';
import type { Outbox } from './outbox.ts';
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
  sending: number;
  unschedule: (() => void) | null;
  unsaid: (() => void)[];
};

/** The app has about 50 edits a minute: the more messages share them, the less often each is edited. */
const PER_MESSAGE_MS = 1500;
/** A message that nothing happened to for so long is edited without waiting. */
const OLD_MS = 60_000;

const isBusy = (lane: Lane): boolean => lane.sending > 0 || lane.next !== null;

export type Kept = ReturnType<typeof createKept>;

/** Keeps messages true that tell of more than one run: each is edited in its turn, and the newest state wins. */
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
  let waiting: (() => void)[] = [];
  let stopped = false;

  const laneOf = (key: string): Lane => {
    const lane = lanes.get(key) ?? { next: null, lastAt: 0, sending: 0, unschedule: null, unsaid: [] };
    lanes.set(key, lane);
    return lane;
  };

  function schedule(key: string, lane: Lane): void {
    // An end does not wait for an edit that waits itself: the outbox shows the newer one alone.
    if (stopped || lane.next === null || (lane.sending > 0 && !lane.next.final)) return;
    lane.unschedule?.();
    lane.unschedule = null;
    const ms = lane.next.final
      ? 0
      : lane.lastAt +
        Math.max(lane.next.everyMs, PER_MESSAGE_MS * [...lanes.values()].filter(isBusy).length) -
        timers.now();
    const go = (): void => {
      lane.unschedule = null;
      void send(key, lane).catch((error: unknown) => log.error(traceOf(error), 'keeping a message true went wrong'));
    };
    if (ms <= 0) go();
    else lane.unschedule = timers.after(ms, go);
  }

  async function send(key: string, lane: Lane): Promise<void> {
    const shown = lane.next;
    if (shown === null) return;
    const said = lane.unsaid;
    lane.next = null;
    lane.unsaid = [];
    lane.sending += 1;
    const { post, message, language, final } = shown;
    const edited = await outbox.edit(post, message, { language, final });
    lane.sending -= 1;
    lane.lastAt = timers.now();
    if (edited.kind === 'gone') {
      const { reason } = edited;
      log.warn({ message: key, channel: post.channel, reason }, 'a message cannot be edited');
    }
    // Who was overtaken is told by who came later.
    if (edited.kind !== 'superseded') for (const done of said) done();
    if (lane.next !== null) schedule(key, lane);
    else if (final && lane.sending === 0) lanes.delete(key);
    settle();
  }

  const isIdle = (): boolean => ![...lanes.values()].some(isBusy);

  function settle(): void {
    if (!isIdle() && !stopped) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    /** The message of `key` shall show this, in its turn. */
    show(key: string, shown: Shown): void {
      if (stopped) return;
      for (const [other, lane] of lanes) if (!isBusy(lane) && lane.lastAt < timers.now() - OLD_MS) lanes.delete(other);
      const lane = laneOf(key);
      lane.next = shown;
      lane.unsaid.push(shown.done);
      schedule(key, lane);
    },
    /** It was posted just now: its first edit waits for its turn too. */
    posted(key: string): void {
      laneOf(key).lastAt = timers.now();
    },
    idle: (): Promise<void> => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop(): void {
      stopped = true;
      for (const lane of lanes.values()) lane.unschedule?.();
      settle();
    },
  };
}
