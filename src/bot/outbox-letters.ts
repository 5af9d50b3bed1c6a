import { type DeliveryStore, type Letter, type LetterChange, LOCKED_NOTE } from '../jobs/index.ts';
import type { SlackMessage } from './blocks.ts';
import { type Log, traceOf } from './log.ts';
import type { Delivered, Posted, PostOptions } from './outbox.ts';
import type { Calls, Outcome } from './outbox-calls.ts';
import {
  backoff,
  dueAt,
  LOCKED_MS,
  MOST_BLIND,
  notBefore,
  PACE_MS,
  remedyOf,
  SKEW_MS,
  targetOf,
} from './outbox-policy.ts';
import { plainBody, read, withNote, written } from './outbox-words.ts';
import type { Timers } from './timers.ts';

export type LetterPorts = {
  readonly calls: Pick<Calls, 'post' | 'find'>;
  readonly store: Pick<DeliveryStore, 'letters' | 'notes'>;
  readonly timers: Timers;
  readonly log: Log;
  /** Where a message goes that its channel refuses; null: nowhere. */
  readonly fallback: () => string | null;
};

/** One channel: its letters go one after the other, in the order in which they were written. */
type Lane = { busy: boolean; nextAt: number; unschedule: () => void };

/** What nobody can do anything about here: tried again after so long. */
const BROKEN_MS = 5000;

