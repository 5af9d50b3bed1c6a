/** What does INFORMATION_SCHEMA tell? */
import type { CatalogTable } from '../catalog.ts';
import { partitionIdOf } from '../partitions.ts';
import type { Context } from './context.ts';
import { JOBS, jobRows } from './jobs-view.ts';
import { quoteText } from './literals.ts';
import { invalid, type Place, unknownSql } from './refusal.ts';
import { optionRows } from './table-options.ts';
import { fieldTypeOf, scalar, type Type } from './types.ts';
import { type VirtualColumns, virtualRows } from './virtual-rows.ts';

export type Virtual = {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
};

/** Null where the path is not one of INFORMATION_SCHEMA. */
export function informationSchema(path: readonly string[], context: Context, at: Place): Virtual | null {
  const position = path.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA');
  if (position < 0) return null;
  const view = path
    .slice(position + 1)
    .join('.')
    .toUpperCase();
  const before = path.slice(0, position);
  if (/^JOBS(_BY_PROJECT|_BY_USER)?$/.test(view)) return jobs(before, context, at);
  const found = VIEWS[view];
  if (found === undefined) throw unknownSql(`INFORMATION_SCHEMA.${view}`, at);
  const tables = tablesIn(before, context, at);
  return { sql: found.rows(tables, context), columns: columnsOf(found.columns) };
}

function columnsOf(columns: VirtualColumns): Virtual['columns'] {
  return Object.entries(columns).map(([name, type]) => ({ name, type }));
}

/** The record of jobs is asked for by its region, and only by that of the job. */
function jobs(before: readonly string[], context: Context, at: Place): Virtual {
  const { request } = context;
  const region = before.at(-1) ?? '';
  const project = before.length > 1 ? before[0] : request.project;
  if (!/^region-/i.test(region))
    throw invalid('INFORMATION_SCHEMA.JOBS must be qualified with a region, such as `region-us`', at);
  if (project !== request.project)
    throw invalid(
      `Access Denied: Project ${project}: User does not have bigquery.jobs.listAll permission in project ${project}`,
      at,
    );
  return { sql: virtualRows(JOBS, jobRows(context, region.slice(7))), columns: columnsOf(JOBS) };
}

function tablesIn(before: readonly string[], context: Context, at: Place): readonly CatalogTable[] {
  const { request, transaction } = context;
  const dataset = before.at(-1) ?? request.defaultDataset?.datasetId;
  if (dataset === undefined || /^region-/i.test(dataset))
    throw unknownSql('INFORMATION_SCHEMA of a whole region but for JOBS', at);
  const project = before.length > 1 ? before[0] : request.project;
  const catalog = transaction.catalog();
  if (project !== catalog.project || !catalog.datasets.has(dataset))
    throw invalid(`Not found: Dataset ${project}:${dataset} was not found`, at);
  return [...catalog.tables.values()].filter(({ ref }) => ref.datasetId === dataset);
}

type View = { readonly columns: VirtualColumns; rows(tables: readonly CatalogTable[], context: Context): string };

const [text, int, moment] = [scalar('STRING'), scalar('INT64'), scalar('TIMESTAMP')];
const NAMED: VirtualColumns = { table_catalog: text, table_schema: text, table_name: text };

function named({ ref }: CatalogTable): Readonly<Record<string, string>> {
  return { table_catalog: ref.projectId, table_schema: ref.datasetId, table_name: ref.tableId };
}

const TABLES: VirtualColumns = {
  ...NAMED,
  table_type: text,
  is_insertable_into: text,
  is_typed: text,
  is_change_history_enabled: text,
  creation_time: moment,
  base_table_catalog: text,
  base_table_schema: text,
  base_table_name: text,
  snapshot_time_ms: moment,
  ddl: text,
};
const COLUMNS: VirtualColumns = {
  ...NAMED,
  column_name: text,
  ordinal_position: int,
  is_nullable: text,
  data_type: text,
  is_generated: text,
  is_hidden: text,
  is_system_defined: text,
  is_partitioning_column: text,
  clustering_ordinal_position: int,
  collation_name: text,
  column_default: text,
  rounding_mode: text,
};
const PARTITIONS: VirtualColumns = {
  ...NAMED,
  partition_id: text,
  total_rows: int,
  total_logical_bytes: int,
  last_modified_time: moment,
  storage_tier: text,
};
const OPTIONS: VirtualColumns = { ...NAMED, option_name: text, option_type: text, option_value: text };

