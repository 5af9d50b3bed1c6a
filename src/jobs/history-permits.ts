import type Database from 'better-sqlite3';
import type { Role } from '../sync/index.ts';
import type { Danger, Decided, Freeze, Place, Request } from './permits.ts';
import type { Asker } from './types.ts';

// Requests for approval, freezes and decisions in the history file.

type Row = Readonly<Record<string, unknown>>;

export function permitsHistory(db: Database.Database) {
  const requests = (sql: string, ...values: unknown[]): readonly Request[] =>
    (db.prepare(`select * from requests where ${sql} order by +id`).all(...values) as Row[]).map(toRequest);
  const freezes = (sql: string, ...values: unknown[]): readonly Freeze[] =>
    (db.prepare(`select * from freezes where ${sql} order by id`).all(...values) as Row[]).map(toFreeze);
  const request = (id: number): Request | null => requests('id = ?', id)[0] ?? null;
  return {
    request,
    waitingRequests: () => requests("state = 'waiting'"),
    /** The same person's same line, where it waits. */
    waitingFor: (by: Asker, line: string): Request | null =>
      requests("state = 'waiting' and by_kind = ? and by_id = ? and line = ?", by.kind, by.id, line)[0] ?? null,
    addRequest(made: Omit<Request, 'id' | 'state' | 'decided' | 'done' | 'card'>): Request {
      const { by, ...rest } = made;
      const { lastInsertRowid } = db
        .prepare(
          `insert into requests
             (line, tables, by_kind, by_id, why, note, config, place, asked_at, expires_at, state)
           values (@line, @tables, @byKind, @byId, @why, @note, @config, @place, @askedAt, @expiresAt, 'waiting')`,
        )
        .run({
          ...rest,
          tables: JSON.stringify(rest.tables),
          why: JSON.stringify(rest.why),
          place: rest.place === null ? null : JSON.stringify(rest.place),
          byKind: by.kind,
          byId: by.id,
        });
      return request(Number(lastInsertRowid)) as Request;
    },
    /** True for the one whose answer counts; `now` is before its end. */
    decideRequest: (id: number, state: Request['state'], decided: Request['decided'], now: number): boolean =>
      db
        .prepare("update requests set state = ?, decided = ? where id = ? and state = 'waiting' and expires_at > ?")
        .run(state, JSON.stringify(decided), id, now).changes === 1,
    /** True for the one who may tell of it. */
    expireRequest: (id: number, decided: Request['decided']): boolean =>
      db
        .prepare("update requests set state = 'expired', decided = ? where id = ? and state = 'waiting'")
        .run(decided === null ? null : JSON.stringify(decided), id).changes === 1,
    /** The approved request by which a run was started. */
    approvalOf: (run: number): Request | null =>
      requests(
        `id = (select request_id from decisions where decision = 'approved' and id in
           (select decision_id from audit where run_id = ? and decision_id is not null))`,
        run,
      )[0] ?? null,
    requestDone: (id: number, done: NonNullable<Request['done']>): boolean =>
      db
        .prepare("update requests set done = ? where id = ? and state = 'approved' and done is null")
        .run(JSON.stringify(done), id).changes === 1,
    requestShown: (id: number, card: { readonly channel: string; readonly ts: string }, shows: string): void =>
      void db.prepare('update requests set card = ?, shows = ? where id = ?').run(JSON.stringify(card), shows, id),
    requestsLeft: () => requests("state = 'approved' and done is null"),
    /** Those whose message shows another state, or is not there yet; what is decided for long is left alone. */
    requestsUntold: (from: number) =>
      requests(
        "shows is not iif(done is null, state, 'done') and (card is not null or state = 'waiting') and expires_at > ?",
        from,
      ),

    frozen: (): Freeze | null => freezes('thawed is null')[0] ?? null,
    addFreeze: (by: Asker, at: number, why: string): void =>
      void db
        .prepare('insert or ignore into freezes (by_kind, by_id, at, why) values (?, ?, ?, ?)')
        .run(by.kind, by.id, at, why),
    /** Null where nothing was frozen. */
    thaw(by: Asker, at: number): Freeze | null {
      const [now] = freezes('thawed is null');
      if (now === undefined) return null;
      db.prepare('update freezes set thawed = ? where id = ? and thawed is null').run(
        JSON.stringify({ by: { kind: by.kind, id: by.id }, at }),
        now.id,
      );
      return freezes('id = ?', now.id)[0] ?? null;
    },
    /** The newest freeze, where nobody told of it, or not of its end. */
    untoldFreeze: (): Freeze | null =>
      freezes("id = (select max(id) from freezes) and told is not iif(thawed is null, 'on', 'off')")[0] ?? null,
    /** True for the one process that may tell. */
    claimFreeze: (id: number, told: 'on' | 'off'): boolean =>
      db.prepare('update freezes set told = ? where id = ? and told is not ?').run(told, id, told).changes === 1,

    addDecision(decided: Omit<Decided, 'id'>): number {
      const { by, ...rest } = decided;
      const { lastInsertRowid } = db
        .prepare(
          `insert into decisions
             (at, by_kind, by_id, verb, line, tables, decision, role, mouth, place, config, request_id, why)
           values (@at, @byKind, @byId, @verb, @line, @tables, @decision, @role, @mouth, @place, @config, @request, @why)`,
        )
        .run({
          ...rest,
          tables: JSON.stringify(rest.tables),
          place: rest.place === null ? null : JSON.stringify(rest.place),
          byKind: by.kind,
          byId: by.id,
        });
      return Number(lastInsertRowid);
    },
    decisions: (from: number): readonly Decided[] =>
      (db.prepare('select * from decisions where at >= ? order by +id desc').all(from) as Row[]).map(toDecided),
    /** The decision by which an approved request was carried out, and the runs that were started by it. */
    carriedOut(request: number): { readonly runs: readonly number[] } | null {
      const ids = db
        .prepare("select id from decisions where request_id = ? and decision = 'approved'")
        .pluck()
        .all(request) as number[];
      if (ids.length === 0) return null;
      const rows = db
        .prepare(`select run_id from audit where decision_id in (select value from json_each(?)) order by id`)
        .pluck()
        .all(JSON.stringify(ids)) as (number | null)[];
      return rows.length === 0 ? null : { runs: rows.filter((run) => run !== null) };
    },
  };
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
const byOf = (row: Row): Asker => ({ kind: row.by_kind as Asker['kind'], id: row.by_id as string });

function toRequest(row: Row): Request {
  const card = parsed(row.card) as { channel: string; ts: string } | null;
  return {
    id: row.id as number,
    line: row.line as string,
    tables: parsed(row.tables) as string[],
    by: byOf(row),
    why: parsed(row.why) as Danger[],
    note: row.note as string | null,
    config: row.config as string,
    place: parsed(row.place) as Place | null,
    askedAt: row.asked_at as number,
    expiresAt: row.expires_at as number,
    state: row.state as Request['state'],
    decided: parsed(row.decided) as Request['decided'],
    done: parsed(row.done) as Request['done'],
    card: card === null ? null : { ...card, shows: row.shows as string },
  };
}

function toFreeze(row: Row): Freeze {
  return {
    id: row.id as number,
    by: byOf(row),
    at: row.at as number,
    why: row.why as string,
    thawed: parsed(row.thawed) as Freeze['thawed'],
  };
}

function toDecided(row: Row): Decided {
  return {
    id: row.id as number,
    at: row.at as number,
    by: byOf(row),
    verb: row.verb as string,
    line: row.line as string,
    tables: parsed(row.tables) as string[],
    decision: row.decision as Decided['decision'],
    role: row.role as Role,
    mouth: row.mouth as string,
    place: parsed(row.place) as Place | null,
    config: row.config as string,
    request: row.request_id as number | null,
    why: row.why as string | null,
  };
}
