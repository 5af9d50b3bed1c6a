import type Database from 'better-sqlite3';
import type { Asker } from './asker.ts';
import type { Pin } from './pins.ts';

// Plans that were shown, in the history file: names, types and fingerprints.

type Row = Readonly<Record<string, unknown>>;

/** A run that waits for its next try may need its plan for longer than people may begin one. */
const KEEP_MS = 14 * 86_400_000;

export function pinsHistory(db: Database.Database) {
  return {
    /** False where the name is taken. */
    savePin({ by, facts, ...pin }: Pin): boolean {
      db.prepare('delete from pins where expires_at < ?').run(pin.madeAt - KEEP_MS);
      const { changes } = db
        .prepare(
          `insert or ignore into pins (id, table_name, by_kind, by_id, made_at, expires_at, facts)
           values (@id, @table, @byKind, @byId, @madeAt, @expiresAt, @facts)`,
        )
        .run({ ...pin, byKind: by.kind, byId: by.id, facts: JSON.stringify(facts) });
      return changes === 1;
    },
    pin(id: string): Pin | null {
      const row = db.prepare('select * from pins where id = ?').get(id) as Row | undefined;
      return row === undefined
        ? null
        : {
            id,
            table: row.table_name as string,
            by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
            madeAt: row.made_at as number,
            expiresAt: row.expires_at as number,
            facts: JSON.parse(row.facts as string) as Pin['facts'],
          };
    },
  };
}
