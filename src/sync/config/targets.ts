import { dirname } from 'node:path';
import type { Declared } from './connections.ts';
import { type Report, shortPath } from './mistakes.ts';
import type { End, ReadTable } from './tables.ts';
import { databaseOf } from './urls.ts';

/**
 * Reports tables that write where another one writes, and tables that write onto what they read. Names are compared
 * without case, and connections by the database they lead to.
 */
export function checkTargets(
  tables: ReadonlyMap<string, ReadTable>,
  connections: ReadonlyMap<string, Declared>,
  main: string,
  report: Report,
): void {
  const idOf = (end: End): string => {
    const spec = connections.get(end.connection)?.spec;
    const database = spec ? databaseOf(spec) : end.connection;
    return JSON.stringify([database, end.table.schema, end.table.name]).toLowerCase();
  };
  const writers = new Map<string, { readonly name: string; readonly table: ReadTable }>();
  for (const [name, table] of tables) {
    if (table.destination === null) continue;
    const { entries } = table.node;
    const spot = entries.get('to') ?? entries.get('destination') ?? table.node;
    const id = idOf(table.destination);
    if (table.source !== null && idOf(table.source) === id) {
      report.at(spot, 'this table would be written onto the one it is read from; give another to or destination');
    }
    const first = writers.get(id);
    if (first === undefined) {
      writers.set(id, { name, table });
      continue;
    }
    const { file, line } = first.table.node.place;
    const where = file === table.node.place.file ? `line ${line}` : `${shortPath(file, dirname(main))}:${line}`;
    report.at(spot, `${first.table.node.path} (${where}) writes this table already; give another to`);
  }
}
