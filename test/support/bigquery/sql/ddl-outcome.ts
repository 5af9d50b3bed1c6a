/** What does a statement of DDL say that it did, and to which table? */
import { type CatalogTable, type TableRef, tableKey } from '../catalog.ts';
import type { QueryOutcome } from '../query-runner.ts';
import type { Path } from './ast.ts';
import type { Context } from './context.ts';
import { tablesOf } from './run-query.ts';
import { pathOf, refOf } from './tables.ts';

export type Done = NonNullable<QueryOutcome['ddl']>['operation'];

/** The table of that name, where there is one. */
export function known(
  path: Path,
  context: Context,
): { readonly ref: TableRef; readonly table: CatalogTable | undefined } {
  const [{ at }] = path as [Path[number]];
  const ref = refOf(pathOf(path), context, at);
  return { ref, table: context.transaction.catalog().tables.get(tableKey(ref)) };
}

export function ddlOutcome(
  statementType: string,
  context: Context,
  operation: Done,
  target: TableRef,
  bytesProcessed: number,
): QueryOutcome {
  return {
    statementType,
    fields: null,
    select: null,
    dml: null,
    ddl: { operation, target },
    bytesProcessed,
    referencedTables: tablesOf(context.scans),
  };
}
