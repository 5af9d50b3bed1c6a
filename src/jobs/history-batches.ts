import type Database from 'better-sqlite3';

/** A row of the table of batches. */
export type BatchRow = {
  readonly channel: string;
  readonly dueAt: number;
  readonly post: { readonly channel: string; readonly ts: string } | null;
  readonly over: boolean;
};

/** Which moments of the schedule are told by one message, in the history file. */
export function batchesHistory(db: Database.Database) {
  const toBatch = (row: Readonly<Record<string, unknown>>): BatchRow => ({
    channel: row.channel as string,
    dueAt: row.due_at as number,
    post: typeof row.post === 'string' ? (JSON.parse(row.post) as BatchRow['post']) : null,
    over: row.over_at !== null,
  });
  return {
    /** Moments since `from` at which at least two tables were due, and of which no message of the channel is noted. */
    newBatches: (channel: string, from: number): readonly number[] =>
      db
        .prepare(
          `select due_at from runs where due_at >= ? and state <> 'skipped' and not exists
             (select 1 from batches where batches.due_at = runs.due_at and channel = ?)
            group by due_at having count(distinct table_name) >= 2 order by due_at`,
        )
        .pluck()
        .all(from, channel) as readonly number[],
    openBatch: (channel: string, dueAt: number): void =>
      void db.prepare('insert or ignore into batches (channel, due_at) values (?, ?)').run(channel, dueAt),
    batchRow(dueAt: number): BatchRow | null {
      const row = db.prepare('select * from batches where due_at = ? limit 1').get(dueAt);
      return row === undefined ? null : toBatch(row as Readonly<Record<string, unknown>>);
    },
    /** Those that are not over, and those that ended at `since` or later: a model may still join them. */
    batchRows: (since: number): readonly BatchRow[] =>
      (
        db
          .prepare('select * from batches where over_at is null or over_at >= ? order by +due_at')
          .all(since) as Readonly<Record<string, unknown>>[]
      ).map(toBatch),
    /** The same as long as no run of the moment changed its state or stage. */
    glanceOf: (dueAt: number): string =>
      db
        .prepare(
          `select ifnull(group_concat(id || state || ifnull(stage, '')), '') from (select * from runs where due_at = ? order by id)`,
        )
        .pluck()
        .get(dueAt) as string,
    batchPosted: (channel: string, dueAt: number, post: { readonly channel: string; readonly ts: string }): void =>
      void db
        .prepare('update batches set post = ? where channel = ? and due_at = ?')
        .run(JSON.stringify(post), channel, dueAt),
    batchOver: (channel: string, dueAt: number, at: number | null): void =>
      void db.prepare('update batches set over_at = ? where channel = ? and due_at = ?').run(at, channel, dueAt),
  };
}
