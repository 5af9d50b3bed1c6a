/** Which options has a table, as INFORMATION_SCHEMA.TABLE_OPTIONS shows them? */
import type { CatalogTable } from '../catalog.ts';

type Option = readonly [name: string, type: string, value: string];

export function optionRows(table: CatalogTable): readonly Option[] {
  const rows: Option[] = [];
  const add = (name: string, type: string, value: string | undefined): void => {
    if (value !== undefined) rows.push([name, type, value]);
  };
  add('friendly_name', 'STRING', quoted(table.friendlyName));
  add('description', 'STRING', quoted(table.description));
  const labels = Object.entries(table.labels).map(([key, value]) => `STRUCT(${quoted(key)}, ${quoted(value)})`);
  add('labels', 'ARRAY<STRUCT<STRING, STRING>>', labels.length === 0 ? undefined : `[${labels.join(', ')}]`);
  const { expirationTime, timePartitioning } = table;
  add(
    'expiration_timestamp',
    'TIMESTAMP',
    expirationTime === undefined ? undefined : `TIMESTAMP "${new Date(expirationTime).toISOString()}"`,
  );
  const expiry = timePartitioning?.expirationMs;
  add(
    'partition_expiration_days',
    'FLOAT64',
    expiry === undefined ? undefined : (Number(expiry) / 86_400_000).toFixed(1),
  );
  add(
    'require_partition_filter',
    'BOOL',
    table.requirePartitionFilter === undefined ? undefined : String(table.requirePartitionFilter),
  );
  return rows;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}
