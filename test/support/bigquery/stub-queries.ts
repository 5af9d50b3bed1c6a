/** The few statements that tests of the REST side need, without the SQL side. */
import { ApiError } from './api-error.ts';
import type { RunQuery } from './query-runner.ts';
import { stored } from './storage.ts';

/** `SELECT * FROM d.t`, which reads 8 bytes a row and column, and `DELETE FROM d.t`. */
export const stubQueries: RunQuery = async ({ sql, project }, transaction) => {
  const found = /^(SELECT \*|DELETE) FROM (\w+)\.(\w+)$/.exec(sql);
  if (found === null) throw new ApiError('invalidQuery', `Syntax error: Unexpected "${sql}" at [1:1]`, 'query');
  const [, what, datasetId = '', tableId = ''] = found;
  const ref = { projectId: project, datasetId, tableId };
  const { fields, relation } = transaction.table(ref);
  const { rows } = await transaction.query(`select count(*) as n from ${relation}`);
  const shared = { ddl: null, referencedTables: [ref], bytesProcessed: Number(rows[0]?.n) * fields.length * 8 };
  if (what === 'DELETE') {
    const table = await transaction.change(ref);
    const { rowCount } = await transaction.query(`delete from ${table.relation}`);
    const dml = { insertedRowCount: 0, updatedRowCount: 0, deletedRowCount: rowCount };
    return { ...shared, statementType: 'DELETE', fields: null, select: null, dml };
  }
  const names = fields.map(({ name }) => stored(name)).join(', ');
  return {
    ...shared,
    statementType: 'SELECT',
    fields: fields.map(({ name, type }) => ({ name, type, mode: 'NULLABLE' })),
    select: { text: `select ${names} from ${relation} order by 1`, values: [] },
    dml: null,
  };
};
