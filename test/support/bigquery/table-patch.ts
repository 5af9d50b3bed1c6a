/** What may be changed of a table, and what becomes of what is left out? */
import { ApiError } from './api-error.ts';
import { type CatalogTable, type Field, tableKey } from './catalog.ts';
import { readDivision, readFields } from './schema.ts';
import * as shapes from './shapes.ts';
import { checkExpiry, checkKey } from './table-checks.ts';

/** tables.patch: what is left out stays, null takes away. A list, as that of the fields, is taken as a whole. */
export function patched(old: CatalogTable, body: unknown, now: number): CatalogTable {
  const asked = shapes.read(shapes.tablePatch, body, 'table');
  checkSame(old, asked.tableReference);
  if (old.type === 'SNAPSHOT' && asked.schema !== undefined) {
    throw new ApiError('invalid', `${tableKey(old.ref)} is a snapshot: its schema cannot be changed`);
  }
  const fields = asked.schema?.fields === undefined ? old.fields : changedFields(old, asked.schema.fields);
  const time = asked.timePartitioning;
  const table = {
    ...old,
    fields,
    description: settled(asked.description, old.description),
    friendlyName: settled(asked.friendlyName, old.friendlyName),
    labels: asked.labels === undefined ? old.labels : changedLabels(old.labels, asked.labels),
    requirePartitionFilter: settled(asked.requirePartitionFilter, old.requirePartitionFilter),
    expirationTime: settled(asked.expirationTime === null ? null : numberOf(asked.expirationTime), old.expirationTime),
    timePartitioning: time === undefined ? old.timePartitioning : changedTime(old, time),
    clustering: settled(
      asked.clustering === null ? null : readDivision({ clustering: asked.clustering }, fields).clustering,
      old.clustering,
    ),
    primaryKey: settled(
      asked.tableConstraints === null ? null : asked.tableConstraints?.primaryKey?.columns,
      old.primaryKey,
    ),
    view: asked.view?.query ?? old.view,
  };
  return checked(table, asked.expirationTime ?? undefined, now);
}

/** tables.update: what is left out is gone. Columns and partitioning cannot go. */
export function updated(old: CatalogTable, body: unknown, now: number): CatalogTable {
  const asked = shapes.read(shapes.table.partial({ tableReference: true }), body, 'table');
  checkSame(old, asked.tableReference);
  if (
    asked.rangePartitioning !== undefined &&
    JSON.stringify(asked.rangePartitioning) !== JSON.stringify(old.rangePartitioning)
  ) {
    throw new ApiError('invalid', `Cannot change the partitioning of ${tableKey(old.ref)}`);
  }
  const fields = asked.schema?.fields === undefined ? old.fields : changedFields(old, asked.schema.fields);
  const table = {
    ...old,
    fields,
    description: asked.description,
    friendlyName: asked.friendlyName,
    labels: asked.labels ?? {},
    requirePartitionFilter: asked.requirePartitionFilter,
    expirationTime: numberOf(asked.expirationTime),
    timePartitioning:
      asked.timePartitioning === undefined ? old.timePartitioning : changedTime(old, asked.timePartitioning),
    clustering: readDivision({ clustering: asked.clustering }, fields).clustering,
    primaryKey: asked.tableConstraints?.primaryKey?.columns,
    view: asked.view?.query ?? old.view,
  };
  return checked(table, asked.expirationTime, now);
}

type Loose = { readonly [Name in keyof CatalogTable]: CatalogTable[Name] | undefined };

function checked(table: Loose, expirationTime: string | undefined, now: number): CatalogTable {
  if (expirationTime !== undefined) checkExpiry(expirationTime, now);
  const kept = Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as CatalogTable;
  checkKey(kept.primaryKey ?? [], kept.fields);
  if (kept.requirePartitionFilter && !kept.timePartitioning && !kept.rangePartitioning) {
    throw new ApiError('invalid', 'requirePartitionFilter can only be set on a partitioned table');
  }
  return kept;
}

function checkSame(old: CatalogTable, ref: CatalogTable['ref'] | undefined): void {
  if (ref === undefined || tableKey(ref) === tableKey(old.ref)) return;
  throw new ApiError('invalid', `tableReference names another table than the address: ${tableKey(ref)}`);
}

/** Columns may be added (NULLABLE), relaxed, made wider and described anew; what is not said of them is gone. */
export function changedFields(old: CatalogTable, asked: readonly shapes.FieldAsked[]): readonly Field[] {
  const fields = readFields(asked);
  const wrong = (why: string) =>
    new ApiError('invalid', `Provided Schema does not match Table ${old.ref.projectId}:${tableKey(old.ref)}. ${why}`);
  for (const field of fields) {
    const was = old.fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (was === undefined) {
      if (field.mode === 'REQUIRED')
        throw wrong(`Cannot add required fields to an existing schema. (field: ${field.name})`);
      continue;
    }
    if (was.name !== field.name) throw wrong(`Field ${was.name} cannot be renamed to ${field.name}`);
    if (was.type !== field.type) throw wrong(`Field ${field.name} has changed type from ${was.type} to ${field.type}`);
    if (was.mode !== field.mode && was.mode !== 'REQUIRED') {
      throw wrong(`Field ${field.name} has changed mode from ${was.mode} to ${field.mode}`);
    }
    if (narrower(was, field)) throw wrong(`Field ${field.name} has become narrower`);
  }
  for (const { name } of old.fields) {
    if (!fields.some((field) => field.name === name)) throw wrong(`Field ${name} is missing in new schema`);
  }
  return fields;
}

function narrower(was: Field, is: Field): boolean {
  const length = (field: Field) => Number(field.maxLength ?? Number.POSITIVE_INFINITY);
  const scale = (field: Field) => Number(field.scale ?? (field.precision === undefined ? 999 : 0));
  const digits = (field: Field) => (field.precision === undefined ? 999 : Number(field.precision) - scale(field));
  return length(is) < length(was) || scale(is) < scale(was) || digits(is) < digits(was);
}

function changedTime(
  old: CatalogTable,
  asked: {
    readonly type?: string | undefined;
    readonly field?: string | undefined;
    readonly expirationMs?: string | null | undefined;
  },
): CatalogTable['timePartitioning'] {
  const was = old.timePartitioning;
  if (was === undefined || (asked.type ?? was.type) !== was.type || (asked.field ?? was.field) !== was.field) {
    throw new ApiError('invalid', `Cannot change the partitioning of ${old.ref.projectId}:${tableKey(old.ref)}`);
  }
  const { expirationMs: before, ...rest } = was;
  const expirationMs = asked.expirationMs === null ? undefined : (asked.expirationMs ?? before);
  return expirationMs === undefined ? rest : { ...rest, expirationMs };
}

function changedLabels(
  old: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string | null>> | null,
): Readonly<Record<string, string>> {
  if (asked === null) return {};
  const merged = Object.entries({ ...old, ...asked }).filter(([, value]) => value !== null);
  return shapes.read(shapes.labelsShape, Object.fromEntries(merged), 'table.labels');
}

function settled<T>(asked: T | null | undefined, old: T | undefined): T | undefined {
  return asked === null ? undefined : (asked ?? old);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
