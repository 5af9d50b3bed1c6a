import { addedColumns, snapshotOf } from './added.ts';
import { refuseNames } from './column-names.ts';
import { nearest } from './config/nearest.ts';
import type { Mask, TableSpec } from './config/spec.ts';
import { SyncError } from './errors.ts';
import { chooseLoadFormat } from './format/load-columns.ts';
import { keyOf } from './keys.ts';
import { commentOf, MASKABLE, maskedColumn, maskPlace } from './mask.ts';
import { refuseUnpartitionable } from './partition.ts';
import { splitOf } from './split.ts';
import type { BatchFormat, Column, Destination, Plan, PlannedColumn, ReadQuery, Source, TableShape } from './types.ts';

/** What the plan needs to know besides: data, so that it stays a pure function. */
export type Ends = {
  readonly source: Pick<Source, 'kind' | 'formats'>;
  readonly destination: Pick<Destination, 'kind' | 'formats' | 'natives'>;
  /** The moment that is planned for, ISO 8601 in UTC. */
  readonly due: string;
};

/** Characters of a description of a table in BigQuery. */
const LONGEST_DESCRIPTION = 16_384;

/**
 * Decides everything about a load from its declaration and the source's table as it is now. Throws a SyncError where a
 * declared or a masked column is gone (a masked column that was renamed must never arrive unmasked), and where a mask
 * or a type cannot be carried out exactly.
 */
export function makePlan(table: TableSpec, shape: TableShape, ends: Ends): Plan {
  const chosen = chooseColumns(table, shape);
  const columns = chosen.map((column) => planColumn(table, column, shape.primaryKey));
  if (columns.length === 0) throw noColumns(table);
  const added = addedColumns(table, chosen, ends.due);
  refuseNames(table, ends.destination.kind, [...columns, ...added.map(({ column }) => column)]);
  refuseUnpartitionable(table, columns, added);
  const native = ends.destination.natives.includes(ends.source.kind);
  const inWorker = columns.some((column) => column.mask?.at === 'worker');
  return {
    table: table.name,
    mode: table.mode,
    source: { kind: ends.source.kind, ...table.source },
    destination: { kind: ends.destination.kind, ...table.destination },
    columns,
    left: shape.columns.map((column) => column.name).filter((name) => !columns.some((c) => c.name === name)),
    where: table.where,
    window: null,
    format: chooseFormat(ends, columns, { native, inWorker }),
    native,
    ...splitOf(table, shape),
    primaryKey: shape.primaryKey,
    key: keyOf(table, shape, chosen),
    cursor: null,
    deletes: table.deletes,
    keys: null,
    estimatedRows: table.where === null ? shape.estimatedRows : null,
    added,
    snapshot: snapshotOf(table, ends.due),
    bigquery: table.bigquery && {
      ...table.bigquery,
      description: table.bigquery.description ?? shape.comment?.slice(0, LONGEST_DESCRIPTION) ?? null,
      format: chooseLoadFormat(columns, table.bigquery.format).format,
    },
    keepPrevious: table.keepPrevious > 0 && table.mode === 'replace',
    listed: table.columns !== null,
  };
}

/** What the source is asked for under this plan. */
export function readQuery(plan: Plan): ReadQuery {
  return {
    table: plan.source.table,
    columns: plan.columns.map(({ from, mask }) => ({
      column: from,
      as: mask?.at === 'source' ? (mask.how === 'null' ? 'null' : 'redact') : 'value',
    })),
    where: plan.where,
    window: plan.window,
    format: plan.format,
    native: plan.native,
    split: plan.split,
  };
}

function chooseColumns(table: TableSpec, shape: TableShape): readonly Column[] {
  const names = shape.columns.map((column) => column.name);
  const named = [
    ...(table.columns ?? []),
    ...table.exclude,
    ...Object.keys(table.mask),
    ...Object.keys(table.onInvalid),
    ...(table.primaryKey ?? []),
    ...(table.incrementalKey === null ? [] : [table.incrementalKey]),
  ];
  const gone = [...new Set(named)].filter((name) => !names.includes(name));
  if (gone.length > 0) throw missingColumns(table, gone, names);
  if (table.columns === null) return shape.columns.filter((column) => !table.exclude.includes(column.name));
  return table.columns.map((name) => shape.columns.find((column) => column.name === name) as Column);
}

