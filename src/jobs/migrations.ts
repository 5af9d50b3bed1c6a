import Database from 'better-sqlite3';

/** The life of the history file, one step each. A step that was released is never changed; a new one follows it. */
const MIGRATIONS: readonly string[] = [
  `
  create table meta (key text primary key, value text not null) strict;
  create table processes (
    id text primary key, pid integer not null, host text not null, started_at integer not null, beat_at integer not null
  ) strict;
  create table runs (
    id integer primary key autoincrement,
    table_name text not null,
    state text not null,
    by_kind text not null,
    by_id text not null,
    note text,
    due_at integer,
    scope text not null,
    queued_at integer not null,
    started_at integer,
    finished_at integer,
    attempt integer not null default 0,
    attempts integer not null,
    next_attempt_at integer,
    stage text,
    rows_read integer not null default 0,
    bytes integer not null default 0,
    estimated_rows integer,
    result text,
    error text,
    canceled_by text,
    left_behind text not null default '[]',
    owner text not null,
    unsettled_token text
  ) strict;
  -- One run a table, held by the database itself: two people, two processes, the same second.
  create unique index runs_active on runs (table_name) where state in ('queued', 'running', 'retry_wait', 'held');
  -- A moment of a schedule counts once, whoever notices it; a table may have two schedules.
  create unique index runs_due on runs (table_name, due_at, scope) where due_at is not null;
  create index runs_table on runs (table_name, id);
  create index runs_due_at on runs (due_at) where due_at is not null;
  create index runs_finished on runs (finished_at);
  create index runs_unsettled on runs (table_name) where unsettled_token is not null;
  create table events (
    id integer primary key, run_id integer not null, at integer not null, attempt integer not null, text text not null
  ) strict;
  create index events_run on events (run_id, id);
  create table cursors (
    table_name text primary key, cursor text not null, run_id integer not null, at integer not null
  ) strict;
  create table pauses (
    table_name text primary key, until integer not null, why text not null, by_kind text not null, by_id text not null,
    at integer not null
  ) strict;
  create table posts (
    run_id integer not null, channel text not null, ts text not null, primary key (run_id, channel)
  ) strict;
  create table digests (channel text not null, due_at integer not null, primary key (channel, due_at)) strict;
  `,
  // Runs that are held or put a version back, and what people did.
  `
  alter table runs add column kind text not null default 'sync';
  alter table runs add column held text;
  create table audit (
    id integer primary key, at integer not null, by_kind text not null, by_id text not null, what text not null,
    table_name text not null, run_id integer, why text
  ) strict;
  create index audit_at on audit (at);
  `,
  // Questions about new columns, and what people changed in tables.yml: names and words, never a text of the file.
  `
  create table questions (
    table_name text not null, column_name text not null, asked text not null, run_id integer not null,
    asked_at integer not null, told integer not null default 0, resolved_at integer,
    primary key (table_name, column_name)
  ) strict;
  create table changes (
    id integer primary key, at integer not null, by_kind text not null, by_id text not null, table_name text not null,
    column_name text not null, file text not null, key text not null, before_value text, after_value text,
    back text not null, undone_at integer, undone_by text
  ) strict;
  `,
  // What warehouses bill, run by run, and what models wait for.
  `
  alter table runs add column cost text;
  -- A model asks what became of others today.
  create index runs_queued on runs (table_name, queued_at);
  `,
  // What people are told, and what they do about it: alerts, batches, watches; letters, clicks and what was heard.
  `
  create table alerts (
    id integer primary key autoincrement, key text not null, code text not null, connection text, table_name text,
    column_name text, channel text not null, post text, quiet integer not null, state text not null,
    opened_at integer not null, last_at integer not null, times integer not null default 1, acked text, snoozed text,
    escalated text, waits_since integer not null, woken_at integer, resolved_at integer,
    revision integer not null default 1, told integer not null default 0
  ) strict;
  create unique index alerts_open on alerts (key, channel) where state <> 'resolved';
  create index alerts_untold on alerts (id) where told < revision;
  create table alert_members (
    alert_id integer not null, table_name text not null, run_id integer, at integer not null, recovered_at integer,
    recovered_by integer, became integer, primary key (alert_id, table_name)
  ) strict;
  create index alert_members_table on alert_members (table_name, run_id);
  create table batches (
    channel text not null, due_at integer not null, post text, over_at integer, primary key (channel, due_at)
  ) strict;
  create index batches_due on batches (due_at);
  create index batches_over on batches (over_at);
  create table watches (
    id integer primary key, channel text not null, selector text not null, what text not null, by_kind text not null,
    by_id text not null, at integer not null, unique (channel, selector)
  ) strict;
  create table letters (
    id integer primary key autoincrement, key text not null unique, channel text not null, thread text,
    body text not null, state text not null, tries integer not null default 0, made_at integer not null,
    tried_at integer, not_before integer not null, sent_channel text, ts text, reason text
  ) strict;
  create index letters_open on letters (id) where state in ('waiting', 'sending');
  create index letters_refused on letters (coalesce(tried_at, made_at)) where reason is not null;
  create table heard (key text primary key, until integer not null) strict;
  create index heard_until on heard (until);
  -- Who pressed which button of which message, as long as it stands there as it was pressed.
  create table clicks (
    message text not null, value text not null, by_id text not null, at integer not null, runs text not null default '[]',
    primary key (message, value)
  ) strict;
  create table notes (name text primary key, value text not null) strict;
  create table settings (user text primary key, language text, dm_on_failure integer not null default 0) strict;
  -- Where in Slack a run was asked for: its message appears there, though the bot dies before it is written.
  alter table runs add column said_in text;
  create index posts_at on posts (channel, ts);
  `,
  // What needs another person, what nobody may start now, who decided what; plans that were shown; tries that failed.
  `
  create table requests (
    id integer primary key autoincrement, line text not null, tables text not null, by_kind text not null,
    by_id text not null, why text not null, note text, config text not null, place text, asked_at integer not null,
    expires_at integer not null, state text not null, decided text, done text, card text, shows text
  ) strict;
  -- The same person asks for the same once.
  create unique index requests_waiting on requests (by_kind, by_id, line) where state = 'waiting';
  create index requests_expires on requests (expires_at);
  create table freezes (
    id integer primary key autoincrement, by_kind text not null, by_id text not null, at integer not null,
    why text not null, thawed text, told text
  ) strict;
  create unique index freezes_now on freezes ((thawed is null)) where thawed is null;
  create table decisions (
    id integer primary key autoincrement, at integer not null, by_kind text not null, by_id text not null,
    verb text not null, line text not null, tables text not null, decision text not null, role text not null,
    mouth text not null, place text, config text not null, request_id integer, why text
  ) strict;
  create index decisions_at on decisions (at);
  create index decisions_request on decisions (request_id) where request_id is not null;
  alter table audit add column decision_id integer;
  create index audit_run on audit (run_id);
  create index audit_decision on audit (decision_id) where decision_id is not null;
  create table pins (
    id text primary key, table_name text not null, by_kind text not null, by_id text not null, made_at integer not null,
    expires_at integer not null, facts text not null
  ) strict;
  alter table runs add column pin text;
  -- By what trouble, and where.
  create table failures (
    run_id integer not null, attempt integer not null, at integer not null, trouble text not null, code text not null,
    side text not null, stage text not null, table_name text not null, column_name text, native text,
    healed integer not null default 0, primary key (run_id, attempt)
  ) strict, without rowid;
  create index failures_trouble on failures (trouble, run_id, attempt);
  create index failures_at on failures (at);
  `,
];

