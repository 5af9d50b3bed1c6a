/** In which people are spoken to. */
export type Language = 'en' | 'ja';

/** Where people are told things, and how. */
export type SlackSpec = {
  readonly channel: string | null;
  /** What everybody sees is said in it, where the channel has no language of its own. */
  readonly language: Language;
  /** By `#name` or id, as written. */
  readonly channels: Readonly<Record<string, { readonly language: Language }>>;
  /** When the digest is posted, as a cron expression in `timezone`. */
  readonly digest: string;
  /** Where a message goes once whose channel refuses it; null: to `channel`. */
  readonly fallback: string | null;
  /** After how long without the bot Slack says so by itself; null: never. */
  readonly silenceAlarmMs: number | null;
  /** Who is called when nobody looks after an alert. */
  readonly escalation: {
    /** From one call to the next. */
    readonly afterMs: number;
    /** Slack users and user groups, in the order in which they are called; empty: nobody is. */
    readonly to: readonly string[];
    /** Only for alerts about a table that has one of these; empty: for all. */
    readonly tags: readonly string[];
    /** How long an acknowledgement lasts without a success. */
    readonly reminderMs: number;
  };
};
