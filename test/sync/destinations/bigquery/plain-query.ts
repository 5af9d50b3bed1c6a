/** What of GoogleSQL do the destination's own statements need? Selects of whole columns, and of nothing. */
import { ApiError } from '../../../support/bigquery/api-error.ts';
import type { Field } from '../../../support/bigquery/catalog.ts';
import type { RunQuery } from '../../../support/bigquery/query-runner.ts';

export const plainQuery: RunQuery = async ({ sql, project }, transaction) => {
  const nothing = { dml: null, ddl: null, bytesProcessed: 0, referencedTables: [], statementType: 'SELECT' };
  if (/^SELECT 1\b/.test(sql)) {
    const fields: readonly Field[] = [{ name: 'f0_', type: 'INTEGER', mode: 'NULLABLE' }];
    return { ...nothing, fields, select: { text: 'select 1::bigint as "f0_"', values: [] } };
  }
  const [, list, path] = /^SELECT (.+) FROM `([^`]+)`$/.exec(sql) ?? [];
  if (list === undefined || path === undefined) throw new ApiError('notImplemented', `not known here: ${sql}`);
  const [projectId = project, datasetId = '', tableId = ''] = path.split('.');
  const ref = { projectId, datasetId, tableId };
  const table = transaction.table(ref);
  const names = list.split(', ').map((name) => name.slice(1, -1));
  const fields = names.map((name): Field => {
    const field = table.fields.find((field) => field.name === name);
    if (field === undefined) throw new ApiError('invalidQuery', `Unrecognized name: ${name}`);
    return { ...field, mode: 'NULLABLE' };
  });
  const columns = names.map((name) => `"${name}"`).join(', ');
  const select = { text: `select ${columns} from ${table.relation}`, values: [] };
  return { ...nothing, fields, select, bytesProcessed: 100, referencedTables: [ref] };
};