/** Brings the file to the newest step. Throws where the file was written by a newer sync-bot, or before the first release. */
export function migrate(database: Database.Database): void {
  const step = database.transaction(() => {
    const at = database.pragma('user_version', { simple: true }) as number;
    if (at > MIGRATIONS.length) {
      throw new Error(
        `the history file is of step ${at}, and this sync-bot knows ${MIGRATIONS.length}: start the newer version, or name another file with --history`,
      );
    }
    for (const sql of MIGRATIONS.slice(at)) database.exec(sql);
    if (at > 0) refuseUnreleased(database);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  step.immediate();
}

/** Steps changed before the first release: a file of that time says that it has taken one, and lacks what it makes now. */
function refuseUnreleased(database: Database.Database): void {
  const fresh = new Database(':memory:');
  for (const sql of MIGRATIONS) fresh.exec(sql);
  const missing = columnsOf(fresh).filter((column) => !columnsOf(database).includes(column));
  fresh.close();
  if (missing.length === 0) return;
  throw new Error(
    `the history file was made by a sync-bot from before the first release (it lacks ${missing[0]}): move it away, or name another file with --history`,
  );
}

function columnsOf(database: Database.Database): readonly string[] {
  return database
    .prepare(
      `select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`,
    )
    .pluck()
    .all() as string[];
}
