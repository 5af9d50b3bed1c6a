import { toBlocks } from './blocks.ts';
import type { Message } from './message.ts';
import type { Edited, EditOptions } from './outbox.ts';
import type { Calls } from './outbox-calls.ts';
import { backoff, byUrgency, nextSlotAt, notBefore } from './outbox-policy.ts';
import type { Timers } from './timers.ts';

type Post = { readonly channel: string; readonly ts: string };
type Entry = {
  readonly post: Post;
  readonly render: () => Message;
  readonly options: EditOptions;
  readonly final: boolean;
  /** When the message first had something new to show. */
  readonly since: number;
  readonly tries: number;
  readonly notBefore: number;
  readonly resolve: (edited: Edited) => void;
};

/** After this many tries an edit is given up; about 15 minutes. */
const MOST_TRIES = 20;

type Ports = {
  readonly calls: Pick<Calls, 'update'>;
  readonly timers: Timers;
  /** A message says something new; its channel and ts. */
  readonly edited: (message: string) => void;
};

/**
 * All edits of the app: at most fifty in any minute, ends before everything else, one at a time for each message, and
 * of what waits for one message only the newest. A limit of one channel holds back that channel alone.
 */
export function createEdits({ calls, timers, edited }: Ports) {
  const waiting = new Map<string, Entry>();
  const going = new Set<string>();
  const blocked = new Map<string, number>();
  let times: readonly number[] = [];
  let unschedule = () => {};
  let stopped = false;

  function edit(post: Post, message: Message | (() => Message), options: EditOptions = {}): Promise<Edited> {
    const key = `${post.channel} ${post.ts}`;
    const now = timers.now();
    const before = waiting.get(key);
    before?.resolve({ kind: 'superseded' });
    return new Promise((resolve) => {
      const render = typeof message === 'function' ? message : () => message;
      const final = options.final ?? false;
      const { since = now, notBefore: at = now } = before ?? {};
      waiting.set(key, { post, render, options, final, since, tries: 0, notBefore: at, resolve });
      pump();
    });
  }

  function pump(): void {
    unschedule();
    unschedule = () => {};
    for (;;) {
      const now = timers.now();
      const able = [...waiting].filter(([key]) => !going.has(key));
      if (stopped || able.length === 0) return;
      const ready = able.filter(([, entry]) => readyAt(entry) <= now);
      const slot = nextSlotAt(times, now);
      if (ready.length === 0 || slot > now) {
        const first = Math.max(slot, Math.min(...able.map(([, entry]) => readyAt(entry))));
        unschedule = timers.after(first - now, pump);
        return;
      }
      const [key, entry] = ready.sort(([, a], [, b]) => byUrgency(a, b))[0]!;
      waiting.delete(key);
      going.add(key);
      times = [...times.filter((at) => Math.abs(now - at) < 60_000), now];
      void send(key, entry)
        .catch(() => entry.resolve({ kind: 'gone', reason: 'unexpected' }))
        .then(() => {
          going.delete(key);
          pump();
        });
    }
  }

  const readyAt = ({ post, notBefore: at }: Entry): number =>
    notBefore(Math.max(at, blocked.get(post.channel) ?? 0), timers.now());

  async function send(key: string, entry: Entry): Promise<void> {
    const { post, render, options, resolve } = entry;
    const end = await calls.update(post, toBlocks(render(), options.language ?? 'en'));
    if (end.kind === 'done') {
      edited(key);
      return resolve({ kind: 'edited' });
    }
    if (end.kind === 'refused') return resolve({ kind: 'gone', reason: end.reason });
    const now = timers.now();
    const tries = entry.tries + 1;
    const afterMs = end.kind === 'limited' ? end.afterMs : backoff(tries);
    if (end.kind === 'limited') blocked.set(post.channel, now + afterMs);
    // Something newer came in the meantime, or nobody is left to send it.
    if (waiting.has(key) || stopped) return resolve({ kind: 'superseded' });
    if (tries >= MOST_TRIES) return resolve({ kind: 'gone', reason: 'unreachable' });
    waiting.set(key, { ...entry, tries, notBefore: now + afterMs });
  }

  return {
    edit,
    stop(): void {
      stopped = true;
      unschedule();
      for (const { resolve } of waiting.values()) resolve({ kind: 'superseded' });
      waiting.clear();
    },
  };
}
