import type Database from 'better-sqlite3';
import { type Row, toPause } from './history-rows.ts';
import type { Pause } from './types.ts';

// Pauses of tables in the history file.

export function pausesHistory(db: Database.Database) {
  return {
    pause(pause: Pause): void {
      db.prepare(
        'insert or replace into pauses (table_name, until, why, by_kind, by_id, at) values (?, ?, ?, ?, ?, ?)',
      ).run(pause.table, pause.until, pause.why, pause.by.kind, pause.by.id, pause.at);
    },
    unpause: (table: string): void => void db.prepare('delete from pauses where table_name = ?').run(table),
    /** Pauses that are over at `now`, taken away: who gets one is the only one. */
    takeEndedPauses: (now: number): readonly Pause[] =>
      (db.prepare('delete from pauses where until <= ? returning *').all(now) as Row[]).map(toPause),
    /** Pauses that still hold at `now`. */
    pauses: (now: number): readonly Pause[] =>
      (db.prepare('select * from pauses where until > ? order by until').all(now) as Row[]).map(toPause),
  };
}
