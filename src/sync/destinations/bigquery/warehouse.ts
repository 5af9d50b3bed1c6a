import type { BigQuerySpec } from '../../config/spec.ts';
import type { Asked, Warehouse } from '../../warehouse.ts';
import { openSession } from './connect.ts';
import { answerPath, jobsPath } from './paths.ts';
import { queryConfiguration } from './query.ts';
import { refusedSql } from './refused-sql.ts';
import { jobId } from './session.ts';
import { makeStaging, stagingOf } from './staging.ts';
import { type Field, reference, shapeOf } from './tables.ts';

type DryRun = {
  readonly statistics?: {
    readonly totalBytesProcessed?: string;
    readonly query?: { readonly statementType?: string; readonly schema?: { readonly fields?: readonly Field[] } };
  };
};

/** BigQuery as what carries out the queries of models. */
export async function openBigQueryWarehouse(spec: BigQuerySpec): Promise<Warehouse> {
  const session = await openSession(spec);
  const { project, location } = session;
  return {
    maxBytesBilled: spec.maxBytesBilled,

    async ask(statement, place): Promise<Asked> {
      const { statistics } = await session
        .request<DryRun>({
          method: 'POST',
          path: jobsPath(project),
          body: {
            jobReference: { projectId: project, location },
            configuration: { ...queryConfiguration(statement, null), dryRun: true },
          },
        })
        .catch((error) => {
          throw refusedSql(error, statement.sql, place) ?? error;
        });
      const fields = statistics?.query?.schema?.fields ?? [];
      return {
        kind: statistics?.query?.statementType ?? 'SELECT',
        columns: shapeOf({ schema: { fields } }).columns,
        fields,
        bytes: Number(statistics?.totalBytesProcessed ?? 0),
      };
    },

    async fill(plan, { token, statement, asked, maxBytesBilled }, signal) {
      const target = session.resolve(plan.destination.table);
      const staging = stagingOf(target, token);
      // With the very columns of the query, arrays and structs too, which a plan does not know.
      await makeStaging(session, plan, target, staging, asked.fields as readonly Field[]);
      const { query } = queryConfiguration(statement, maxBytesBilled) as { readonly query: object };
      const into = {
        destinationTable: reference(staging),
        createDisposition: 'CREATE_NEVER',
        writeDisposition: 'WRITE_EMPTY',
      };
      // Under the id of a load: whoever settles the attempt ends it the same way.
      const job = await session.run(jobId(token, 'load'), { query: { ...query, ...into } }, signal);
      const path = answerPath(project, job.id);
      const asking = { method: 'GET', path, query: { location, maxResults: 0 } } as const;
      const { totalRows } = await session.request<{ readonly totalRows?: string }>(asking, signal);
      return { rows: Number(totalRows ?? Number.NaN) };
    },

    spent: () => session.spent(),
    close: () => session.close(),
  };
}
