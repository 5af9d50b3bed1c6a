/** What are the rows of `prefix_*`? Those of all tables whose names begin so, in the columns of the newest. */
import { stored } from '../storage.ts';
import type { FromItem } from './ast.ts';
import type { Column, Leaf, Scan } from './context.ts';
import type { FromGiven, Relation } from './from.ts';
import { quoteText } from './literals.ts';
import { SUFFIX } from './partition-filter.ts';
import { invalid, unknownSql } from './refusal.ts';
import { refOf } from './tables.ts';
import { postgresType, scalar, typeOfField } from './types.ts';

/** Null where the path has no wildcard. */
export function wildcard(
  path: readonly string[],
  item: FromItem & { readonly is: 'table' },
  { context }: FromGiven,
): Relation | null {
  if (path.at(-1)?.includes('*') !== true) return null;
  const { at } = item;
  const ref = refOf(path, context, at);
  const prefix = ref.tableId.slice(0, -1);
  if (!ref.tableId.endsWith('*') || prefix.includes('*')) {
    throw invalid('A wildcard stands at the end of a backquoted name', at);
  }
  if (item.asOf !== null) throw unknownSql('FOR SYSTEM_TIME AS OF with wildcard tables', at);
  const catalog = context.transaction.catalog();
  const known = ref.projectId === catalog.project ? [...catalog.tables.values()] : [];
  const found = known.filter((table) => table.ref.datasetId === ref.datasetId && table.ref.tableId.startsWith(prefix));
  const newest = found.toSorted((a, b) => b.creationTime - a.creationTime)[0];
  if (newest === undefined) {
    throw invalid(`${ref.projectId}:${ref.datasetId}.${ref.tableId} does not match any table.`, at);
  }
  if (found.some(({ type }) => type === 'VIEW')) throw invalid('Views cannot be queried through prefix', at);
  const scans = found.map((table): Scan => ({ table, at, filters: [], suffixes: [] }));
  context.scans.push(...scans);
  const name = context.newAlias();
  const suffixOf = ({ table }: Scan): string => quoteText(table.ref.tableId.slice(prefix.length));
  const parts = scans.map((scan) => {
    const { table } = scan;
    const columns = newest.fields.map(({ name: column, type }) => {
      const own = table.fields.find((field) => field.name.toLowerCase() === column.toLowerCase());
      if (own !== undefined && own.type !== type) {
        throw invalid(`Cannot read field '${column}' of type ${own.type} as ${type} Field: ${column}`, at);
      }
      const value = own === undefined ? `null::${postgresType(typeOfField({ type }))}` : stored(own.name);
      return `${value} as ${stored(column)}`;
    });
    return `select ${columns.join(', ')}, ${suffixOf(scan)} as "${SUFFIX}" from ${table.relation}`;
  });
  const columns = newest.fields.map((field): Column => {
    const leaves = scans.map((scan): Leaf => ({ scan, name: field.name }));
    return { name: field.name, sql: `${name}.${stored(field.name)}`, type: typeOfField(field), leaves, direct: leaves };
  });
  const direct = scans.map((scan): Leaf => ({ scan, name: SUFFIX, raw: suffixOf(scan) }));
  const suffix: Column = {
    name: SUFFIX,
    sql: `${name}."${SUFFIX}"`,
    type: scalar('STRING'),
    leaves: [],
    direct,
    hidden: true,
  };
  const range = { alias: item.alias, columns: [...columns, suffix] };
  return { sql: `(${parts.join(' union all ')}) ${name}`, ranges: [range], merged: [] };
}
