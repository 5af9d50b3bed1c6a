import type { TableSpec } from './config/spec.ts';
import { misconfigured, type SyncError } from './errors.ts';
import { nameKey } from './sql/name-key.ts';
import type { DestinationKind } from './types.ts';

// Names that BigQuery has for no column:
// https://cloud.google.com/bigquery/docs/schemas#column_names and #flexible-column-names. The other destinations take every name.

const MOST_CHARACTERS = 300;
const RESERVED = ['_TABLE_', '_FILE_', '_PARTITION', '_ROW_TIMESTAMP', '__ROOT__', '_COLIDENTIFIER', '_CHANGE_'];
const FORBIDDEN = /[!"$()*,./;?@[\\\]^`{}~\p{Cc}\u2028\u2029]/u;

/** Throws a SyncError where a column can have no place in the destination under its name. */
export function refuseNames(
  { name: table }: Pick<TableSpec, 'name'>,
  destination: DestinationKind,
  columns: readonly { readonly name: string }[],
): void {
  if (destination !== 'bigquery') return;
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const fault = faultOf(name);
    if (fault !== null) throw refused(table, `BigQuery has no column of the name ${JSON.stringify(name)}: ${fault}`);
    const key = nameKey('bigquery', name);
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw refused(table, `BigQuery does not tell columns apart by case alone, and there are ${twin} and ${name}`);
    }
    seen.set(key, name);
  }
}

function faultOf(name: string): string | null {
  if ([...name].length > MOST_CHARACTERS) return `it has more than ${MOST_CHARACTERS} characters`;
  const reserved = RESERVED.find((prefix) => name.toUpperCase().startsWith(prefix));
  if (reserved !== undefined) return `names that begin with ${reserved} are BigQuery's own`;
  const [forbidden] = FORBIDDEN.exec(name) ?? [];
  if (forbidden === undefined) return null;
  return `${/\p{Cc}|[\u2028\u2029]/u.test(forbidden) ? 'a control character' : forbidden} is not allowed in it`;
}

function refused(table: string, message: string): SyncError {
  return misconfigured(
    'plan',
    message,
    `Add the column to tables.${table}.exclude in tables.yml, or read from a view that gives it another name.`,
  );
}
