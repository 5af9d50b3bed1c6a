import type { Asker, Run } from './types.ts';

// Trouble, and what keeps a channel quiet about it. Times are epoch milliseconds.

/** Trouble of one kind: infrastructure by (class, connection), data by (class, table, column). One message tells of it. */
export type Alert = AlertKey & {
  readonly id: number;
  /** Where it is told, as it was asked for: `#data-syncs`. */
  readonly channel: string;
  /** Its message once it is posted, and the one in its thread that names the members. */
  readonly post: AlertPost | null;
  /** Told only when it is over: nobody in the channel asked for more. */
  readonly quiet: boolean;
  readonly state: 'open' | 'acked' | 'snoozed' | 'resolved';
  /** The tables it is about, in the order in which they came. */
  readonly members: readonly AlertMember[];
  readonly openedAt: number;
  readonly lastAt: number;
  /** How often it was seen since it opened: failed runs, not tries. */
  readonly times: number;
  readonly acked: { readonly by: Asker; readonly at: number } | null;
  /** `until` null: until the next success. It never outlives another failure class of its tables. */
  readonly snoozed: { readonly by: Asker; readonly at: number; readonly until: number | null } | null;
  /** Who was called last, as the step-th of the list, from 0; `by` null: by the clock. */
  readonly escalated: {
    readonly to: string;
    readonly at: number;
    readonly step: number;
    readonly by: Asker | null;
  } | null;
  /** Since when nobody looks after it: from here escalation counts. */
  readonly waitsSince: number;
  /** When it was told again last, after a snooze or an acknowledgement that led to nothing. */
  readonly wokenAt: number | null;
  readonly resolvedAt: number | null;
  /** Counts the changes. */
  readonly revision: number;
};
/** By what trouble is the same trouble. A part that says nothing is null. */
export type AlertKey = {
  /** `src.refused shop`, `data.null users email`, `guard.late start`. */
  readonly key: string;
  /** The failure class; `guard.late` for tables that are older than they may be, or did not start. */
  readonly code: string;
  readonly connection: string | null;
  readonly table: string | null;
  readonly column: string | null;
};
export type AlertPost = { readonly channel: string; readonly ts: string; readonly membersTs: string | null };
export type AlertMember = {
  readonly table: string;
  /** The last run that failed so; null where none was started. */
  readonly run: number | null;
  readonly at: number;
  readonly recoveredAt: number | null;
  /** The run that succeeded; null where it did not recover, but its trouble is another one now, or somebody decided. */
  readonly recoveredBy: number | null;
  /** The alert that its trouble is told by now. */
  readonly became: number | null;
};
export type AlertVerdict =
  | { readonly kind: 'done'; readonly alert: Alert }
  | { readonly kind: 'resolved'; readonly alert: Alert }
  /** Nobody stands under `slack.escalation.to`. */
  | { readonly kind: 'nobody'; readonly alert: Alert }
  | { readonly kind: 'unknown' };

export type AlertDesk = {
  /** Those that are not resolved, the newest first. */
  alerts(): readonly Alert[];
  alert(id: number): Alert | null;
  /** Those that are not resolved, and that the table is not over with; one a channel that hears of it. */
  alertsOf(table: string): readonly Alert[];
  ack(id: number, by: Asker): AlertVerdict;
  /** `until` null: until the next success. */
  snooze(id: number, until: number | null, by: Asker): AlertVerdict;
  /** Calls the next person on the list of `slack.escalation` now. */
  escalate(id: number, by: Asker): AlertVerdict;
  /** What the alert was at `revision` is told; `post` where it has a message. */
  alertTold(id: number, revision: number, post: AlertPost | null): void;
  /** How often a class of trouble was seen at a table since `from`, and when first. */
  seen(table: string, code: string, from: number): { readonly times: number; readonly first: number | null };
};

/** A table that is older than it may be, or whose schedule did not start. */
export type Late = {
  readonly table: string;
  readonly why: 'age' | 'not started';
  /** Since when it is late. */
  readonly since: number;
  /** When the last good version was loaded. */
  readonly lastSuccessAt: number | null;
  /** The moment that was missed. */
  readonly dueAt: number | null;
  /** What it waits for, where a run of it goes on. */
  readonly run: Run | null;
  /** Models that wait for it, nearest first. */
  readonly downstream: readonly string[];
};

/** The runs that one moment of the schedule started; told by one message that is edited while they go on. */
export type Batch = {
  readonly channel: string;
  readonly dueAt: number;
  readonly post: { readonly channel: string; readonly ts: string } | null;
  readonly runs: readonly Run[];
  readonly over: boolean;
};
export type BatchDesk = {
  /** Null where less than two tables started then. */
  batch(dueAt: number): Batch | null;
  batchPosted(channel: string, dueAt: number, post: { readonly channel: string; readonly ts: string }): void;
  /** Its last edit got through. */
  batchOver(channel: string, dueAt: number): void;
};

export const WATCHED = ['failed', 'recovered', 'late', 'all'] as const;
export type Watch = {
  readonly id: number;
  readonly channel: string;
  readonly selector: string;
  readonly what: (typeof WATCHED)[number];
  readonly by: Asker;
  readonly at: number;
};
export type WatchDesk = {
  /** The oldest first. */
  late(): readonly Late[];
  watches(channel: string | null): readonly Watch[];
  /** One a channel and selector: a later one takes the place of an earlier one. */
  watch(watch: Omit<Watch, 'id' | 'at'>): Watch;
  /** The watches that were taken away; null: all of the channel. */
  unwatch(channel: string, selector: string | null, by: Asker): readonly Watch[];
};

/** What the jobs offer so that a channel stays quiet and nobody misses anything. */
export type QuietDesk = AlertDesk & BatchDesk & WatchDesk;
