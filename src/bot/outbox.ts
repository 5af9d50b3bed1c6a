import type { Config, DeliveryStore } from '../jobs/index.ts';
import { toBlocks } from './blocks.ts';
import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Message } from './message.ts';
import type { Calls } from './outbox-calls.ts';
import { createEdits } from './outbox-edits.ts';
import { createLetters } from './outbox-letters.ts';
import type { Timers } from './timers.ts';

export type Posted =
  /** `refused`: the channel that was meant did not take it, so it stands in another. */
  | {
      readonly kind: 'posted';
      readonly channel: string;
      readonly ts: string;
      readonly refused?: { readonly channel: string; readonly reason: string };
    }
  /** `reason` is Slack's own word, such as `not_in_channel`, or `unconfirmed`. */
  | { readonly kind: 'refused'; readonly reason: string };

export type Edited =
  | { readonly kind: 'edited' }
  /** Something newer was shown instead, or will be. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'gone'; readonly reason: string };

export type PostOptions = {
  /** The same for the same message, for ever: `run 12`, `digest C0DATA 1795251600000`. A key is posted once, whoever comes again with it. */
  readonly key: string;
  readonly thread?: string | null;
  /** A reply in a thread that the channel sees too. */
  readonly broadcast?: boolean;
  /** English where nothing is said. */
  readonly language?: Language;
};
export type EditOptions = {
  readonly language?: Language;
  /** Nothing newer will come: it goes before everything else that waits. */
  readonly final?: boolean;
};
/** A message that arrived: `key` is the one it was posted under. */
export type Delivered = { readonly key: string; readonly channel: string; readonly ts: string };

/** Sends everything that nobody waits for: messages of runs, alerts, questions, digests. Each arrives once. */
export type Outbox = {
  /** Resolves when the message stands in a channel, or Slack refuses it for good. It is sent after a restart too. */
  post(channel: string, message: Message, options: PostOptions): Promise<Posted>;
  /** A function is asked for the message when it goes out, so that it shows what is true then. */
  edit(
    post: { readonly channel: string; readonly ts: string },
    message: Message | (() => Message),
    options?: EditOptions,
  ): Promise<Edited>;
  /**
   * Hears of every message that arrived, those from before a restart too, before `post` resolves and perhaps more than
   * once: what hangs on a message (its channel and ts) is written down here.
   */
  onDelivered(listener: (delivered: Delivered) => void): () => void;
  /** Goes on with the letters that an earlier process left. */
  start(): void;
  /** Sends nothing new; what is not sent yet stays written down. */
  stop(): void;
};

/** Where a message goes that its channel does not take. */
export const fallbackOf = ({ slack }: Config): string | null => slack.fallback ?? slack.channel;

export type OutboxOptions = {
  readonly store: Pick<DeliveryStore, 'letters' | 'notes' | 'clicks'>;
  readonly timers: Timers;
  readonly log: Log;
  readonly fallback: () => string | null;
  readonly calls: Calls;
};

export function createOutbox({ calls, store, timers, log, fallback }: OutboxOptions): Outbox {
  const letters = createLetters({ calls, store, timers, log, fallback });
  const renewed = (message: string): void => {
    try {
      store.clicks.renewed(message);
    } catch (error) {
      log.warn(traceOf(error), 'the buttons of a message could not be renewed');
    }
  };
  const edits = createEdits({ calls, timers, edited: renewed });
  return {
    post: (channel, message, options) => letters.post(channel, toBlocks(message, options.language ?? 'en'), options),
    edit: edits.edit,
    onDelivered: letters.onDelivered,
    start: letters.start,
    stop() {
      letters.stop();
      edits.stop();
    },
  };
}
