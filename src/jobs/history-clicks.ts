import type Database from 'better-sqlite3';
import type { Click } from './delivery-store.ts';

// Clicks on buttons that change something, as they stand in the history file.

export function clicksHistory(db: Database.Database) {
  return {
    click(message: string, value: string): Click | null {
      const row = db
        .prepare('select by_id as by, at, runs from clicks where message = ? and value = ?')
        .get(message, value) as { readonly by: string; readonly at: number; readonly runs: string } | undefined;
      return row === undefined ? null : { ...row, runs: JSON.parse(row.runs) };
    },
    /** True for the one who was first. What was pressed before `from` is nobody's twin any more, and is forgotten. */
    saveClick(message: string, value: string, by: string, now: number, from: number): boolean {
      db.prepare('delete from clicks where at < ?').run(from);
      return (
        db
          .prepare('insert or ignore into clicks (message, value, by_id, at) values (?, ?, ?, ?)')
          .run(message, value, by, now).changes === 1
      );
    },
    clickStarted(message: string, value: string, runs: readonly number[]): void {
      db.prepare('update clicks set runs = ? where message = ? and value = ?').run(
        JSON.stringify(runs),
        message,
        value,
      );
    },
    forgetClick(message: string, value: string): void {
      db.prepare('delete from clicks where message = ? and value = ?').run(message, value);
    },
    forgetClicks(message: string): void {
      db.prepare('delete from clicks where message = ?').run(message);
    },
  };
}
