import { takesSnapshots } from './added.ts';
import type { TableSpec } from './config/spec.ts';
import { misconfigured, type SyncError } from './errors.ts';
import { keyType } from './incremental/values.ts';
import { type Column, DELETED_AT, type TableShape } from './types.ts';

/**
 * The columns by which append and merge know a row again: those of `primary_key`, or else the source's own primary key.
 * None for replace, for snapshots, and for append where there is no key and an incremental key tells new rows. Throws a SyncError where
 * the mode cannot do without, and where a key or the incremental key would not be exact.
 */
export function keyOf(table: TableSpec, shape: TableShape, columns: readonly Column[]): readonly string[] {
  if (table.mode === 'replace') return [];
  // Every run adds all rows again: a row of today is no other row's successor.
  if (takesSnapshots(table)) return [];
  checkIncremental(table, columns);
  const key = table.primaryKey ?? shape.primaryKey;
  const missing = key.filter((name) => !columns.some((column) => column.name === name));
  if (key.length === 0 || (missing.length > 0 && table.primaryKey === null)) {
    if (table.mode === 'append' && table.incrementalKey !== null) return [];
    throw noKey(table, missing);
  }
  if (missing.length > 0) {
    throw refusal(
      `primary_key of tables.${table.name} names ${missing.join(', ')}, which is not copied`,
      `Copy ${missing.join(', ')} too, or name other columns in tables.${table.name}.primary_key in tables.yml.`,
    );
  }
  if (table.deletes === 'soft' && columns.some((column) => column.name.toLowerCase() === DELETED_AT)) {
    throw refusal(
      `deletes: soft of tables.${table.name} marks rows in a column ${DELETED_AT}, and the source has one of that name`,
      `Add ${DELETED_AT} to tables.${table.name}.exclude in tables.yml, or use deletes: hard or keep.`,
    );
  }
  for (const name of key) {
    const mask = table.mask[name];
    if (mask !== undefined && mask !== 'hash') {
      throw refusal(
        `column ${name} is part of the key of tables.${table.name} and masked with ${mask}, under which different keys become one`,
        `Set mask: { ${name}: hash } in tables.yml, which keeps different keys different, or name other columns in primary_key.`,
      );
    }
    if (table.onInvalid[name] === 'null') {
      throw refusal(
        `on_invalid: { ${name}: null } of tables.${table.name} would leave rows without their key`,
        `Take ${name} out of tables.${table.name}.on_invalid in tables.yml.`,
      );
    }
  }
  return key;
}

function checkIncremental(table: TableSpec, columns: readonly Column[]): void {
  const name = table.incrementalKey;
  if (name === null) return;
  const column = columns.find((each) => each.name === name);
  if (column === undefined) {
    throw refusal(
      `incremental_key of tables.${table.name} names ${name}, which is not copied`,
      `Copy ${name} too, or name another column in tables.${table.name}.incremental_key in tables.yml.`,
    );
  }
  const type = keyType(column);
  if (type === null) {
    throw refusal(
      `column ${name} of ${table.source.connection}.${table.source.table.name} is ${column.native}, whose values do not say exactly which row is newer`,
      `Name a column of whole numbers, dates or times in tables.${table.name}.incremental_key in tables.yml, or take it out: then every run reads all rows.`,
    );
  }
  const { lookback } = table;
  if (lookback === null || (type === 'integer') === (lookback.by === 'number')) return;
  throw refusal(
    `lookback of tables.${table.name} is ${lookback.by === 'number' ? 'a number' : 'a length of time'}, and ${name} is ${column.native}`,
    lookback.by === 'number'
      ? `Write lookback as a duration in tables.yml, like 5m.`
      : `Write lookback as a whole number in tables.yml, like 1000: so far behind the cursor is read again.`,
  );
}

function noKey(table: TableSpec, missing: readonly string[]): SyncError {
  const from = `${table.source.connection}.${table.source.table.name}`;
  const why =
    missing.length > 0
      ? `its primary key column ${missing.join(', ')} is not copied`
      : `${from} has no primary key that could stand for one`;
  return refusal(
    `mode ${table.mode} of tables.${table.name} has no key to know rows again by: ${why}`,
    `Name the columns that identify a row in tables.${table.name}.primary_key in tables.yml, or use mode: replace.`,
  );
}

const refusal = (message: string, hint: string): SyncError => misconfigured('plan', message, hint);
