/** How do rows that are in no table become a relation? */
import { stored } from '../storage.ts';
import { quoteText } from './literals.ts';
import { postgresType, type Type } from './types.ts';

export type VirtualColumns = Readonly<Record<string, Type>>;
/** Texts as PostgreSQL reads them in the column's type; arrays and structs as JSON. */
export type VirtualRow = Readonly<Record<string, string | null | undefined>>;

export function virtualRows(columns: VirtualColumns, rows: readonly VirtualRow[]): string {
  const names = Object.entries(columns);
  const list = names.map(([name, type]) => `${stored(name)} ${postgresType(type)}`).join(', ');
  return `select * from jsonb_to_recordset(${quoteText(JSON.stringify(rows.map((row) => encoded(row, columns))))}::jsonb) as v(${list})`;
}

function encoded(row: VirtualRow, columns: VirtualColumns): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const is = columns[name]?.is;
      return [name, value != null && (is === 'ARRAY' || is === 'STRUCT') ? JSON.parse(value) : (value ?? null)];
    }),
  );
}
