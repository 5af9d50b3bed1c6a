/** How are INSERT, UPDATE, DELETE and TRUNCATE run? Rows are found first and changed then. */
import type { CatalogTable, DmlStatistics, Field } from '../catalog.ts';
import type { QueryOutcome } from '../query-runner.ts';
import { stored } from '../storage.ts';
import { assigned, assignedValue, writableOnce } from './assign.ts';
import type { Assignment, Statement } from './ast.ts';
import { bytesRead } from './bytes.ts';
import type { Column, Context, Leaf, Scan, Scope } from './context.ts';
import { condition } from './expression.ts';
import { columnsOf, fromWhere, type Relation, translateFrom } from './from.ts';
import { checkRequiredFilter, conjuncts, notePartitionFilter } from './partition-filter.ts';
import { invalid } from './refusal.ts';
import { tablesOf } from './run-query.ts';
import { translateQuery } from './select.ts';
import { pathOf, tableOf } from './tables.ts';

export type Dml = Statement & { readonly is: 'insert' | 'update' | 'delete' | 'truncate' };

export async function runDml(statement: Dml, context: Context): Promise<QueryOutcome> {
  switch (statement.is) {
    case 'insert':
      return insert(statement, context);
    case 'update':
    case 'delete':
      return change(statement, context);
    case 'truncate': {
      const table = targetOf(statement.table, context);
      const rows = await act(context, table, (relation) => `delete from ${relation}`);
      return outcome('TRUNCATE_TABLE', context, table, { deletedRowCount: rows }, 0);
    }
  }
}

/** A table whose rows may be changed. */
export function targetOf(path: (Statement & { readonly is: 'truncate' })['table'], context: Context): CatalogTable {
  const [{ at }] = path as [(typeof path)[number]];
  const table = tableOf(pathOf(path), context, at);
  if (table.type === 'TABLE') return table;
  const { projectId, datasetId, tableId } = table.ref;
  throw invalid(`DML statements cannot change ${projectId}:${datasetId}.${tableId}, which is a ${table.type}`, at);
}

async function insert(statement: Dml & { readonly is: 'insert' }, context: Context): Promise<QueryOutcome> {
  const table = targetOf(statement.table, context);
  const fields = statement.columns === null ? table.fields : writableOnce(table, statement.columns);
  const reads: Leaf[] = [];
  const select =
    statement.query === null ? valuesOf(statement, fields, context, reads) : queryOf(statement, fields, context, reads);
  for (const scan of context.scans) checkRequiredFilter(scan);
  const bytes = await bytesRead(context.transaction, reads);
  const rows = await act(context, table, (relation) => insertInto(relation, table, fields, select, context));
  return outcome('INSERT', context, table, { insertedRowCount: rows }, bytes);
}

/** A row of a table by ingestion time that names no other is one of now. */
export function insertInto(
  relation: string,
  table: CatalogTable,
  fields: readonly Field[],
  select: string,
  context: Context,
): string {
  const names = fields.map(({ name }) => stored(name));
  const { timePartitioning: time } = table;
  if (time === undefined || time.field !== undefined || fields.some(({ name }) => name === '_PARTITIONTIME')) {
    return `insert into ${relation} (${names.join(', ')}) ${select}`;
  }
  const now = `date_trunc('${time.type.toLowerCase()}', timestamptz '${new Date(context.transaction.now).toISOString()}', 'UTC')`;
  return `insert into ${relation} (${[...names, '"_PARTITIONTIME"'].join(', ')}) select v.*, ${now} from (${select}) v`;
}

function valuesOf(
  statement: Dml & { readonly is: 'insert' },
  fields: readonly Field[],
  context: Context,
  reads: Leaf[],
): string {
  const where = fromWhere(
    { context, ctes: [], reads, parent: null },
    { ranges: [], merged: [], parent: null },
    'VALUES',
  );
  const rows = (statement.rows ?? []).map((row) => {
    if (row.length !== fields.length) {
      throw invalid(
        `Inserted row has wrong column count; Has ${row.length}, expected ${fields.length}`,
        row[0]?.at ?? statement.at,
      );
    }
    return `select ${row.map((node, i) => `${assigned(node, fields[i] as Field, where)} as "v${i}"`).join(', ')}`;
  });
  return rows.join(' union all ');
}

function queryOf(
  statement: Dml & { readonly is: 'insert' },
  fields: readonly Field[],
  context: Context,
  reads: Leaf[],
): string {
  const query = statement.query as NonNullable<typeof statement.query>;
  const made = translateQuery(query, { context, ctes: [], parent: null, reads });
  reads.push(...made.columns.flatMap(({ leaves }) => leaves));
  if (made.columns.length !== fields.length) {
    throw invalid(
      `Inserted row has wrong column count; Has ${made.columns.length}, expected ${fields.length}`,
      query.at,
    );
  }
  const values = made.columns.map(({ type }, i) => {
    const value = assignedValue({ sql: `q."c${i}"`, type }, fields[i] as Field, query.at);
    return `${value} as "v${i}"`;
  });
  return `select ${values.join(', ')} from (${made.sql}) q`;
}

