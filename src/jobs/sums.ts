// What is known of many runs or tables at once: what they cost, and which of them nobody reads.

/** What a warehouse bills for a run, all its tries together, as far as their workers lived to tell. */
export type RunCost = {
  /** The connection that is billed. */
  readonly connection: string;
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  /** Slot time in ms. */
  readonly slotMs: number;
  readonly jobs: number;
};

/** What the runs of one table that ended in a window were billed for. */
export type TableCost = {
  readonly table: string;
  readonly connection: string;
  readonly runs: number;
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  readonly slotMs: number;
  readonly jobs: number;
};

/** A table of tables.yml that nobody read while `Unused` looked. Where its name has a date in it: all of them together. */
export type UnusedTable = {
  readonly table: string;
  /** `marts.daily_sales`, `raw.users_{{ due_date_nodash }}`. */
  readonly target: string;
  readonly kind: 'table' | 'model';
  readonly schedule: string | null;
  readonly after: readonly string[];
  /** Stored; null where BigQuery does not say. */
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Bytes of the last run that succeeded, and bytes billed by all runs of the window. */
  readonly loadedBytes: number | null;
  readonly billedBytes: number;
  /** Models that read it, which nobody reads either. */
  readonly readBy: readonly string[];
};

/** Which tables of a connection's data sets nobody read. */
export type Unused = {
  readonly connection: string;
  readonly days: number;
  /** From when on reads were looked at, ISO 8601 in UTC. */
  readonly since: string;
  readonly ours: readonly UnusedTable[];
  readonly others: readonly {
    readonly name: string;
    readonly rows: number | null;
    readonly bytes: number | null;
  }[];
  /** Tables that somebody does read, or a model that somebody reads. */
  readonly used: number;
};

/** A run as a chart shows it: when, how it ended, how much and how long. Times in epoch ms. */
export type TrendPoint = {
  readonly run: number;
  readonly kind: 'sync' | 'undo';
  readonly state: 'success' | 'failed' | 'canceled' | 'held';
  /** When it ended; of a held run: since when it is held. */
  readonly at: number;
  /** Written by a run that succeeded, staged by one that is held; null else. */
  readonly rows: number | null;
  /** How long it worked, without the time it waited for a person; null where it never began. */
  readonly seconds: number | null;
  /** From when the rows are that readers see since this run; null where it published nothing. */
  readonly loadedAt: number | null;
};
export type Trend = {
  /** The oldest first; the newest 10,000 where there are more. */
  readonly points: readonly TrendPoint[];
  /** When the version that readers saw at the start of the window was loaded; null where none is known. */
  readonly before: number | null;
};