function missingColumns(table: TableSpec, gone: readonly string[], names: readonly string[]): SyncError {
  const masked = gone.filter((name) => table.mask[name] !== undefined);
  const meant = gone.flatMap((name) => nearest(name, names) ?? []);
  const which = gone.length === 1 ? `column ${gone[0]} does` : `columns ${gone.join(', ')} do`;
  return new SyncError({
    code: 'src.column_missing',
    side: 'source',
    stage: 'plan',
    message: `${which} not exist in ${table.source.connection}.${table.source.table.name}${masked.length > 0 ? `, and ${masked.join(', ')} should be masked` : ''}`,
    hint: `${meant.length > 0 ? `look for ${meant.join(' or ')} in the source` : 'look up the columns of the source'}, then correct tables.${table.name} in tables.yml`,
    retry: 'never',
    column: gone[0] as string,
  });
}

function noColumns(table: TableSpec): SyncError {
  return new SyncError({
    code: 'config',
    side: 'config',
    stage: 'plan',
    message: `tables.${table.name} leaves no column of ${table.source.connection}.${table.source.table.name} to copy`,
    hint: `Take at least one column out of tables.${table.name}.exclude in tables.yml.`,
    retry: 'never',
  });
}

function planColumn(table: TableSpec, from: Column, primaryKey: readonly string[]): PlannedColumn {
  const how = table.mask[from.name];
  const on = table.onInvalid[from.name] ?? 'fail';
  if (on === 'null' && (!from.nullable || primaryKey.includes(from.name))) {
    throw unhelped(table, from, primaryKey.includes(from.name) ? 'is part of the primary key' : 'is NOT NULL');
  }
  if (on === 'text' && from.type === 'bytes') throw unhelped(table, from, 'holds bytes, which are no text');
  if (how === undefined) {
    if (/^money(\[\])*$/.test(from.native))
      throw unsuited(table, from, 'type money, whose text depends on the locale of the server');
    const { name, nullable } = from;
    const text = { ...commentOf(from), name, nullable, type: 'string', native: 'text' } as const;
    return { name, from, to: on === 'text' ? text : from, mask: null };
  }
  const takes = MASKABLE[how];
  if (takes !== 'all' && !takes.includes(from.type)) throw unmaskable(table, from, how, takes);
  return { name: from.name, from, to: maskedColumn(from, how), mask: { how, at: maskPlace(how) } };
}

function unmaskable(table: TableSpec, column: Column, mask: Mask, takes: readonly string[]): SyncError {
  return new SyncError({
    code: 'data.mask',
    side: 'config',
    stage: 'plan',
    message: `mask ${mask} is for ${takes.join(', ')} columns, and ${column.name} of ${table.source.connection}.${table.source.table.name} is ${column.native}`,
    hint: `choose another mask for tables.${table.name}.mask.${column.name} in tables.yml: hash, redact and null take every type`,
    retry: 'never',
    column: column.name,
  });
}

function unhelped(table: TableSpec, column: Column, why: string): SyncError {
  const on = table.onInvalid[column.name];
  return new SyncError({
    code: 'config',
    side: 'config',
    stage: 'plan',
    message: `on_invalid: { ${column.name}: ${on} } of tables.${table.name} cannot be carried out: ${column.name} of ${table.source.connection}.${table.source.table.name} ${why}`,
    hint: `${on === 'null' ? 'Write text instead of null' : 'Write null instead of text'}, or take ${column.name} out of tables.${table.name}.on_invalid in tables.yml.`,
    retry: 'never',
    column: column.name,
  });
}

function unsuited(table: TableSpec, column: Column, why: string): SyncError {
  return new SyncError({
    code: 'data.type',
    side: 'source',
    stage: 'plan',
    message: `column ${column.name} of ${table.source.connection}.${table.source.table.name} cannot be copied exactly: ${why}`,
    hint: `add ${column.name} to tables.${table.name}.exclude in tables.yml, or read from a view that casts it`,
    retry: 'never',
    column: column.name,
  });
}

function chooseFormat(
  ends: Ends,
  columns: readonly PlannedColumn[],
  { native, inWorker }: { readonly native: boolean; readonly inWorker: boolean },
): BatchFormat {
  // Bytes that both sides speak pass through untouched; a mask in the worker needs to see values.
  const direct = !inWorker && native && ends.source.formats.includes('pg-copy');
  if (!direct || !ends.destination.formats.includes('pg-copy')) return 'cells';
  // The types have to be the very same on both sides; what a mask of the source puts there is text or NULL.
  const portable = columns.every(
    ({ from, to, mask }) => mask !== null || (from.portable === true && from.native === to.native),
  );
  return portable && ends.source.formats.includes('pg-binary') ? 'pg-binary' : 'pg-copy';
}
