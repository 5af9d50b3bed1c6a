/** How is ALTER TABLE run? */
import { type CatalogTable, tableKey } from '../catalog.ts';
import type { QueryOutcome } from '../query-runner.ts';
import { stored } from '../storage.ts';
import { checkTableId } from '../table-checks.ts';
import type { AlterAction, Statement } from './ast.ts';
import type { Context } from './context.ts';
import { readFieldsOf } from './ddl-columns.ts';
import { ddlOutcome, known } from './ddl-outcome.ts';
import { readOptions, TABLE_OPTIONS, withOptions } from './options.ts';
import { invalid } from './refusal.ts';

export async function alter(statement: Statement & { readonly is: 'alter' }, context: Context): Promise<QueryOutcome> {
  const { transaction } = context;
  const { ref, table: there } = known(statement.table, context);
  if (there === undefined && statement.ifExists) return ddlOutcome('ALTER_TABLE', context, 'SKIP', ref, 0);
  let table = transaction.table(ref);
  for (const action of statement.actions) {
    if (action.is === 'rename') return rename(action, table, context);
    table = await altered(action, table, context);
  }
  if (!context.request.dryRun) await transaction.alterTable(table);
  return ddlOutcome('ALTER_TABLE', context, 'ALTER', ref, 0);
}

async function altered(
  action: Exclude<AlterAction, { readonly is: 'rename' }>,
  table: CatalogTable,
  context: Context,
): Promise<CatalogTable> {
  const has = (name: string) => table.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  switch (action.is) {
    case 'options':
      return withOptions(table, await readOptions(action.options, TABLE_OPTIONS, context));
    case 'drop column':
      if (has(action.name.text) === undefined && !action.ifExists)
        throw invalid(`Column not found: ${action.name.text}`, action.name.at);
      return { ...table, fields: table.fields.filter((field) => field !== has(action.name.text)) };
    case 'add column': {
      const { column, unlessExists } = action;
      if (has(column.name) !== undefined && unlessExists) return table;
      if (column.required) throw invalid(`Cannot add required column ${column.name} to an existing table`, column.at);
      if (has(column.name) !== undefined) throw invalid(`Column already exists: ${column.name}`, column.at);
      return { ...table, fields: [...table.fields, ...(await readFieldsOf([column], context))] };
    }
  }
}

async function rename(
  action: AlterAction & { readonly is: 'rename' },
  table: CatalogTable,
  context: Context,
): Promise<QueryOutcome> {
  const { transaction, request } = context;
  const ref = { ...table.ref, tableId: action.to.text };
  checkTableId(ref.tableId);
  if (transaction.catalog().tables.has(tableKey(ref)))
    throw invalid(`Already Exists: Table ${ref.projectId}:${tableKey(ref)}`, action.to.at);
  if (!request.dryRun) {
    const { relation, creationTime: _c, lastModifiedTime: _m, ...rest } = table;
    const made = await transaction.createTable({ ...rest, ref });
    const names = [...made.fields.map(({ name }) => stored(name))].join(', ');
    await transaction.query(`insert into ${made.relation} (${names}) select ${names} from ${relation}`);
    await transaction.dropTable(table.ref);
  }
  return ddlOutcome('ALTER_TABLE', context, 'ALTER', ref, 0);
}
