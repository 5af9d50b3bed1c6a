import { bigQueryName } from './bigquery-name.ts';
import type { Report } from './mistakes.ts';
import { NAME, NAME_RULE } from './raw.ts';
import type { ConnectionType, TableName } from './spec.ts';
import type { Written } from './written.ts';

/** A name that can be typed and shown in chat. */
export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Reports a table's or connection's name that cannot be typed and shown in chat. */
export function checkName(name: string, node: Written, report: Report): void {
  if (!isName(name)) {
    report.at(node, `this name cannot be typed in chat; use ${NAME_RULE} only, 100 at most`);
  }
}

/** `orders` or `sales.orders` as a database of this type understands it, or what is wrong with it. */
export function tableName(written: string, type: ConnectionType): TableName | string {
  if (/\p{Cc}/u.test(written)) return 'has a control character in it';
  if (type === 'bigquery') return bigQueryName(written);
  const parts = written.split('.');
  const [first = '', second] = parts;
  if (second === undefined) return { schema: null, name: first };
  if (type === 'sqlite') return 'has a dot in it, and SQLite has no schemas (allowed: TABLE)';
  if (parts.length > 2 || first === '' || second === '')
    return 'is not the name of a table (allowed: TABLE, SCHEMA.TABLE)';
  return { schema: first, name: second };
}