const VIEWS: Readonly<Record<string, View>> = {
  TABLES: {
    columns: TABLES,
    rows: (tables) =>
      virtualRows(
        TABLES,
        tables.map((table) => {
          const base = table.snapshot?.baseTable ?? table.clone?.baseTable;
          return {
            ...named(table),
            table_type:
              table.clone === undefined
                ? { TABLE: 'BASE TABLE', VIEW: 'VIEW', SNAPSHOT: 'SNAPSHOT' }[table.type]
                : 'CLONE',
            is_insertable_into: table.type === 'TABLE' ? 'YES' : 'NO',
            is_typed: 'NO',
            is_change_history_enabled: 'NO',
            creation_time: new Date(table.creationTime).toISOString(),
            base_table_catalog: base?.projectId ?? null,
            base_table_schema: base?.datasetId ?? null,
            base_table_name: base?.tableId ?? null,
            snapshot_time_ms: table.snapshot === undefined ? null : new Date(table.snapshot.snapshotTime).toISOString(),
            ddl: null,
          };
        }),
      ),
  },
  COLUMNS: { columns: COLUMNS, rows: (tables) => virtualRows(COLUMNS, tables.flatMap(columnRows)) },
  PARTITIONS: { columns: PARTITIONS, rows: partitionRows },
  TABLE_OPTIONS: {
    columns: OPTIONS,
    rows: (tables) =>
      virtualRows(
        OPTIONS,
        tables.flatMap((table) =>
          optionRows(table).map(([option_name, option_type, option_value]) => ({
            ...named(table),
            option_name,
            option_type,
            option_value,
          })),
        ),
      ),
  },
};

function columnRows(table: CatalogTable) {
  const partition = table.timePartitioning?.field ?? table.rangePartitioning?.field;
  return table.fields.map((field, i) => {
    const clustered = table.clustering?.fields.indexOf(field.name) ?? -1;
    return {
      ...named(table),
      column_name: field.name,
      ordinal_position: String(i + 1),
      is_nullable: field.mode === 'REQUIRED' ? 'NO' : 'YES',
      data_type: shown(field),
      is_generated: 'NEVER',
      is_hidden: 'NO',
      is_system_defined: 'NO',
      is_partitioning_column: field.name === partition ? 'YES' : 'NO',
      clustering_ordinal_position: clustered < 0 ? null : String(clustered + 1),
      collation_name: 'NULL',
      column_default: field.defaultValueExpression ?? 'NULL',
      rounding_mode: field.roundingMode ?? null,
    };
  });
}

function shown({ type, maxLength, precision, scale }: CatalogTable['fields'][number]): string {
  const names = ['BOOL', 'INT64', 'FLOAT64'] as const;
  const name = names.find((is) => fieldTypeOf(scalar(is)) === type) ?? type;
  const size =
    maxLength ??
    (precision === undefined
      ? undefined
      : [precision, ...(scale === undefined || scale === '0' ? [] : [scale])].join(', '));
  return size === undefined ? name : `${name}(${size})`;
}

/** One row for each partition that has rows, and one for each table that has no partitions. */
function partitionRows(tables: readonly CatalogTable[]): string {
  const parts = tables
    .filter(({ type }) => type !== 'VIEW')
    .map((table) => {
      const id = partitionIdOf(table);
      const names = Object.entries(named(table)).map(([name, value]) => `${quoteText(value)} as "${name}"`);
      const modified = `timestamptz '${new Date(table.lastModifiedTime).toISOString()}' as "last_modified_time"`;
      const counted = `count(*)::bigint as "total_rows", null::bigint as "total_logical_bytes", ${modified}, 'ACTIVE'::text as "storage_tier"`;
      return `select ${names.join(', ')}, ${id ?? 'null::text'} as "partition_id", ${counted} from ${table.relation}${id === null ? '' : ` group by ${id}`}`;
    });
  return parts.length === 0 ? virtualRows(PARTITIONS, []) : parts.join(' union all ');
}
