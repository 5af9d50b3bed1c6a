/** How does PARTITION BY and CLUSTER BY divide a table? */
import type { Field } from '../catalog.ts';
import type { Divided } from '../shapes.ts';
import type { Expression, Statement } from './ast.ts';
import type { OptionValues } from './options.ts';
import { invalid, unknownSql } from './refusal.ts';

type Create = Statement & { readonly is: 'create table' };
type Unit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';

export function divisionOf(statement: Create, fields: readonly Field[], options: OptionValues): Divided {
  const { partition, cluster } = statement;
  const days = options.partition_expiration_days;
  const expiring = typeof days === 'string' ? { expirationMs: String(Math.round(Number(days) * 86_400_000)) } : {};
  const clustering = cluster.length === 0 ? {} : { clustering: { fields: cluster.map(({ text }) => text) } };
  if (partition === null) {
    if (typeof days === 'string')
      throw invalid('partition_expiration_days is only for tables with PARTITION BY', statement.at);
    return clustering;
  }
  const range = rangeOf(partition);
  if (range !== null) return { ...clustering, rangePartitioning: range };
  const { type, field } = timeOf(partition, fields);
  return { ...clustering, timePartitioning: { type, ...(field === null ? {} : { field }), ...expiring } };
}

/** By a column, or by a function of one that says the unit. Field null: by ingestion time. */
function timeOf(node: Expression, fields: readonly Field[]): { readonly type: Unit; readonly field: string | null } {
  const plain = columnOf(node);
  if (plain !== null) {
    if (plain.toUpperCase() === '_PARTITIONDATE') return { type: 'DAY', field: null };
    const field = fields.find(({ name }) => name.toLowerCase() === plain.toLowerCase());
    if (field?.type === 'DATE') return { type: 'DAY', field: field.name };
    throw invalid(
      `PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATE(_PARTITIONTIME), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR) and the like`,
      node.at,
    );
  }
  const [first, second] = node.is === 'call' ? node.args : [];
  const column = first === undefined ? null : columnOf(first);
  const unit =
    node.is !== 'call'
      ? null
      : node.name === 'DATE'
        ? 'DAY'
        : second === undefined
          ? null
          : columnOf(second)?.toUpperCase();
  if (
    node.is !== 'call' ||
    column === null ||
    !/^(DATE|(DATE|DATETIME|TIMESTAMP)_TRUNC)$/.test(node.name) ||
    !/^(HOUR|DAY|MONTH|YEAR)$/.test(unit ?? '')
  ) {
    throw unknownSql('this PARTITION BY', node.at);
  }
  if (column.toUpperCase() === '_PARTITIONTIME') return { type: unit as Unit, field: null };
  const field = fields.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  if (field === undefined) throw invalid(`Unrecognized name: ${column}`, node.at);
  const wanted = {
    DATE: ['TIMESTAMP', 'DATETIME'],
    DATE_TRUNC: ['DATE'],
    DATETIME_TRUNC: ['DATETIME'],
    TIMESTAMP_TRUNC: ['TIMESTAMP'],
  }[node.name];
  if (wanted?.includes(field.type) !== true)
    throw invalid(`PARTITION BY ${node.name} cannot take the column ${column} of type ${field.type}`, node.at);
  return { type: unit as Unit, field: field.name };
}

function rangeOf(node: Expression): NonNullable<Divided['rangePartitioning']> | null {
  if (node.is !== 'call' || node.name !== 'RANGE_BUCKET') return null;
  const [column, array] = node.args;
  const field = column === undefined ? null : columnOf(column);
  const bounds = array?.is === 'call' && array.name === 'GENERATE_ARRAY' ? array.args : [];
  const [start, end, interval] = bounds.map((bound) =>
    bound.is === 'literal' && bound.type === 'INT64' ? bound.text : null,
  );
  if (field === null || start == null || end == null || interval == null)
    throw unknownSql('this PARTITION BY RANGE_BUCKET', node.at);
  return { field, range: { start, end, interval } };
}

function columnOf(node: Expression): string | null {
  return node.is === 'path' && node.names.length === 1 ? (node.names[0]?.text ?? null) : null;
}
