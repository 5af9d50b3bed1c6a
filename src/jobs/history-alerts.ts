import type Database from 'better-sqlite3';
import type { AlertChange } from './alert-rules.ts';
import type { Alert, AlertKey, AlertMember, AlertPost, Asker, Watch } from './types.ts';

// Alerts, their members, batches and watches in the history file.

type Row = Readonly<Record<string, unknown>>;
const COLUMN: Readonly<Record<keyof AlertChange, string>> = {
  state: 'state',
  acked: 'acked',
  snoozed: 'snoozed',
  escalated: 'escalated',
  waitsSince: 'waits_since',
  wokenAt: 'woken_at',
  resolvedAt: 'resolved_at',
  lastAt: 'last_at',
  times: 'times',
};

export function alertsHistory(db: Database.Database) {
  const members = (id: number): readonly AlertMember[] =>
    db
      .prepare(
        `select table_name as "table", run_id as run, at, recovered_at as recoveredAt, recovered_by as recoveredBy, became
           from alert_members where alert_id = ? order by rowid`,
      )
      .all(id) as readonly AlertMember[];
  const all = (sql: string, ...values: unknown[]): readonly Alert[] =>
    (db.prepare(sql).all(...values) as Row[]).map((row) => toAlert(row, members(row.id as number)));
  const one = (sql: string, ...values: unknown[]): Alert | null => all(sql, ...values)[0] ?? null;

  return {
    alert: (id: number) => one('select * from alerts where id = ?', id),
    openAlerts: () => all("select * from alerts where state <> 'resolved' order by +id desc"),
    openAlert: (key: string, channel: string) =>
      one("select * from alerts where key = ? and channel = ? and state <> 'resolved'", key, channel),
    /** Those that are not over of which the table is a member that is not over either. */
    openAlertsOf: (table: string) =>
      all(
        `select alerts.* from alert_members m join alerts on alerts.id = m.alert_id
          where m.table_name = ? and m.recovered_at is null and alerts.state <> 'resolved' order by alerts.id`,
        table,
      ),
    /** Whether an alert of the channel tells of this run, or of a later one of its table. */
    isMember: (table: string, run: number, channel: string): boolean =>
      db
        .prepare(
          `select 1 from alert_members m join alerts a on a.id = m.alert_id
            where m.table_name = ? and m.run_id >= ? and a.channel = ? limit 1`,
        )
        .get(table, run, channel) !== undefined,
    untoldAlerts: () => all('select * from alerts where told < revision order by id'),
    openedAlerts: (from: number, until: number): number =>
      db
        .prepare('select count(*) from alerts where opened_at >= ? and opened_at < ?')
        .pluck()
        .get(from, until) as number,
    insertAlert(key: AlertKey, channel: string, quiet: boolean, at: number): Alert {
      const { lastInsertRowid } = db
        .prepare(
          `insert into alerts (key, code, connection, table_name, column_name, channel, quiet, state, opened_at, last_at,
                               waits_since) values (@key, @code, @connection, @table, @column, @channel, @quiet, 'open',
                               @at, @at, @at)`,
        )
        .run({ ...key, channel, quiet: quiet ? 1 : 0, at });
      return one('select * from alerts where id = ?', lastInsertRowid) as Alert;
    },
    changeAlert(id: number, change: AlertChange): Alert {
      const names = Object.keys(change) as (keyof AlertChange)[];
      const sets = names.map((name) => `${COLUMN[name]} = ?, `).join('');
      const values = names.map((name) => {
        const value = change[name];
        return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
      });
      db.prepare(`update alerts set ${sets}revision = revision + 1 where id = ?`).run(...values, id);
      return one('select * from alerts where id = ?', id) as Alert;
    },
    saveMember(id: number, { table, run, at, recoveredAt, recoveredBy, became }: AlertMember): void {
      // An upsert keeps the place in the order, which a replaced row would lose.
      db.prepare(
        `insert into alert_members (alert_id, table_name, run_id, at, recovered_at, recovered_by, became)
         values (?, ?, ?, ?, ?, ?, ?) on conflict (alert_id, table_name) do update set run_id = excluded.run_id,
         at = excluded.at, recovered_at = excluded.recovered_at, recovered_by = excluded.recovered_by,
         became = excluded.became`,
      ).run(id, table, run, at, recoveredAt, recoveredBy, became);
    },
    alertTold(id: number, revision: number, post: AlertPost | null): void {
      db.prepare('update alerts set told = max(told, ?), post = coalesce(?, post) where id = ?').run(
        revision,
        post === null ? null : JSON.stringify(post),
        id,
      );
    },
    /** Runs of a table that ended with a class since `from`. */
    seenFailures: (table: string, code: string, from: number) =>
      db
        .prepare(
          `select count(*) as times, min(finished_at) as first from runs
            where table_name = ? and finished_at >= ? and state = 'failed' and json_extract(error, '$.code') = ?`,
        )
        .get(table, from, code) as { readonly times: number; readonly first: number | null },

    watches: (): readonly Watch[] =>
      (db.prepare('select * from watches order by id').all() as Row[]).map((row) => ({
        id: row.id as number,
        channel: row.channel as string,
        selector: row.selector as string,
        what: row.what as Watch['what'],
        by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
        at: row.at as number,
      })),
    saveWatch({ channel, selector, what, by, at }: Omit<Watch, 'id'>): void {
      db.prepare(
        'insert or replace into watches (channel, selector, what, by_kind, by_id, at) values (?, ?, ?, ?, ?, ?)',
      ).run(channel, selector, what, by.kind, by.id, at);
    },
    dropWatch: (id: number): void => void db.prepare('delete from watches where id = ?').run(id),
  };
}

function toAlert(row: Row, members: readonly AlertMember[]): Alert {
  const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
  return {
    id: row.id as number,
    key: row.key as string,
    code: row.code as string,
    connection: row.connection as string | null,
    table: row.table_name as string | null,
    column: row.column_name as string | null,
    channel: row.channel as string,
    post: parsed(row.post) as AlertPost | null,
    quiet: row.quiet === 1,
    state: row.state as Alert['state'],
    members,
    openedAt: row.opened_at as number,
    lastAt: row.last_at as number,
    times: row.times as number,
    acked: parsed(row.acked) as Alert['acked'],
    snoozed: parsed(row.snoozed) as Alert['snoozed'],
    escalated: parsed(row.escalated) as Alert['escalated'],
    waitsSince: row.waits_since as number,
    wokenAt: row.woken_at as number | null,
    resolvedAt: row.resolved_at as number | null,
    revision: row.revision as number,
  };
}
