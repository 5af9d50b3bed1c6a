import type Database from 'better-sqlite3';
import type { NewColumn } from '../sync/index.ts';
import type { Asker, ConfigChange, Question } from './types.ts';

// Questions about new columns, and what people changed in tables.yml, in the history file. No value of a row, and never
// a text of the file: it may hold secrets.

type Row = Readonly<Record<string, unknown>>;

export type NewChange = Omit<ConfigChange, 'id' | 'undone'> & {
  /** What takes it back, as JSON of the engine's own. */
  readonly back: string;
};

export function columnsHistory(db: Database.Database) {
  const questions = (sql: string, ...values: unknown[]): readonly Question[] =>
    (
      db
        .prepare(`select * from questions where ${sql} order by asked_at, table_name, column_name`)
        .all(...values) as Row[]
    ).map(toQuestion);
  return {
    /** Asks about a column unless that is asked already; one that was settled and is new once more is asked about again. */
    ask(table: string, column: NewColumn, run: number, at: number): void {
      db.prepare(
        `insert into questions (table_name, column_name, asked, run_id, asked_at) values (?, ?, ?, ?, ?)
         on conflict do update set asked = excluded.asked, run_id = excluded.run_id, asked_at = excluded.asked_at,
           told = 0, resolved_at = null where resolved_at is not null`,
      ).run(table, column.name, JSON.stringify(column), run, at);
    },
    openQuestions: () => questions('resolved_at is null'),
    untold: () => questions('resolved_at is null and told = 0'),
    /** True for the one caller that may tell the channel. */
    claimQuestion: (table: string, column: string): boolean =>
      db
        .prepare('update questions set told = 1 where table_name = ? and column_name = ? and told = 0')
        .run(table, column).changes === 1,
    resolve: (table: string, column: string, at: number): void =>
      void db
        .prepare(
          'update questions set resolved_at = ? where table_name = ? and column_name = ? and resolved_at is null',
        )
        .run(at, table, column),
    /** So that it may be asked again. */
    forgetQuestion: (table: string, column: string): void =>
      void db.prepare('delete from questions where table_name = ? and column_name = ?').run(table, column),
    addChange({ by, ...change }: NewChange): number {
      const { lastInsertRowid } = db
        .prepare(
          `insert into changes (at, by_kind, by_id, table_name, column_name, file, key, before_value, after_value, back)
           values (@at, @byKind, @byId, @table, @column, @file, @key, @before, @after, @back)`,
        )
        .run({ ...change, byKind: by.kind, byId: by.id });
      return Number(lastInsertRowid);
    },
    /** Newest first; null: of all tables. */
    changes: (table: string | null, limit: number): readonly ConfigChange[] =>
      (
        db
          .prepare('select * from changes where table_name = ? or ? is null order by id desc limit ?')
          .all(table, table, limit) as Row[]
      ).map(toChange),
    change(id: number): (ConfigChange & { readonly back: string }) | null {
      const row = db.prepare('select * from changes where id = ?').get(id) as Row | undefined;
      return row === undefined ? null : { ...toChange(row), back: row.back as string };
    },
    undone: (id: number, by: string, at: number): void =>
      void db
        .prepare('update changes set undone_at = ?, undone_by = ? where id = ? and undone_at is null')
        .run(at, by, id),
  };
}

function toQuestion(row: Row): Question {
  return {
    table: row.table_name as string,
    column: JSON.parse(row.asked as string) as NewColumn,
    run: row.run_id as number,
    askedAt: row.asked_at as number,
  };
}

function toChange(row: Row): ConfigChange {
  return {
    id: row.id as number,
    at: row.at as number,
    by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
    table: row.table_name as string,
    column: row.column_name as string,
    file: row.file as string,
    key: row.key as string,
    before: row.before_value as string | null,
    after: row.after_value as string | null,
    undone: row.undone_at === null ? null : { at: row.undone_at as number, by: row.undone_by as string },
  };
}
