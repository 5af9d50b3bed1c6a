import Database from 'better-sqlite3';
import type { Cursor } from '../sync/index.ts';
import { alertsHistory } from './history-alerts.ts';
import { batchesHistory } from './history-batches.ts';
import { clicksHistory } from './history-clicks.ts';
import { columnsHistory } from './history-columns.ts';
import { deliveryHistory } from './history-delivery.ts';
import { failuresHistory } from './history-failures.ts';
import { pausesHistory } from './history-pauses.ts';
import { permitsHistory } from './history-permits.ts';
import { pinsHistory } from './history-pins.ts';
import { postsHistory } from './history-posts.ts';
import {
  COLUMNS,
  type NewRun,
  type Row,
  type RunChange,
  type StoredRun,
  toAudit,
  toRun,
  toValue,
} from './history-rows.ts';
import { settingsHistory } from './history-settings.ts';
import { rememberStatements } from './history-statements.ts';
import { sumsHistory } from './history-sums.ts';
import { migrate } from './migrations.ts';
import type { AuditEntry, RunEvent } from './types.ts';

export type { NewRun, RunChange, StoredRun } from './history-rows.ts';

export type History = ReturnType<typeof openHistory>;

/** How long a statement waits for another process. The bot answers nobody in the meantime, and Slack waits 3 seconds. */
const BUSY_MS = 2_000;

/**
 * The run history: one SQLite file in WAL mode that several processes (the bot, a terminal) may have open at once.
 * Statements are short; none holds rows of a table. Throws where the file cannot be opened or is of a newer version.
 * `newId` names a history file that is new, and every attempt: no two attempts share a token, whatever becomes of the file.
 */
