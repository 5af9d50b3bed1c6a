import type Database from 'better-sqlite3';

/** The history asks far fewer different questions; the rest is room for updates of various columns. */
const MOST = 500;

/**
 * Lets `db.prepare` compile a text once: to compile costs more than to ask, and what was compiled takes memory that the
 * garbage collector does not see until the statement is collected. Whoever asks gets it as new: not plucked.
 */
export function rememberStatements(db: Database.Database): void {
  const compile = db.prepare.bind(db) as (sql: string) => Database.Statement;
  const known = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const found = known.get(sql);
    if (found !== undefined) return found.reader ? found.pluck(false) : found;
    const made = compile(sql);
    if (known.size >= MOST) for (const oldest of [...known.keys()].slice(0, MOST / 2)) known.delete(oldest);
    known.set(sql, made);
    return made;
  };
  db.prepare = prepare as typeof db.prepare;
}
