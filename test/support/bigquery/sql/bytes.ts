/** How many bytes does a query process? Of the columns it names, in the partitions that its conditions leave. */
import { type CatalogTable, tableKey } from '../catalog.ts';
import type { Transaction } from '../query-runner.ts';
import { bytesOf } from '../storage.ts';
import type { Leaf, Scan } from './context.ts';
import { rowsLeft } from './partition-filter.ts';

/** Each column of a table counts once, in every partition that any of its scans leaves. */
export async function bytesRead(
  transaction: Pick<Transaction, 'query'>,
  leaves: readonly Leaf[],
  whole: readonly Scan[] = [],
): Promise<number> {
  const tables = new Map<string, { table: CatalogTable; scans: Set<Scan>; names: Set<string> }>();
  const asked = [...leaves, ...whole.flatMap((scan) => scan.table.fields.map(({ name }) => ({ scan, name })))];
  for (const { scan, name } of asked) {
    const key = `${tableKey(scan.table.ref)} ${scan.table.relation}`;
    const known = tables.get(key) ?? { table: scan.table, scans: new Set<Scan>(), names: new Set<string>() };
    known.scans.add(scan);
    known.names.add(name);
    tables.set(key, known);
  }
  let sum = 0;
  for (const { table, scans, names } of tables.values()) {
    const fields = table.fields.filter(({ name }) => names.has(name));
    // Reading the pseudo column alone costs nothing.
    if (fields.length === 0) continue;
    const left = [...scans].map((scan) => `(${rowsLeft(scan)})`).join(' or ');
    const { rows } = await transaction.query(
      `select coalesce(sum(${fields.map(bytesOf).join(' + ')}), 0) as "bytes" from ${table.relation} where ${left}`,
    );
    sum += Number(rows[0]?.bytes);
  }
  return sum;
}