/** The target of UPDATE, DELETE and MERGE as a relation whose rows are known by their place. */
export function targetRelation(
  table: CatalogTable,
  alias: string | null,
  context: Context,
  at: Scan['at'],
): Relation & { readonly scan: Scan; readonly name: string } {
  const scan: Scan = { table, at, filters: [] };
  context.scans.push(scan);
  const name = context.newAlias();
  const range = { alias: alias ?? table.ref.tableId, columns: columnsOf(table, scan, name) };
  return { sql: `${table.relation} ${name}`, ranges: [range], merged: [], scan, name };
}

export const ONE_SOURCE_ROW = 'UPDATE/MERGE must match at most one source row for each target row';

async function change(statement: Dml & { readonly is: 'update' | 'delete' }, context: Context): Promise<QueryOutcome> {
  const { transaction, request } = context;
  const table = targetOf(statement.table, context);
  const target = targetRelation(table, statement.alias, context, statement.at);
  const reads: Leaf[] = [];
  const given = { context, ctes: [], reads, parent: null };
  const from = statement.is === 'update' && statement.from !== null ? translateFrom(statement.from, given, null) : null;
  const scope: Scope = { ranges: [...target.ranges, ...(from?.ranges ?? [])], merged: [], parent: null };
  const where = fromWhere(given, scope, 'WHERE clause');
  const asked = condition(statement.where, where);
  const own = new Set<Column>(scope.ranges.flatMap(({ columns }) => columns));
  for (const part of conjuncts(statement.where)) notePartitionFilter(part, where, (column) => own.has(column));
  const set = statement.is === 'update' ? assignments(statement.set, table, { ...where, clause: 'SET' }) : [];
  for (const scan of context.scans) checkRequiredFilter(scan);
  const bytes = await bytesRead(transaction, reads, [target.scan]);
  const kind = statement.is === 'update' ? 'UPDATE' : 'DELETE';
  if (request.dryRun) return outcome(kind, context, table, {}, bytes);
  const { relation } = await transaction.change(table.ref);
  const found = `"$rows${context.newAlias()}"`;
  const values = set.map(({ sql }, i) => `, ${sql} as "v${i}"`).join('');
  await transaction.query(
    `create temporary table ${found} on commit drop as select ${target.name}.ctid as "id"${values} from ${target.sql}${from === null ? '' : ` cross join ${from.sql}`} where ${asked}`,
  );
  if (from !== null) await refuseTwice(context, found);
  const changed =
    statement.is === 'delete'
      ? await transaction.query(`delete from ${relation} t using ${found} f where t.ctid = f."id"`)
      : await transaction.query(updateFrom(relation, found, set));
  return outcome(
    kind,
    context,
    table,
    statement.is === 'delete' ? { deletedRowCount: changed.rowCount } : { updatedRowCount: changed.rowCount },
    bytes,
  );
}

type Set_ = { readonly field: Field; readonly sql: string };

export function assignments(
  set: readonly Assignment[],
  table: CatalogTable,
  where: Parameters<typeof assigned>[2],
): readonly Set_[] {
  const fields = writableOnce(
    table,
    set.map(({ column }) => column),
  );
  return set.map(({ value }, i) => ({ field: fields[i] as Field, sql: assigned(value, fields[i] as Field, where) }));
}

export function updateFrom(relation: string, found: string, set: readonly Set_[]): string {
  const list = set.map(({ field }, i) => `${stored(field.name)} = f."v${i}"`);
  return `update ${relation} t set ${list.join(', ')} from ${found} f where t.ctid = f."id"`;
}

/** BigQuery's own error, where one row of the target would be changed for several rows of the source. */
export async function refuseTwice(context: Context, found: string): Promise<void> {
  const { rows } = await context.transaction.query(
    `select 1 as "x" from ${found} group by "id" having count(*) > 1 limit 1`,
  );
  if (rows.length > 0) throw invalid(ONE_SOURCE_ROW);
}

/** Runs one statement on the table's rows, but not in a dry run. The number of rows. */
async function act(context: Context, table: CatalogTable, make: (relation: string) => string): Promise<number> {
  if (context.request.dryRun) return 0;
  const { relation } = await context.transaction.change(table.ref);
  return (await context.transaction.query(make(relation))).rowCount;
}

export function outcome(
  statementType: string,
  context: Context,
  table: CatalogTable,
  rows: Partial<DmlStatistics>,
  bytesProcessed: number,
): QueryOutcome {
  const target: Scan = { table, at: { line: 1, column: 1 }, filters: [] };
  return {
    statementType,
    fields: null,
    select: null,
    dml: context.request.dryRun ? null : { insertedRowCount: 0, updatedRowCount: 0, deletedRowCount: 0, ...rows },
    ddl: null,
    bytesProcessed,
    referencedTables: tablesOf([...context.scans, target]),
  };
}
