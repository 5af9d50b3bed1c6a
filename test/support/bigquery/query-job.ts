/** What does a query job do with what the SQL side of the loopback answers? */

import pg from 'pg';
import { ApiError } from './api-error.ts';
import type { Field } from './catalog.ts';
import type { QueryAsked } from './configuration.ts';
import { billed, type Job, type JobOutcome, type JobResult, USER } from './job.ts';
import { checkLocation } from './location.ts';
import type { QueryOutcome, QueryRequest, RunQuery } from './query-runner.ts';
import { isDivided, readDivision } from './schema.ts';
import { storedName } from './storage.ts';
import type { Store, StoreTransaction } from './store.ts';
import { readDecorator } from './table-decorator.ts';
import { write } from './write.ts';

type Given = { readonly store: Store; readonly job: Job; readonly runQuery: RunQuery; readonly dryRun: boolean };

export function runQueryJob(asked: QueryAsked, given: Given): Promise<JobOutcome> {
  const { store, job, runQuery, dryRun } = given;
  const carryOut = async (transaction: StoreTransaction): Promise<JobOutcome> => {
    const outcome = await runQuery(requestOf(asked, given), transaction);
    checkLocation(store, job, outcome.referencedTables);
    const bytesBilled = billed(outcome.bytesProcessed, outcome.referencedTables.length);
    checkBilled(asked, bytesBilled);
    if (outcome.select === null && asked.destinationTable !== undefined) {
      throw new ApiError(
        'invalidQuery',
        `Cannot set destination table in jobs with ${outcome.statementType} statements`,
        'query',
      );
    }
    const result = dryRun || outcome.select === null ? null : await materialise(transaction, outcome);
    const target = asked.destinationTable;
    if (target !== undefined && result !== null) {
      checkLocation(store, job, [target]);
      await write(transaction, {
        destination: readDecorator(target, transaction.now),
        fields: result.fields,
        rows: { relation: result.relation, order: '"$n"' },
        create: asked.createDisposition ?? 'CREATE_IF_NEEDED',
        disposition: asked.writeDisposition ?? 'WRITE_EMPTY',
        updates: asked.schemaUpdateOptions ?? [],
        division: isDivided(asked) ? readDivision(asked, result.fields) : null,
        properties: {},
      });
    }
    return {
      statistics: statistics(outcome, { bytesBilled: dryRun ? 0 : bytesBilled }),
      destination: target === undefined ? null : readDecorator(target, transaction.now).ref,
      result,
      statementType: outcome.statementType,
      referencedTables: outcome.referencedTables,
      bytesProcessed: outcome.bytesProcessed,
      bytesBilled: dryRun ? 0 : bytesBilled,
      dml: outcome.dml,
    };
  };
  return store.transaction(carryOut, { tryOut: dryRun });
}

function requestOf(asked: QueryAsked, { store, job, dryRun }: Given): QueryRequest {
  const { projectId = store.project, datasetId } = asked.defaultDataset ?? {};
  return {
    sql: asked.query,
    project: store.project,
    location: job.location,
    defaultDataset: datasetId === undefined ? null : { projectId, datasetId },
    parameters: (asked.queryParameters ?? []).map(({ name, parameterType, parameterValue }) => ({
      name: name ?? null,
      type: parameterType.type,
      value: parameterValue.value ?? null,
    })),
    userEmail: USER,
    dryRun,
  };
}

function checkBilled({ maximumBytesBilled }: QueryAsked, bytes: number): void {
  if (maximumBytesBilled === undefined || bytes <= Number(maximumBytesBilled)) return;
  throw new ApiError(
    'bytesBilledLimitExceeded',
    `Query exceeded limit for bytes billed: ${maximumBytesBilled}. ${bytes} or higher required.`,
  );
}

/** Results are kept in a table of their own, as BigQuery does it too. */
async function materialise(transaction: StoreTransaction, { select, fields }: QueryOutcome): Promise<JobResult> {
  if (select === null || fields === null) throw new ApiError('internalError', 'a SELECT without fields');
  const relation = transaction.unusedRelation();
  const text = select.text.replace(/;\s*$/, '');
  const { rowCount } = await transaction.query(
    `create table ${relation} as select row_number() over () as "$n", q.* from (${inlined(text, select.values)}) as q`,
  );
  await checkColumns(transaction, relation, fields);
  return { fields, relation, rows: rowCount };
}

/** CREATE TABLE AS takes no parameters. */
function inlined(text: string, values: readonly unknown[]): string {
  return text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g, (found, number: string | undefined) => {
    if (number === undefined) return found;
    const value = values[Number(number) - 1];
    if (value === null || value === undefined) return 'null';
    return Buffer.isBuffer(value) ? `'\\x${value.toString('hex')}'` : pg.escapeLiteral(String(value));
  });
}

/** The two sides of the loopback agree on the columns of a result, or one of them is wrong. */
async function checkColumns(transaction: StoreTransaction, relation: string, fields: readonly Field[]): Promise<void> {
  const { rows } = await transaction.query(
    `select attname::text as name from pg_attribute where attrelid = $1::regclass and attnum > 1 order by attnum`,
    [relation],
  );
  const is = rows.map(({ name }) => name).join();
  const said = fields.map(({ name }) => storedName(name)).join();
  if (is !== said) throw new ApiError('internalError', `a result has the columns ${is}, but ${said} were said`);
}

function statistics(outcome: QueryOutcome, { bytesBilled }: { readonly bytesBilled: number }): Record<string, unknown> {
  const { dml, ddl } = outcome;
  const count = dml === null ? 0 : dml.insertedRowCount + dml.updatedRowCount + dml.deletedRowCount;
  return {
    statementType: outcome.statementType,
    totalBytesProcessed: String(outcome.bytesProcessed),
    totalBytesBilled: String(bytesBilled),
    totalSlotMs: '10',
    cacheHit: false,
    referencedTables: outcome.referencedTables,
    ...(outcome.fields === null ? {} : { schema: { fields: outcome.fields } }),
    ...(dml === null
      ? {}
      : {
          numDmlAffectedRows: String(count),
          dmlStats: Object.fromEntries(Object.entries(dml).map(([name, rows]) => [name, String(rows)])),
        }),
    ...(ddl === null ? {} : { ddlOperationPerformed: ddl.operation, ddlTargetTable: ddl.target }),
  };
}
