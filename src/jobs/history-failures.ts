import type Database from 'better-sqlite3';
import type { ClassCount, Failed, Unclassified } from './past.ts';

// Tries that failed, in the history file: names and codes, so that the past can be asked without reading runs.

type Row = Readonly<Record<string, unknown>>;

export function failuresHistory(db: Database.Database) {
  const failed = (sql: string, ...values: unknown[]): readonly Failed[] =>
    (db.prepare(`select * from failures where ${sql}`).all(...values) as Row[]).map(toFailed);
  return {
    /** Written once for each try, whoever notices it. */
    noteFailure(one: Failed): void {
      db.prepare(
        `insert or ignore into failures
           (run_id, attempt, at, trouble, code, side, stage, table_name, column_name, native)
         values (@run, @attempt, @at, @trouble, @code, @side, @stage, @table, @column, @native)`,
      ).run(one);
    },
    /** The run succeeded by itself at a later try. */
    noteHealed: (run: number): void => void db.prepare('update failures set healed = 1 where run_id = ?').run(run),
    failuresOf: (run: number) => failed('run_id = ? order by attempt', run),
    /** The last try of each run before this one that met the same trouble, newest first. */
    failuresLike: (trouble: string, before: number, limit: number) =>
      failed(
        `trouble = ? and run_id < ? and not exists (
           select 1 from failures later where later.trouble = failures.trouble and later.run_id = failures.run_id
             and later.attempt > failures.attempt)
         order by run_id desc limit ?`,
        trouble,
        before,
        limit,
      ),
    /** Runs that met this trouble since `from`. */
    timesOf: (trouble: string, from: number): number =>
      db
        .prepare('select count(distinct run_id) from failures where trouble = ? and at >= ?')
        .pluck()
        .get(trouble, from) as number,
    failureCounts: (from: number, until: number): readonly ClassCount[] =>
      (
        db
          .prepare(
            `select code, count(distinct run_id) as runs,
                    count(distinct case when healed = 1 then run_id end) as healed,
                    json_group_array(distinct table_name) as tables, max(at) as lastAt
               from failures where at >= ? and at < ?
              group by code order by runs desc, code`,
          )
          .all(from, until) as (ClassCount & { readonly tables: string })[]
      ).map((row) => ({ ...row, tables: JSON.parse(row.tables) })),
    unclassified: (from: number, until: number): readonly Unclassified[] =>
      (
        db
          .prepare(
            `select native, side, stage, count(*) as times, json_group_array(distinct table_name) as tables,
                    min(at) as firstAt, max(at) as lastAt
               from failures where code = 'unknown' and at >= ? and at < ?
              group by native, side, stage order by times desc, native`,
          )
          .all(from, until) as (Unclassified & { readonly tables: string; readonly native: string | null })[]
      ).map(({ native, tables, ...row }) => {
        const [fingerprint = 'without a fingerprint', code] = (native ?? '').split(' ');
        return { ...row, fingerprint, native: code?.slice(1, -1) ?? null, tables: JSON.parse(tables) };
      }),
    /** The run of a table that succeeded first after another. */
    nextSuccess: (table: string, after: number): number | null =>
      (db
        .prepare("select id from runs where table_name = ? and id > ? and state = 'success' order by id limit 1")
        .pluck()
        .get(table, after) as number | undefined) ?? null,
  };
}

function toFailed(row: Row): Failed {
  return {
    run: row.run_id as number,
    attempt: row.attempt as number,
    at: row.at as number,
    trouble: row.trouble as string,
    code: row.code as string,
    side: row.side as Failed['side'],
    stage: row.stage as Failed['stage'],
    table: row.table_name as string,
    column: row.column_name as string | null,
    native: row.native as string | null,
  };
}
