/** What tables.yml says of the channels that are told things. */
export type SlackSpec = {
  readonly channel: string | null;
  readonly language: 'en' | 'ja';
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