export function openHistory(path: string, newId: () => string) {
  const db = new Database(path, { timeout: BUSY_MS });
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = normal');
  migrate(db);
  rememberStatements(db);
  db.prepare("insert or ignore into meta (key, value) values ('history_id', ?)").run(newId());
  const historyId = (db.prepare("select value from meta where key = 'history_id'").get() as { value: string }).value;

  const all = (sql: string, ...values: unknown[]): StoredRun[] => (db.prepare(sql).all(...values) as Row[]).map(toRun);
  const one = (sql: string, ...values: unknown[]): StoredRun | null => all(sql, ...values)[0] ?? null;

  return {
    /**
     * What a new attempt is called in the destination: unique over all histories, and over what is run anew after a
     * history was brought back from a backup.
     */
    token: (runId: number, attempt: number): string => `${historyId}_${runId}_${attempt}_${newId()}`,

    /** Null where the table has an active run already, or the due moment was taken. */
    insert(run: NewRun): StoredRun | null {
      const { by, place = null, pin = null, ...rest } = run;
      const { changes, lastInsertRowid } = db
        .prepare(
          `insert or ignore into runs
             (table_name, kind, state, by_kind, by_id, note, due_at, scope, queued_at, attempts, owner, said_in, pin)
           values (@table, @kind, @state, @byKind, @byId, @note, @dueAt, @scope, @queuedAt, @attempts, @owner, @place, @pin)`,
        )
        .run({
          kind: 'sync',
          ...rest,
          scope: toValue(rest.scope),
          place: toValue(place),
          byKind: by.kind,
          byId: by.id,
          pin,
        });
      return changes === 0 ? null : one('select * from runs where id = ?', lastInsertRowid);
    },
    update(id: number, change: RunChange): StoredRun {
      const names = Object.keys(change) as (keyof RunChange)[];
      if (names.length === 0) return one('select * from runs where id = ?', id) as StoredRun;
      const sets = names.map((name) => `${COLUMNS[name]} = ?`).join(', ');
      db.prepare(`update runs set ${sets} where id = ?`).run(...names.map((name) => toValue(change[name])), id);
      return one('select * from runs where id = ?', id) as StoredRun;
    },
    /**
     * The same, where the run still is in the state and the hands that `seen` says; null where somebody was faster. What
     * the next run of the table reads from is stored in the same transaction: success and cursor, or neither.
     */
    advance(seen: StoredRun, change: RunChange, next: Cursor | null = null): StoredRun | null {
      const names = Object.keys(change) as (keyof RunChange)[];
      const sets = names.map((name) => `${COLUMNS[name]} = ?`).join(', ');
      const step = (): boolean => {
        const { changes } = db
          .prepare(`update runs set ${sets} where id = ? and state = ? and owner = ?`)
          .run(...names.map((name) => toValue(change[name])), seen.id, seen.state, seen.owner);
        if (changes > 0 && next !== null) {
          db.prepare('insert or replace into cursors (table_name, cursor, run_id, at) values (?, ?, ?, ?)').run(
            seen.table,
            JSON.stringify(next),
            seen.id,
            change.finishedAt ?? seen.queuedAt,
          );
        }
        return changes > 0;
      };
      const done = next === null ? step() : db.transaction(step).immediate();
      return done ? one('select * from runs where id = ?', seen.id) : null;
    },
    /** What the last run left for the next one. */
    cursor(table: string): Cursor | null {
      const row = db.prepare('select cursor from cursors where table_name = ?').pluck().get(table);
      return row === undefined ? null : (JSON.parse(row as string) as Cursor);
    },
    /** The destination is known to be clean of this attempt. */
    settled(id: number, token: string): void {
      db.prepare("update runs set unsettled_token = null, left_behind = '[]' where id = ? and unsettled_token = ?").run(
        id,
        token,
      );
    },
    run: (id: number) => one('select * from runs where id = ?', id),
    active: (table: string) =>
      one("select * from runs where table_name = ? and state in ('queued', 'running', 'retry_wait', 'held')", table),
    // A plus keeps SQLite from walking through every run there ever was, only to save a sort of the few.
    allActive: () => all("select * from runs where state in ('queued', 'running', 'retry_wait', 'held') order by +id"),
    ofTable: (table: string, limit: number) =>
      all('select * from runs where table_name = ? order by id desc limit ?', table, limit),
    /** The last run of every table, whatever it came to. */
    lasts: () => all(lastOfEach('true')),
    /** The last run of every table that ended, whatever its end; skipped ones say nothing of the table. */
    lastEnded: () => all(lastOfEach("state in ('success', 'failed', 'canceled')")),
    lastEndedOf: (table: string) =>
      one(
        "select * from runs where table_name = ? and state in ('success', 'failed', 'canceled') order by id desc limit 1",
        table,
      ),
    lastSuccesses: () => all(lastOfEach("state = 'success'")),
    lastSuccess: (table: string) =>
      one("select * from runs where table_name = ? and state = 'success' order by id desc limit 1", table),
    /** The last run that copied the table and succeeded, of those made before run `before`; null: of all. */
    lastCopied: (table: string, before: number | null) =>
      one(
        "select * from runs where table_name = ? and kind = 'sync' and state = 'success' and id < ifnull(?, id + 1) order by id desc limit 1",
        table,
        before,
      ),
    unsettled: () => all('select * from runs where unsettled_token is not null order by +id'),
    finishedBetween: (from: number, until: number) =>
      all('select * from runs where finished_at >= ? and finished_at < ? order by finished_at', from, until),
    /** Moments of schedules that were skipped since nothing might start. */
    frozenOut: (from: number, until: number) =>
      all(
        "select * from runs where finished_at >= ? and finished_at <= ? and state = 'skipped' and note like 'frozen: %'",
        from,
        until,
      ),
    dueBetween: (from: number, until: number) =>
      all('select * from runs where due_at >= ? and due_at < ?', from, until),

    event(runId: number, event: RunEvent): void {
      db.prepare('insert into events (run_id, at, attempt, text) values (?, ?, ?, ?)').run(
        runId,
        event.at,
        event.attempt,
        event.text,
      );
    },
    events: (runId: number) =>
      db.prepare('select at, attempt, text from events where run_id = ? order by id').all(runId) as RunEvent[],

    audit(entry: AuditEntry): void {
      const { by, ...rest } = entry;
      db.prepare(
        `insert into audit (at, by_kind, by_id, what, table_name, run_id, why, decision_id)
         values (@at, @byKind, @byId, @what, @table, @run, @why, @decision)`,
      ).run({ ...rest, byKind: by.kind, byId: by.id });
    },
    /** Since `from`, newest first; null: of all tables. */
    audits: (table: string | null, from: number): readonly AuditEntry[] =>
      (
        db
          .prepare('select * from audit where at >= ? and (table_name = ? or ? is null) order by +id desc')
          .all(from, table, table) as Row[]
      ).map(toAudit),
    /** All of `work` is written, or nothing where it throws. */
    together: <T>(work: () => T): T => db.transaction(work).immediate(),

    ...columnsHistory(db),
    ...pausesHistory(db),
    ...postsHistory(db),
    ...failuresHistory(db),
    ...sumsHistory(db),
    ...settingsHistory(db),
    ...alertsHistory(db),
    ...batchesHistory(db),
    ...deliveryHistory(db),
    ...clicksHistory(db),
    ...permitsHistory(db),
    ...pinsHistory(db),

    /** True for the one caller that may post the digest of this channel and moment. */
    claimDigest: (channel: string, dueAt: number): boolean =>
      db.prepare('insert or ignore into digests (channel, due_at) values (?, ?)').run(channel, dueAt).changes === 1,

    /** Says that a process lives; called again and again. */
    beat(process: { readonly id: string; readonly pid: number; readonly host: string }, now: number): void {
      db.prepare(
        `insert into processes (id, pid, host, started_at, beat_at) values (@id, @pid, @host, @now, @now)
         on conflict (id) do update set beat_at = @now`,
      ).run({ ...process, now });
    },
    processes: () =>
      db.prepare('select id, pid, host, beat_at as beatAt from processes').all() as {
        readonly id: string;
        readonly pid: number;
        readonly host: string;
        readonly beatAt: number;
      }[],
    forgetProcess: (id: string): void => void db.prepare('delete from processes where id = ?').run(id),
    close: (): void => void db.close(),
  };
}

/** The last run of every table that `condition` holds for: from name to name by the index, however many runs there are. */
function lastOfEach(condition: string): string {
  return `with recursive names (name) as (
      select min(table_name) from runs
      union all select (select min(table_name) from runs where table_name > name) from names where name is not null)
    select runs.* from names join runs on runs.id =
      (select id from runs where table_name = name and ${condition} order by id desc limit 1)`;
}

/** Whether the history file itself refused: its disk is full, another process holds it, it may not be written. */
export function isHistoryError(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}
