import type { Column } from '../types.ts';

/**
 * One value as the driver gives it to a cell. `exact` fetches the bytes of a text that the driver may have changed.
 * `odd` hears of a value whose storage class or form is not what its column's type promises; the cell is then its text.
 */
export type Printer = (value: unknown, exact: () => Uint8Array, odd: (found: string) => void) => Uint8Array;

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

/** A number, as SQLite prints one: what a text of a NUMERIC column is not, or SQLite would have stored a number. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Up to here every whole number has a double of its own. */
const WHOLE = 2n ** 53n;

/** Prints a value of the column's own storage class, and points out every other: SQLite lets any column hold anything. */
export function printer(column: Column): Printer {
  const form = FORMS[column.type];
  switch (column.type) {
    case 'integer':
      return (value, exact, odd) => {
        if (typeof value !== 'bigint') odd(classOf(value));
        return anyText(value, exact);
      };
    case 'boolean':
      return (value, exact, odd) => {
        if (value === 1n || value === 0n) return Buffer.from(value === 1n ? 't' : 'f', 'latin1');
        odd(`${classOf(value)} other than 0 and 1`);
        return anyText(value, exact);
      };
    case 'double':
      return (value, exact, odd) => {
        if (typeof value === 'bigint' ? value > WHOLE || value < -WHOLE : typeof value !== 'number')
          odd(classOf(value));
        return Object.is(value, -0) ? Buffer.from('-0', 'latin1') : anyText(value, exact);
      };
    case 'decimal':
      // NUMERIC affinity keeps numbers and text side by side; the text of a number is the value.
      return (value, exact, odd) => {
        if (Buffer.isBuffer(value) || (typeof value === 'string' && !NUMBER.test(value))) odd(classOf(value));
        return anyText(value, exact);
      };
    case 'bytes':
      return (value, exact, odd) => {
        if (!Buffer.isBuffer(value)) odd(classOf(value));
        return anyText(value, exact);
      };
    case 'json':
      // The affinity of a column declared JSON is NUMERIC: a document that is a number is stored as one.
      return (value, exact, odd) => {
        if (Buffer.isBuffer(value)) odd(classOf(value));
        return anyText(value, exact);
      };
    default:
      return (value, exact, odd) => {
        if (typeof value !== 'string') odd(classOf(value));
        else if (form && !form.form.test(value)) odd(form.said);
        return anyText(value, exact);
      };
  }
}

function anyText(value: unknown, exact: () => Uint8Array): Uint8Array {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return value.includes(REPLACEMENT) ? exact() : Buffer.from(value, 'utf8');
  return Buffer.from(String(value), 'latin1');
}

function classOf(value: unknown): string {
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a real number';
  return typeof value === 'string' ? 'text' : 'a blob';
}
