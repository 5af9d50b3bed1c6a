/** How are CREATE, DROP and ALTER run? */
import type { CatalogTable } from '../catalog.ts';
import { tableKey } from '../catalog.ts';
import type { NewTable, QueryOutcome } from '../query-runner.ts';
import { readDivision, readFields } from '../schema.ts';
import { checkTableId } from '../table-checks.ts';
import { assignedValue } from './assign.ts';
import type { Path, Statement } from './ast.ts';
import { bytesRead } from './bytes.ts';
import type { Context, Leaf } from './context.ts';
import { alter } from './ddl-alter.ts';
import { readFieldsOf } from './ddl-columns.ts';
import { type Done, ddlOutcome, known } from './ddl-outcome.ts';
import { divisionOf } from './division.ts';
import { insertInto } from './dml.ts';
import { readOptions, TABLE_OPTIONS, VIEW_OPTIONS, withOptions } from './options.ts';
import { checkRequiredFilter } from './partition-filter.ts';
import { invalid } from './refusal.ts';
import { fieldsOf } from './run-query.ts';
import { translateQuery } from './select.ts';
import { pathOf, tableOf } from './tables.ts';

export type Ddl = Statement & { readonly is: 'create table' | 'create view' | 'drop' | 'alter' };

export async function runDdl(statement: Ddl, context: Context): Promise<QueryOutcome> {
  switch (statement.is) {
    case 'create table':
      return statement.copyOf === null ? createTable(statement, context) : copyTable(statement, context);
    case 'create view':
      return createView(statement, context);
    case 'drop':
      return drop(statement, context);
    case 'alter':
      return alter(statement, context);
  }
}

/** Null: the table is there and may be; nothing is to be done. */
async function makeRoom(
  statement: Ddl & { readonly is: 'create table' | 'create view' },
  context: Context,
): Promise<Done | null> {
  const { ref, table } = known(statement.table, context);
  checkTableId(ref.tableId);
  if (statement.replace && statement.unlessExists)
    throw invalid('CREATE cannot have both OR REPLACE and IF NOT EXISTS', statement.at);
  if (table === undefined) return 'CREATE';
  if (statement.unlessExists) return null;
  if (!statement.replace || context.request.dryRun) return statement.replace ? 'REPLACE' : 'CREATE';
  if ((table.type === 'VIEW') !== (statement.is === 'create view')) {
    throw invalid(
      `${ref.projectId}:${tableKey(ref)} has type ${table.type} and cannot be replaced by this`,
      statement.at,
    );
  }
  return 'REPLACE';
}

async function put(context: Context, done: Done, table: NewTable): Promise<CatalogTable | null> {
  const { transaction, request } = context;
  if (request.dryRun) return null;
  if (done === 'REPLACE') await transaction.dropTable(table.ref);
  const expiry = transaction.catalog().datasets.get(table.ref.datasetId)?.defaultTableExpirationMs;
  const byDefault =
    expiry === undefined || table.type === 'VIEW' ? {} : { expirationTime: transaction.now + Number(expiry) };
  return transaction.createTable({ ...byDefault, ...table });
}

async function createTable(statement: Ddl & { readonly is: 'create table' }, context: Context): Promise<QueryOutcome> {
  const type = statement.query === null ? 'CREATE_TABLE' : 'CREATE_TABLE_AS_SELECT';
  const { ref } = known(statement.table, context);
  const done = await makeRoom(statement, context);
  const reads: Leaf[] = [];
  const made =
    statement.query === null ? null : translateQuery(statement.query, { context, ctes: [], parent: null, reads });
  if (done === null) return ddlOutcome(type, context, 'SKIP', ref, 0);
  for (const scan of context.scans) checkRequiredFilter(scan);
  const queried = made === null ? [] : fieldsOf(made.columns, statement.query as NonNullable<typeof statement.query>);
  const fields =
    statement.columns === null
      ? readFields(queried.map(({ name, type: is, mode }) => ({ name, type: is, mode })))
      : await readFieldsOf(statement.columns, context);
  if (made !== null && made.columns.length !== fields.length) {
    throw invalid(
      `The number of columns in the column definition list does not match the number of columns produced by the query`,
      statement.at,
    );
  }
  const options = await readOptions(statement.options, TABLE_OPTIONS, context);
  const base: NewTable = { ref, type: 'TABLE', fields, labels: {}, rowAccessPolicies: [] };
  const division = readDivision(divisionOf(statement, fields, options), fields);
  const bytes =
    made === null
      ? 0
      : await bytesRead(context.transaction, [...reads, ...made.columns.flatMap(({ leaves }) => leaves)]);
  const values = made?.columns.map(({ type: is }, i) => {
    const field = fields[i] as (typeof fields)[number];
    return assignedValue({ sql: `q."c${i}"`, type: is }, field, statement.at);
  });
  const kept = made === null ? null : `"$made${context.newAlias()}"`;
  // The rows are read before the table goes whose place the new one takes.
  if (made !== null && !context.request.dryRun) {
    await context.transaction.query(
      `create temporary table ${kept} on commit drop as select ${values?.map((sql, i) => `${sql} as "v${i}"`).join(', ')} from (${made.sql}) q`,
    );
  }
  const table = await put(context, done, withOptions({ ...base, ...division }, options));
  if (table !== null && kept !== null) {
    await context.transaction.query(insertInto(table.relation, table, fields, `select * from ${kept}`, context));
  }
  return ddlOutcome(type, context, done, ref, bytes);
}

