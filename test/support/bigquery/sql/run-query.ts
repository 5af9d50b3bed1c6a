/** How is a statement of GoogleSQL run on the loopback's tables? */
import type { Field, TableRef } from '../catalog.ts';
import type { QueryOutcome, RunQuery } from '../query-runner.ts';
import { stored } from '../storage.ts';
import type { Query, Statement } from './ast.ts';
import { bytesRead } from './bytes.ts';
import type { Column, Context, Leaf, Scan } from './context.ts';
import { runDdl } from './ddl.ts';
import { runDml } from './dml.ts';
import { installFunctions } from './install.ts';
import { runMerge } from './merge.ts';
import { findMoments } from './moments.ts';
import { parseScript } from './parse-statement.ts';
import { checkRequiredFilter } from './partition-filter.ts';
import { asRefusal } from './postgres-errors.ts';
import { invalid, unknownSql } from './refusal.ts';
import { runScript } from './script.ts';
import { translateQuery } from './select.ts';
import { fieldTypeOf, showType } from './types.ts';

export const runQuery: RunQuery = async (request, transaction) => {
  try {
    const statements = parseScript(request.sql);
    const newAlias = numbered();
    await installFunctions(transaction);
    const [statement, ...more] = statements;
    if (statement !== undefined && more.length === 0)
      return await runStatement(statement, { request, transaction, newAlias });
    return await runScript(statements, (one) => runStatement(one, { request, transaction, newAlias }));
  } catch (error) {
    throw asRefusal(error);
  }
};

type Given = Pick<Context, 'request' | 'transaction' | 'newAlias'>;

/** Names of PostgreSQL that no other statement of the script has. */
function numbered(): () => string {
  let number = 0;
  return () => {
    number += 1;
    return `t${number}`;
  };
}

async function runStatement(statement: Statement, given: Given): Promise<QueryOutcome> {
  const context: Context = { ...given, moments: await findMoments(statement, given), scans: [] };
  switch (statement.is) {
    case 'query':
      return runSelect(statement.query, context);
    case 'insert':
    case 'update':
    case 'delete':
    case 'truncate':
      return runDml(statement, context);
    case 'merge':
      return runMerge(statement, context);
    case 'transaction':
      throw unknownSql('a transaction without other statements', statement.at);
    default:
      return runDdl(statement, context);
  }
}

async function runSelect(query: Query, context: Context): Promise<QueryOutcome> {
  const { request, transaction } = context;
  const reads: Leaf[] = [];
  const made = translateQuery(query, { context, ctes: [], parent: null, reads });
  for (const scan of context.scans) checkRequiredFilter(scan);
  const fields = fieldsOf(made.columns, query);
  const bytesProcessed = await bytesRead(transaction, [...reads, ...made.columns.flatMap(({ leaves }) => leaves)]);
  const outcome = {
    statementType: 'SELECT',
    fields,
    dml: null,
    ddl: null,
    bytesProcessed,
    referencedTables: tablesOf(context.scans),
  };
  const names = fields.map(({ name }, i) => `"c${i}" as ${stored(name)}`).join(', ');
  if (request.dryRun)
    return { ...outcome, select: { text: `select ${names} from (${made.sql}) r limit 0`, values: [] } };
  // Run here and now, so that what fails while it runs fails as GoogleSQL does.
  const result = `"$result${context.newAlias()}"`;
  await transaction.query(
    `create temporary table ${result} on commit drop as select row_number() over () as "$n", r.* from (${made.sql}) r`,
  );
  return { ...outcome, select: { text: `select ${names} from ${result} order by "$n"`, values: [] } };
}

/** The columns of a result; each has a name, f0_ and so on where the query gave none, and no two have the same. */
export function fieldsOf(columns: readonly Column[], query: Query): readonly Field[] {
  let nameless = 0;
  const seen = new Set<string>();
  return columns.map((column): Field => {
    const name = column.name ?? `f${nameless++}_`;
    if (seen.has(name.toLowerCase())) {
      throw invalid(
        `Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): ${name}`,
      );
    }
    seen.add(name.toLowerCase());
    const type = fieldTypeOf(column.type);
    if (type === null) throw unknownSql(`a result of type ${showType(column.type)}`, query.at);
    return { name, type, mode: 'NULLABLE' };
  });
}

export function tablesOf(scans: readonly Scan[]): readonly TableRef[] {
  const found = new Map(scans.map(({ table: { ref } }) => [`${ref.projectId}.${ref.datasetId}.${ref.tableId}`, ref]));
  return [...found.values()];
}
