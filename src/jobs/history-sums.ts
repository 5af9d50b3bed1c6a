import type Database from 'better-sqlite3';
import type { Scope } from '../sync/index.ts';
import type { Run, RunState, TableCost, Trend, TrendPoint } from './types.ts';

/** A run without what it did: as much as is asked of hundreds of runs at once. */
export type Glance = Pick<Run, 'id' | 'kind' | 'state' | 'dueAt' | 'queuedAt'> & { readonly scope: Scope['kind'] };

/** What was put back is as old as it was, and its result says so in ISO 8601. */
type Drawn = Omit<TrendPoint, 'loadedAt'> & { readonly loaded: string | number | null };

/** No picture shows more runs of a table, and no bot shall read more of them while people wait. */
const MOST_POINTS = 10_000;

/** What is asked of many runs at once, and answered without reading their results. */
export function sumsHistory(db: Database.Database) {
  return {
    /** Runs of a table that were asked for since `from`, oldest first. */
    glances: (table: string, from: number): readonly Glance[] =>
      db
        .prepare(
          `select id, kind, state, due_at as dueAt, queued_at as queuedAt, json_extract(scope, '$.kind') as scope
             from runs where table_name = ? and queued_at >= ? order by id`,
        )
        .all(table, from) as readonly (Glance & { readonly state: RunState })[],
    /** When the first run of every table was asked for: from name to name by the index, however many runs there are. */
    knownSince: (): ReadonlyMap<string, number> =>
      new Map(
        (
          db
            .prepare(
              `with recursive names (name) as (
                 select min(table_name) from runs
                 union all select (select min(table_name) from runs where table_name > name) from names where name is not null)
               select name, (select queued_at from runs where table_name = name order by queued_at limit 1) as at
                 from names where name is not null`,
            )
            .all() as readonly { readonly name: string; readonly at: number }[]
        ).map(({ name, at }) => [name, at]),
      ),
    trend(table: string, from: number): Trend {
      const newest = db
        .prepare(
          `select id as run, kind, state, ifnull(finished_at, json_extract(held, '$.since')) as at,
                  case state when 'success' then json_extract(result, '$.rowsWritten') when 'held' then rows_read end as rows,
                  case when state = 'success' then json_extract(result, '$.seconds')
                       else (ifnull(json_extract(held, '$.since'), finished_at) - started_at) / 1000.0 end as seconds,
                  case state when 'success' then ifnull(json_extract(result, '$.restored.publishedAt'), finished_at) end as loaded
             from runs
            where table_name = ? and state in ('success', 'failed', 'canceled', 'held') and ifnull(finished_at, json_extract(held, '$.since')) >= ?
            order by id desc limit ?`,
        )
        .all(table, from, MOST_POINTS) as readonly Drawn[];
      const points = newest
        .map(({ loaded, ...point }) => ({
          ...point,
          loadedAt: typeof loaded === 'string' ? Date.parse(loaded) : loaded,
        }))
        .sort((a, b) => a.at - b.at);
      const before = db
        .prepare(
          `select finished_at from runs
            where table_name = ? and kind = 'sync' and state = 'success' and finished_at < ? order by id desc limit 1`,
        )
        .pluck()
        .get(table, Math.min(from, points[0]?.at ?? from));
      return { points, before: (before as number | undefined) ?? null };
    },
    /** What the runs that ended in a window were billed for, table by table. */
    costs: (from: number, until: number): readonly TableCost[] =>
      db
        .prepare(
          `select table_name as "table", json_extract(cost, '$.connection') as connection, count(*) as runs,
                  sum(json_extract(cost, '$.bytesProcessed')) as bytesProcessed,
                  sum(json_extract(cost, '$.bytesBilled')) as bytesBilled, sum(json_extract(cost, '$.slotMs')) as slotMs,
                  sum(json_extract(cost, '$.jobs')) as jobs
             from runs where finished_at >= ? and finished_at < ? and cost is not null
            group by 1, 2 order by bytesBilled desc, slotMs desc, 1, 2`,
        )
        .all(from, until) as readonly TableCost[],
  };
}
