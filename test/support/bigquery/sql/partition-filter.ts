/** Which conditions leave out partitions, so that those are not read? */

import type { CatalogTable } from '../catalog.ts';
import { partitionIdOf } from '../partitions.ts';
import { stored } from '../storage.ts';
import type { Expression } from './ast.ts';
import type { Column, Leaf, Scan, Where } from './context.ts';
import { condition } from './expression.ts';
import { invalid } from './refusal.ts';

/** What AND holds together. */
export function conjuncts(node: Expression): readonly Expression[] {
  return node.is === 'binary' && node.op === 'AND' ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];
}

/** What a wildcard stands for in the name of a row's table. */
export const SUFFIX = '_TABLE_SUFFIX';

export function partitionColumn(table: CatalogTable): string | null {
  if (table.timePartitioning !== undefined) return table.timePartitioning.field ?? '_PARTITIONTIME';
  return table.rangePartitioning?.field ?? null;
}

/** A condition on the partition column and constants only, as conditions on the tables that the column is of. */
export function partitionFilters(
  node: Expression,
  where: Where,
  allowed: (column: Column) => boolean,
): readonly { readonly leaf: Leaf; readonly sql: string }[] {
  const columns = new Set<Column>();
  const found = { aggregate: false, analytic: false, subquery: false, volatile: false };
  const note = (column: Column): null => {
    columns.add(column);
    return null;
  };
  const look: Where = { ...where, found, reads: [], instead: note };
  condition(node, look);
  const [column] = columns;
  if (column === undefined || columns.size > 1 || found.subquery || !allowed(column)) return [];
  return column.direct
    .filter(({ scan, name }) => name === SUFFIX || partitionColumn(scan.table)?.toLowerCase() === name.toLowerCase())
    .map((leaf) => ({ leaf, sql: condition(node, { ...look, instead: () => leaf.raw ?? stored(leaf.name) }) }));
}

export function notePartitionFilter(node: Expression, where: Where, allowed: (column: Column) => boolean): void {
  for (const { leaf, sql } of partitionFilters(node, where, allowed)) {
    (leaf.name === SUFFIX ? leaf.scan.suffixes : leaf.scan.filters)?.push(sql);
  }
}

/** Throws where a table asks for a filter on its partitions and has none. */
export function checkRequiredFilter({ table, filters }: Scan): void {
  if (table.requirePartitionFilter !== true || filters.length > 0) return;
  const { projectId, datasetId, tableId } = table.ref;
  const column = partitionColumn(table) ?? '';
  const columns =
    column === '_PARTITIONTIME' ? "'_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'" : `'${column}'`;
  throw invalid(
    `Cannot query over table '${projectId}.${datasetId}.${tableId}' without a filter over column(s) ${columns} that can be used for partition elimination`,
  );
}

/** The rows of the partitions that the filters leave, whole partitions at a time. */
export function rowsLeft({ table, filters, suffixes = [] }: Scan): string {
  const whole = suffixes.map((suffix) => `(${suffix})`).join(' and ') || 'true';
  return filters.length === 0 ? whole : `${whole} and ${partitionsLeft({ table, filters })}`;
}

function partitionsLeft({ table, filters }: Pick<Scan, 'table' | 'filters'>): string {
  const id = partitionIdOf(table);
  const asked = filters.map((filter) => `(${filter})`).join(' and ');
  if (id === null) return asked;
  return `${id} in (select ${id} from ${table.relation} where ${asked})`;
}
