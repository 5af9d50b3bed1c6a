/** What do OPTIONS say of a table, a view or a column? */
import type { CatalogTable } from '../catalog.ts';
import { checkExpiry } from '../table-checks.ts';
import type { Options } from './ast.ts';
import { type Context, EMPTY_SCOPE } from './context.ts';
import { expression } from './expression.ts';
import { fromWhere } from './from.ts';
import { invalid } from './refusal.ts';
import { becomes, coerce, type ScalarName, scalar, showType, type Typed } from './types.ts';

/** Null where the option is NULL; pairs for labels. */
export type OptionValues = Readonly<Record<string, string | readonly (readonly [string, string])[] | null>>;
type Known = Readonly<Record<string, ScalarName | 'LABELS'>>;

export const VIEW_OPTIONS: Known = {
  description: 'STRING',
  friendly_name: 'STRING',
  labels: 'LABELS',
  expiration_timestamp: 'TIMESTAMP',
};
export const TABLE_OPTIONS: Known = {
  ...VIEW_OPTIONS,
  partition_expiration_days: 'FLOAT64',
  require_partition_filter: 'BOOL',
};

/** The constants, as PostgreSQL prints them. An unknown option is refused. */
export async function readOptions(options: Options, known: Known, context: Context): Promise<OptionValues> {
  const values: Record<string, OptionValues[string]> = {};
  const where = fromWhere({ context, ctes: [], reads: [], parent: null }, EMPTY_SCOPE, 'OPTIONS');
  for (const { name, value, at } of options) {
    const type = known[name];
    if (type === undefined) throw invalid(`Unknown option: ${name}`, at);
    if (values[name] !== undefined) throw invalid(`Duplicate option: ${name}`, at);
    const typed = expression(value, where);
    if (type === 'LABELS') {
      values[name] = labelsOf(await evaluate(typed.sql, context), typed, name, at);
      continue;
    }
    if (!becomes(typed, scalar(type)))
      throw invalid(
        `Option ${name} value has type ${showType(typed.type)} which cannot be coerced to expected type ${type}`,
        at,
      );
    const sql = coerce(typed, scalar(type));
    values[name] = await evaluate(type === 'TIMESTAMP' ? `floor(extract(epoch from ${sql}) * 1000)` : sql, context);
  }
  return values;
}

async function evaluate(sql: string, context: Context): Promise<string | null> {
  const { rows } = await context.transaction.query(`select (${sql})::text as "value"`);
  return (rows[0]?.value as string | null | undefined) ?? null;
}

function labelsOf(
  text: string | null,
  typed: Typed,
  name: string,
  at: Options[number]['at'],
): readonly (readonly [string, string])[] {
  const { type } = typed;
  const fields = type.is === 'ARRAY' && type.element.is === 'STRUCT' ? type.element.fields : null;
  const empty = type.is === 'ARRAY' && text === '[]';
  if (!empty && (fields?.length !== 2 || fields.some((field) => field.type.is !== 'STRING'))) {
    throw invalid(
      `Option ${name} value has type ${showType(type)} which cannot be coerced to expected type ARRAY<STRUCT<STRING, STRING>>`,
      at,
    );
  }
  return text === null ? [] : (JSON.parse(text) as [string, string][]);
}

/** The table with what was said of it; NULL takes a property away. */
export function withOptions<T extends Omit<CatalogTable, 'relation' | 'creationTime' | 'lastModifiedTime'>>(
  table: T,
  options: OptionValues,
): T {
  let made: T = table;
  for (const [name, value] of Object.entries(options)) made = withOption(made, name, value);
  return made;
}

function withOption<T extends Omit<CatalogTable, 'relation' | 'creationTime' | 'lastModifiedTime'>>(
  table: T,
  name: string,
  value: OptionValues[string],
): T {
  switch (name) {
    case 'labels':
      return { ...table, labels: Object.fromEntries((value as readonly (readonly [string, string])[]) ?? []) };
    case 'expiration_timestamp':
      if (value !== null) checkExpiry(value as string, 0);
      return replaced(table, 'expirationTime', value === null ? undefined : Number(value));
    case 'require_partition_filter':
      if (value === 'true' && table.timePartitioning === undefined && table.rangePartitioning === undefined) {
        throw invalid('require_partition_filter is only for partitioned tables');
      }
      return replaced(table, 'requirePartitionFilter', value === null ? undefined : value === 'true');
    case 'partition_expiration_days': {
      const { timePartitioning } = table;
      if (timePartitioning === undefined)
        throw invalid('partition_expiration_days is only for tables partitioned by time');
      const { expirationMs: _, ...rest } = timePartitioning;
      const expirationMs = value === null ? {} : { expirationMs: String(Math.round(Number(value) * 86_400_000)) };
      return { ...table, timePartitioning: { ...rest, ...expirationMs } };
    }
    default:
      return replaced(table, name === 'friendly_name' ? 'friendlyName' : 'description', value ?? undefined);
  }
}

function replaced<T extends object>(table: T, key: string, value: unknown): T {
  const { [key as keyof T]: _, ...rest } = table;
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}
