/** A history as a warehouse of 280 tables has it after a year: 100,000 runs with results, some failed. */
import Database from 'better-sqlite3';
import { openHistory } from '../../src/jobs/history.ts';

export const namesOf = (tables: number): readonly string[] =>
  Array.from({ length: tables }, (_, i) => `table_${String(i).padStart(3, '0')}`);

/** Writes the file; `now` is the end of the newest run, epoch ms. */
export function writeLongHistory(path: string, tables: number, runs: number, now: number): void {
  openHistory(path, () => 'x').close();
  const database = new Database(path);
  const result = {
    ...{ rowsRead: 50_000, rowsWritten: 50_000, bytes: 4_500_000, seconds: 4.2, method: 'swap' },
    ...{ changes: null, gaps: null, window: null, masks: { email: 'hash', name: 'redact' } },
    checks: Array.from({ length: 12 }, (_, i) => ({
      name: `check ${i}`,
      ok: true,
      expected: '50000 rows',
      actual: '50000 rows',
    })),
  };
  const error = {
    ...{
      code: 'src.refused',
      side: 'source',
      stage: 'connect',
      retryable: true,
      retry: 'backoff',
      native: 'ECONNREFUSED',
    },
    ...{ message: 'nothing listens on db.shop:3306 (connection shop)', hint: 'Start the database.' },
  };
  const names = namesOf(tables);
  const insert = database.prepare(
    `insert into runs (table_name, kind, state, by_kind, by_id, scope, queued_at, started_at, finished_at, attempt, attempts,
                       stage, rows_read, bytes, result, error, owner, due_at)
     values (?, 'sync', ?, 'schedule', 'schedule', '{"kind":"due"}', ?, ?, ?, 1, 3, 'commit', 50000, 4500000, ?, ?, 'x', ?)`,
  );
  database.transaction(() => {
    for (let i = 0; i < runs; i += 1) {
      const at = now - (runs - i) * 300_000;
      const ok = i % 97 !== 5;
      insert.run(
        names[i % tables],
        ok ? 'success' : 'failed',
        ...[at - 5000, at - 4200, at],
        ok ? JSON.stringify(result) : null,
        ok ? null : JSON.stringify(error),
        at - 5000,
      );
    }
  })();
  database.pragma('optimize');
  database.close();
}
