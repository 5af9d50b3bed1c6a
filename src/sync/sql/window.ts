import type { Window } from '../cursor.ts';
import { type KeyType, keyType } from '../incremental/values.ts';
import type { Column, ReadQuery } from '../types.ts';
import { type Dialect, literal, quote } from './quote.ts';

/** The condition under which a row is in the window; null where every row is. */
export function windowCondition(
  dialect: Dialect,
  query: Pick<ReadQuery, 'window'> & { readonly columns: readonly { readonly column: Column }[] },
): string | null {
  const { window } = query;
  if (window === null || (window.from === null && window.to === null)) return null;
  const column = query.columns.find((each) => each.column.name === window.column)?.column;
  const type = column === undefined ? null : keyType(column);
  if (column === undefined || type === null) throw new Error(`no incremental key ${window.column} among the columns`);
  const value = keyExpression(dialect, column);
  const within = bounds(dialect, type, value, window);
  return window.nulls ? `(${[within, ...unstamped(dialect, type, value, column)].join(' or ')})` : within;
}

/** The column as it is compared. SQLite keeps date-times as text, with a blank or a T in the middle. */
export function keyExpression(dialect: Dialect, column: Column): string {
  const name = quote(dialect, column.name);
  return dialect === 'sqlite' && column.type === 'datetime' ? `replace(${name}, 'T', ' ')` : name;
}

/** Whether what stands in a SQLite column is of its type: any column may hold anything. Never NULL. */
export function fitsKey(type: KeyType, name: string): string {
  if (type === 'integer') return `typeof(${name}) = 'integer'`;
  return `(typeof(${name}) = 'text' and ${name} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*')`;
}

/** A constant of the column's own type: a whole number in quotes would be compared as floating point by MySQL. */
export function keyLiteral(dialect: Dialect, type: KeyType, text: string): string {
  if (type === 'integer') {
    if (!/^-?\d+$/.test(text)) throw new Error('no whole number');
    return text;
  }
  const value = literal(dialect, dialect === 'mysql' ? text.replace(/\+00$/, '') : text);
  if (dialect === 'sqlite') return value;
  if (type === 'date') return `date ${value}`;
  return `${dialect === 'postgres' && type === 'timestamp' ? 'timestamptz' : 'timestamp'} ${value}`;
}

function bounds(dialect: Dialect, type: KeyType, value: string, { from, to }: Window): string {
  return [
    ...(from === null ? [] : [`${value} >= ${keyLiteral(dialect, type, from)}`]),
    ...(to === null ? [] : [`${value} < ${keyLiteral(dialect, type, to)}`]),
  ].join(' and ');
}

/**
 * Rows that no cursor ever reaches: those without a value, those with a zero date or minus infinity for one, and those
 * with anything else, which are refused when they are read.
 */
export function unstamped(dialect: Dialect, type: KeyType, value: string, column: Column): readonly string[] {
  // Among whole numbers anything else is the largest, so that it is read.
  if (dialect === 'sqlite' && type !== 'integer') return [`not ${fitsKey(type, quote(dialect, column.name))}`];
  const early = type === 'integer' ? [] : [`${value} < ${keyLiteral(dialect, type, earliest(type))}`];
  return [...(column.nullable ? [`${quote(dialect, column.name)} is null`] : []), ...early];
}

function earliest(type: KeyType): string {
  if (type === 'date') return '0001-01-01';
  return type === 'timestamp' ? '0001-01-01 00:00:00+00' : '0001-01-01 00:00:00';
}