/** Letters: written before they are sent, sent until Slack has them, looked for before they are sent again. */
export function createLetters({ calls, store, timers, log, fallback }: LetterPorts) {
  const { letters, notes } = store;
  const lanes = new Map<string, Lane>();
  const waiters = new Map<number, { readonly key: string; readonly tell: ((posted: Posted) => void)[] }>();
  const listeners = new Set<(delivered: Delivered) => void>();
  let stopped = false;

  function post(
    channel: string,
    body: SlackMessage,
    { key, thread = null, language = 'en', broadcast = false }: PostOptions,
  ): Promise<Posted> {
    const letter = letters.write({ key, channel, thread, body: written(body, { language, broadcast }) });
    const end = endOf(letter);
    if (end !== null) return Promise.resolve(end);
    return new Promise((resolve) => {
      waiters.set(letter.id, { key, tell: [...(waiters.get(letter.id)?.tell ?? []), resolve] });
      pump(targetOf(letter));
    });
  }

  function laneOf(channel: string): Lane {
    const known = lanes.get(channel) ?? { busy: false, nextAt: 0, unschedule: () => {} };
    lanes.set(channel, known);
    return known;
  }

  function pump(channel: string): void {
    const lane = laneOf(channel);
    if (lane.busy || stopped) return;
    lane.unschedule();
    lane.busy = true;
    void next(channel, lane)
      .catch((error: unknown) => {
        log.error({ channel, ...traceOf(error) }, 'a message could not be written down; it is tried again');
        return timers.now() + BROKEN_MS;
      })
      .then((at) => {
        lane.busy = false;
        if (at === null || stopped) return;
        lane.unschedule = timers.after(Math.max(0, at - timers.now()), () => pump(channel));
      });
  }

  /** Deals with the oldest letter of the lane; the moment of the next, null where none waits. */
  async function next(channel: string, lane: Lane): Promise<number | null> {
    const open = letters.open();
    settled(open);
    const letter = open.find((one) => targetOf(one) === channel);
    if (letter === undefined) return null;
    const at = notBefore(Math.max(dueAt(letter), letter.state === 'waiting' ? lane.nextAt : 0), timers.now());
    if (at > timers.now()) return at;
    if (letter.state === 'waiting') await send(letter, lane);
    else await look(letter);
    return timers.now();
  }

  async function send(letter: Letter, lane: Lane): Promise<void> {
    const { id, thread, mark } = letter;
    const channel = targetOf(letter);
    const tries = letter.tries + 1;
    // Two bots may share a history for the time of a restart: the other one sends it, and this one looks for it.
    if (!letters.claim(id, letter.tries)) return;
    const { language: _, broadcast, ...body } = read(letter.body);
    const end = await calls.post({ channel, thread, mark, body, broadcast });
    lane.nextAt = timers.now() + PACE_MS;
    if (end.kind === 'done') return arrived(letter, end.value);
    if (end.kind === 'refused') return refused({ ...letter, tries }, end.reason);
    const facts = { letter: letter.key, channel, tries };
    if (end.kind === 'unclear') {
      log.warn({ ...facts, reason: end.reason }, 'nobody knows whether a message arrived: looking for it');
      letters.change(id, { notBefore: timers.now() + backoff(tries) });
      return;
    }
    const waitMs = end.kind === 'limited' ? end.afterMs : backoff(tries);
    if (end.kind === 'limited') lane.nextAt = timers.now() + waitMs;
    log.warn(
      { ...facts, waitMs, reason: end.kind === 'limited' ? 'ratelimited' : end.reason },
      'a message has to wait',
    );
    letters.change(id, { state: 'waiting', notBefore: timers.now() + waitMs });
  }

  /** A letter that was handed over and not confirmed: is it there? */
  async function look(letter: Letter): Promise<void> {
    const channel = idOf(targetOf(letter));
    const triedAt = letter.triedAt ?? letter.madeAt;
    const stretch = { thread: letter.thread, from: triedAt - SKEW_MS, until: triedAt + SKEW_MS };
    const found: Outcome<string | null> =
      channel === null
        ? { kind: 'refused', reason: 'channel of no known id' }
        : await calls.find(letter.mark, { channel, ...stretch });
    const facts = { letter: letter.key, channel: targetOf(letter) };
    if (found.kind === 'done' && found.value !== null && channel !== null) {
      log.info(facts, 'the message had arrived');
      return arrived(letter, { channel, ts: found.value });
    }
    if (found.kind === 'done') {
      log.info(facts, 'the message had not arrived: sending it again');
      letters.change(letter.id, { state: 'waiting' });
    } else if (found.kind === 'refused') blind(letter, found.reason);
    else {
      const waitMs = found.kind === 'limited' ? found.afterMs : backoff(letter.tries);
      letters.change(letter.id, { notBefore: timers.now() + waitMs });
    }
  }

  /** The bot may not look: a message that comes twice is better than an alert that is lost, once. */
  function blind(letter: Letter, reason: string): void {
    const facts = { letter: letter.key, channel: targetOf(letter), reason };
    if (letter.tries >= MOST_BLIND) {
      log.error(facts, 'a message was sent twice without an answer, and cannot be looked for: given up');
      ended(letter, { state: 'refused', reason: 'unconfirmed' });
      return;
    }
    log.warn(facts, 'a message cannot be looked for: it is sent again, and may be there twice');
    letters.change(letter.id, { state: 'waiting', body: withNote(letter.body, { kind: 'again' }) });
  }

  function refused(letter: Letter, reason: string): void {
    const { id, key, channel } = letter;
    const remedy = remedyOf(reason);
    if (remedy === 'locked') {
      log.error({ letter: key, channel, reason }, 'Slack lets the bot post nothing: letters wait');
      notes.set(LOCKED_NOTE, reason);
      letters.change(id, { state: 'waiting', notBefore: timers.now() + LOCKED_MS });
      return;
    }
    const other = remedy === 'elsewhere' ? fallback() : channel;
    if (letter.reason !== null || other === null || (remedy === 'elsewhere' && other === channel)) {
      log.error({ letter: key, channel: targetOf(letter), reason, class: 'slack.delivery' }, 'a message was refused');
      ended(letter, { state: 'refused', reason: letter.reason ?? reason });
      return;
    }
    log.warn(
      { letter: key, channel, reason, class: 'slack.delivery', to: other },
      'a message was refused: trying once more',
    );
    const body = remedy === 'plain' ? plainBody(letter.body) : letter.body;
    const told = remedy === 'elsewhere' ? withNote(body, { kind: 'refused', channel, reason }) : body;
    const thread = remedy === 'plain' ? letter.thread : null;
    letters.change(id, { state: 'waiting', tries: 0, reason, sentChannel: other, thread, body: told });
    pump(other);
  }

  function arrived(letter: Letter, { channel, ts }: { readonly channel: string; readonly ts: string }): void {
    const target = targetOf(letter);
    if (target !== channel) notes.set(`channel ${target}`, channel);
    if (notes.get(LOCKED_NOTE) !== null) notes.set(LOCKED_NOTE, null);
    // Before it is written down as sent: whoever hangs something on it hears of it at least once.
    for (const listener of listeners) {
      try {
        listener({ key: letter.key, channel, ts });
      } catch (error) {
        log.error({ letter: letter.key, ...traceOf(error) }, 'what follows a message went wrong');
      }
    }
    ended(letter, { state: 'sent', sentChannel: channel, ts, body: '' });
  }

  function ended(letter: Letter, change: LetterChange): void {
    letters.change(letter.id, change);
    const end = endOf({ ...letter, ...change });
    if (end !== null) tellWaiters(letter.id, end);
  }

  function tellWaiters(id: number, end: Posted): void {
    for (const resolve of waiters.get(id)?.tell ?? []) resolve(end);
    waiters.delete(id);
  }

  /** What another process has sent meanwhile is not among the open ones any more. */
  function settled(open: readonly Letter[]): void {
    const ids = new Set(open.map(({ id }) => id));
    for (const [id, { key }] of waiters) {
      if (ids.has(id)) continue;
      const letter = letters.byKey(key);
      const end = letter === null ? null : endOf(letter);
      if (end !== null) tellWaiters(id, end);
    }
  }

  /** The id of a channel that is known by a name only, where anything was ever posted to it. */
  const idOf = (channel: string): string | null =>
    /^[CDG][A-Z0-9]*$/.test(channel) ? channel : notes.get(`channel ${channel}`);

  return {
    post,
    onDelivered(listener: (delivered: Delivered) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Goes on with what an earlier process left. */
    start(): void {
      for (const channel of new Set(letters.open().map(targetOf))) pump(channel);
    },
    stop(): void {
      stopped = true;
      for (const lane of lanes.values()) lane.unschedule();
    },
  };
}

function endOf({ state, reason, sentChannel, ts, channel }: Letter): Posted | null {
  if (state === 'refused') return { kind: 'refused', reason: reason ?? 'refused' };
  if (state !== 'sent' || sentChannel === null || ts === null) return null;
  const elsewhere = reason !== null && remedyOf(reason) === 'elsewhere';
  return { kind: 'posted', channel: sentChannel, ts, ...(elsewhere ? { refused: { channel, reason } } : {}) };
}