async function copyTable(statement: Ddl & { readonly is: 'create table' }, context: Context): Promise<QueryOutcome> {
  const { transaction } = context;
  const { table: path, how, asOf } = statement.copyOf as NonNullable<typeof statement.copyOf>;
  const type = how === 'snapshot' ? 'CREATE_SNAPSHOT_TABLE' : 'CREATE_TABLE';
  const moment = asOf === null ? transaction.now : (context.moments.get(asOf) as number);
  const [{ at }] = path as [Path[number]];
  const of = tableOf(pathOf(path), context, at, asOf === null ? undefined : moment);
  if (of.type === 'VIEW') throw invalid(`${tableKey(of.ref)} is a VIEW and cannot be copied`, at);
  context.scans.push({ table: of, at, filters: [] });
  const { ref } = known(statement.table, context);
  const done = await makeRoom(statement, context);
  if (done === null) return ddlOutcome(type, context, 'SKIP', ref, 0);
  const options = await readOptions(statement.options, TABLE_OPTIONS, context);
  const {
    relation,
    creationTime: _c,
    lastModifiedTime: _m,
    expirationTime: _e,
    snapshot: _s,
    clone: _n,
    rowAccessPolicies: _r,
    ...rest
  } = of;
  const kinds = {
    snapshot: { type: 'SNAPSHOT', snapshot: { baseTable: of.ref, snapshotTime: moment } },
    clone: { type: 'TABLE', clone: { baseTable: of.ref, cloneTime: moment } },
    copy: { type: 'TABLE' },
    like: { type: 'TABLE' },
  } as const;
  const table = await put(context, done, withOptions({ ...rest, ref, rowAccessPolicies: [], ...kinds[how] }, options));
  if (table !== null && how !== 'like')
    await transaction.query(`insert into ${table.relation} select * from ${relation}`);
  return ddlOutcome(type, context, done, ref, 0);
}

async function createView(statement: Ddl & { readonly is: 'create view' }, context: Context): Promise<QueryOutcome> {
  const { ref } = known(statement.table, context);
  const done = await makeRoom(statement, context);
  const made = translateQuery(statement.query, { context, ctes: [], parent: null, reads: [] });
  const fields = fieldsOf(made.columns, statement.query);
  readFields(fields.map(({ name, type, mode }) => ({ name, type, mode })));
  const options = await readOptions(statement.options, VIEW_OPTIONS, context);
  const view: NewTable = { ref, type: 'VIEW', fields, labels: {}, rowAccessPolicies: [], view: statement.text };
  if (done !== null) await put(context, done, withOptions(view, options));
  return ddlOutcome('CREATE_VIEW', context, done ?? 'SKIP', ref, 0);
}

async function drop(statement: Ddl & { readonly is: 'drop' }, context: Context): Promise<QueryOutcome> {
  const { ref, table } = known(statement.table, context);
  const type =
    statement.kind === 'VIEW' ? 'DROP_VIEW' : statement.kind === 'TABLE' ? 'DROP_TABLE' : 'DROP_SNAPSHOT_TABLE';
  if (table === undefined && statement.ifExists) return ddlOutcome(type, context, 'SKIP', ref, 0);
  const found = context.transaction.table(ref);
  const wanted = { TABLE: 'TABLE', VIEW: 'VIEW', 'SNAPSHOT TABLE': 'SNAPSHOT' }[statement.kind];
  if (found.type !== wanted)
    throw invalid(
      `${ref.projectId}:${tableKey(ref)} has type ${found.type} and cannot be dropped by DROP ${statement.kind}`,
      statement.at,
    );
  if (!context.request.dryRun) await context.transaction.dropTable(ref);
  return ddlOutcome(type, context, 'DROP', ref, 0);
}
