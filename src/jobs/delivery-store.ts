// What the bot remembers of messages and clicks. Times are epoch milliseconds.

/** A message that has to arrive, once. */
export type Letter = {
  readonly id: number;
  /** The same for the same message, whoever makes it: it is written once. */
  readonly key: string;
  /** By which the message is known again in Slack: unique over all history files. */
  readonly mark: string;
  readonly channel: string;
  readonly thread: string | null;
  /** What chat.postMessage gets beside the channel: text, blocks; JSON. Empty once nobody needs it any more. */
  readonly body: string;
  /** `sending`: it was handed over, and nobody knows yet whether it arrived. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused';
  readonly tries: number;
  readonly madeAt: number;
  /** The last time it was handed over; null: never. */
  readonly triedAt: number | null;
  readonly notBefore: number;
  /** Where it stands, by Slack's id; before that, where it goes since it was refused. */
  readonly sentChannel: string | null;
  readonly ts: string | null;
  /** Slack's word where it was refused; it may have been sent elsewhere, or in another form, since. */
  readonly reason: string | null;
};
export type LetterChange = Partial<
  Pick<Letter, 'thread' | 'body' | 'state' | 'tries' | 'triedAt' | 'notBefore' | 'sentChannel' | 'ts' | 'reason'>
>;
/** What a person should know about the way to Slack. */
export type DeliveryTrouble = {
  /** Letters that are not sent yet, and since when the oldest waits. */
  readonly waiting: number;
  readonly oldestAt: number | null;
  /** The last letter that Slack refused; null: none in the last day. */
  readonly refusal: { readonly at: number; readonly channel: string; readonly reason: string } | null;
  /** Slack's word for why the bot may post nowhere at all, like `token_revoked`; letters wait meanwhile. */
  readonly locked: string | null;
  /** The sockets to Slack; empty where Slack comes over HTTP, and where no bot ran yet. */
  readonly sockets: readonly SocketState[];
};
/** One connection of Socket Mode. */
export type SocketState = {
  readonly state: 'connected' | 'connecting';
  readonly since: number;
  /** How often it was opened since the bot started. */
  readonly opened: number;
  /** Why the last one ended, or could not be opened; null where it is open. */
  readonly why: string | null;
};
/** Somebody pressed a button that changes something. `message`: its channel and ts. */
export type Click = { readonly by: string; readonly at: number; readonly runs: readonly number[] };
export type DeliveryStore = {
  readonly letters: {
    /** The letter of this key, made now or before. */
    write(letter: Pick<Letter, 'key' | 'channel' | 'thread' | 'body'>): Letter;
    change(id: number, change: LetterChange): void;
    /** It is being sent, for one more try; false where another process was faster. `tries`: as it was read. */
    claim(id: number, tries: number): boolean;
    /** Those that are neither sent nor refused, the oldest first. */
    open(): readonly Letter[];
    byKey(key: string): Letter | null;
  };
  /** True for the first who says this key within `keepMs`, over restarts and processes. */
  firstTime(key: string, keepMs: number): boolean;
  /** A word that is kept under a name: ids of scheduled messages and the like. Null takes it away. */
  readonly notes: { get(name: string): string | null; set(name: string, value: string | null): void };
  readonly clicks: {
    /** Null: nobody did before, and it is theirs now. */
    claim(message: string, value: string, by: string): Click | null;
    /** What the click started. */
    started(message: string, value: string, runs: readonly number[]): void;
    /** It came to nothing, or it is over: the next who presses may. */
    release(message: string, value: string): void;
    /** The message says something new: each of its buttons may be pressed again. */
    renewed(message: string): void;
  };
  deliveryTrouble(): DeliveryTrouble;
  /** Active runs that were asked for in Slack and of which no letter was ever written. */
  untoldRuns(): readonly { readonly run: number; readonly channel: string; readonly thread: string | null }[];
};

/** Under this name the word is kept for which Slack lets the bot in nowhere. */
export const LOCKED_NOTE = 'slack locked';
/** Under this one, how the sockets are: JSON of a list of SocketState. */
export const SOCKETS_NOTE = 'sockets';
