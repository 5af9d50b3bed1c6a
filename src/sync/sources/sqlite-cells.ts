import { SyncError } from '../errors.ts';
import type { Column } from '../types.ts';

/** A value whose storage class or form is not what its column's type promises. Names the column, never the value. */
function unexpected(column: Column, found: string): SyncError {
  return new SyncError({
    code: 'data.type',
    side: 'source',
    stage: 'copy',
    message: `column ${column.name} is declared ${column.native} and holds ${found}`,
    hint: `correct the rows in the source, or add ${column.name} to \`exclude\` in tables.yml`,
    retry: 'never',
    column: column.name,
  });
}

/** One value as the driver gives it to a cell. `exact` fetches the bytes of a text that the driver may have changed. */
export type Printer = (value: unknown, exact: () => Uint8Array) => Uint8Array;

const FORMS: Readonly<Partial<Record<Column['type'], { readonly form: RegExp; readonly said: string }>>> = {
  date: { form: /^\d{4}-\d\d-\d\d$/, said: 'text that is not YYYY-MM-DD' },
  datetime: {
    form: /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/,
    said: 'text that is not YYYY-MM-DD HH:MM:SS without a zone',
  },
  time: { form: /^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/, said: 'text that is not HH:MM:SS' },
};

/** What the driver puts where a text's bytes are not UTF-8; it may also stand in the text itself. */
const REPLACEMENT = '\ufffd';

/** For values that the statement makes itself. */
export const asText: Printer = (value) => Buffer.from(String(value), 'utf8');

/** Prints a value of the column's own storage class, and refuses every other: SQLite lets any column hold anything. */
export function printer(column: Column): Printer {
  const form = FORMS[column.type];
  switch (column.type) {
    case 'integer':
      return (value) => {
        if (typeof value !== 'bigint') throw unexpected(column, classOf(value));
        return Buffer.from(value.toString(), 'latin1');
      };
    case 'boolean':
      return (value) => {
        if (value !== 0n && value !== 1n) throw unexpected(column, `${classOf(value)} other than 0 and 1`);
        return Buffer.from(value === 1n ? 't' : 'f', 'latin1');
      };
    case 'double':
      return (value) => {
        if (typeof value !== 'number' && typeof value !== 'bigint') throw unexpected(column, classOf(value));
        return Buffer.from(Object.is(value, -0) ? '-0' : String(value), 'latin1');
      };
    case 'decimal':
      // NUMERIC affinity keeps numbers and text side by side; the text of either is the value.
      return (value) => {
        if (Buffer.isBuffer(value)) throw unexpected(column, 'a blob');
        return Buffer.from(String(value), 'utf8');
      };
    case 'bytes':
      return (value) => {
        if (!Buffer.isBuffer(value)) throw unexpected(column, classOf(value));
        return value;
      };
    default:
      return (value, exact) => {
        if (typeof value !== 'string') throw unexpected(column, classOf(value));
        if (form && !form.form.test(value)) throw unexpected(column, form.said);
        return value.includes(REPLACEMENT) ? exact() : Buffer.from(value, 'utf8');
      };
  }
}

function classOf(value: unknown): string {
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a real number';
  return typeof value === 'string' ? 'text' : 'a blob';
}
