import type Database from 'better-sqlite3';
import type { Letter, LetterChange } from './delivery-store.ts';

// Letters, what was heard already, and notes, as they stand in the history file.

const COLUMNS: Readonly<Record<keyof LetterChange, string>> = {
  thread: 'thread',
  body: 'body',
  state: 'state',
  tries: 'tries',
  triedAt: 'tried_at',
  notBefore: 'not_before',
  sentChannel: 'sent_channel',
  ts: 'ts',
  reason: 'reason',
};
const LETTER = `select id, key, channel, thread, body, state, tries, made_at as madeAt, tried_at as triedAt,
  not_before as notBefore, sent_channel as sentChannel, ts, reason,
  (select value from meta where key = 'history_id') || '-' || id || '-' || made_at as mark from letters`;
/** A key is a run's or a moment's: none comes again after so long, and the history shall not grow with every message. */
const KEEP_LETTERS_MS = 30 * 86_400_000;

export function deliveryHistory(db: Database.Database) {
  return {
    writeLetter(letter: Pick<Letter, 'key' | 'channel' | 'thread' | 'body'>, now: number): Letter {
      const made = db
        .prepare(
          `insert or ignore into letters (key, channel, thread, body, state, made_at, not_before)
           values (@key, @channel, @thread, @body, 'waiting', @now, @now)`,
        )
        .run({ ...letter, now });
      if (made.changes === 1 && Number(made.lastInsertRowid) % 100 === 0) {
        db.prepare("delete from letters where state in ('sent', 'refused') and made_at < ?").run(now - KEEP_LETTERS_MS);
      }
      return db.prepare(`${LETTER} where key = ?`).get(letter.key) as Letter;
    },
    changeLetter(id: number, change: LetterChange): void {
      const names = Object.keys(change) as (keyof LetterChange)[];
      if (names.length === 0) return;
      const sets = names.map((name) => `${COLUMNS[name]} = @${name}`).join(', ');
      db.prepare(`update letters set ${sets} where id = @id`).run({ ...change, id });
    },
    /** True for the one process that may send it: it stands as it was read. */
    claimLetter: (id: number, tries: number, now: number): boolean =>
      db
        .prepare(
          `update letters set state = 'sending', tries = tries + 1, tried_at = ?
            where id = ? and state = 'waiting' and tries = ?`,
        )
        .run(now, id, tries).changes === 1,
    openLetters: (): readonly Letter[] =>
      db.prepare(`${LETTER} where state in ('waiting', 'sending') order by id`).all() as Letter[],
    letterByKey: (key: string): Letter | null =>
      (db.prepare(`${LETTER} where key = ?`).get(key) as Letter | undefined) ?? null,
    lastRefusal: (from: number) =>
      (db
        .prepare(
          `select coalesce(tried_at, made_at) as at, channel, reason from letters
           where reason is not null and coalesce(tried_at, made_at) >= ? order by at desc, id desc limit 1`,
        )
        .get(from) as { readonly at: number; readonly channel: string; readonly reason: string } | undefined) ?? null,

    /** True for the first who says this key; forgotten at `now + keepMs`. */
    hear(key: string, now: number, keepMs: number): boolean {
      db.prepare('delete from heard where until <= ?').run(now);
      return db.prepare('insert or ignore into heard (key, until) values (?, ?)').run(key, now + keepMs).changes === 1;
    },

    note: (name: string): string | null =>
      (db.prepare('select value from notes where name = ?').pluck().get(name) as string | undefined) ?? null,
    setNote(name: string, value: string | null): void {
      if (value === null) db.prepare('delete from notes where name = ?').run(name);
      else db.prepare('insert or replace into notes (name, value) values (?, ?)').run(name, value);
    },

    untoldRuns: () =>
      (
        db
          .prepare(
            `select id, said_in as place from runs where said_in is not null and state in ('queued', 'running', 'retry_wait', 'held')
             and not exists (select 1 from letters where key = 'run ' || runs.id)
             and not exists (select 1 from posts where run_id = runs.id) order by +id`,
          )
          .all() as { readonly id: number; readonly place: string }[]
      ).map(({ id, place }) => ({
        run: id,
        ...(JSON.parse(place) as { readonly channel: string; readonly thread: string | null }),
      })),
  };
}
