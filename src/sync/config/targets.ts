import { dirname } from 'node:path';
import type { Declared } from './connections.ts';
import { type Report, shortPath } from './mistakes.ts';
import type { ConnectionSpec } from './spec.ts';
import type { End, ReadTable } from './tables.ts';
import { shapeOf } from './target-words.ts';
import { databaseOf } from './urls.ts';

type Writer = { readonly name: string; readonly table: ReadTable };

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
    return JSON.stringify([database, schemaOf(end, spec), shapeOf(end.table.name)]).toLowerCase();
  };
  const writers = new Map<string, Writer>();
  /** Those whose names have a part of a moment in them, each with its id. */
  const moving: (readonly [id: string, writer: Writer])[] = [];
  for (const [name, table] of tables) {
    if (table.destination === null) continue;
    const { entries } = table.node;
    const spot = entries.get('to') ?? entries.get('destination') ?? table.node;
    const id = idOf(table.destination);
    if (table.source !== null && idOf(table.source) === id) {
      report.at(spot, 'this table would be written onto the one it is read from; give another to or destination');
    }
    const moves = shapeOf(table.destination.table.name) !== table.destination.table.name;
    const others = moves ? [...writers] : moving;
    const first = writers.get(id) ?? others.find(([other]) => mayBeOne(id, other))?.[1];
    if (first === undefined) {
      writers.set(id, { name, table });
      if (moves) moving.push([id, { name, table }]);
      continue;
    }
    const { file, line } = first.table.node.place;
    const where = file === table.node.place.file ? `line ${line}` : `${shortPath(file, dirname(main))}:${line}`;
    report.at(spot, `${first.table.node.path} (${where}) writes this table already; give another to`);
  }
}

/** Of BigQuery with the project, which two connections may name in two ways. */
function schemaOf({ table: { schema } }: End, spec: ConnectionSpec | null | undefined): string | null {
  return spec?.type === 'bigquery' && !schema?.includes('.') ? `${spec.project}.${schema}` : schema;
}

/** Whether two shapes can become one name. */
function mayBeOne(a: string, b: string): boolean {
  const [left, right] = [[...a], [...b]];
  const fits = (one = '', other = ''): boolean => one === other || (one === '#' && /[#0-9]/.test(other));
  return left.length === right.length && left.every((char, i) => fits(char, right[i]) || fits(right[i], char));
}
