import type { SampleQuery } from '../findings.ts';
import { type Dialect, quote, quoteTable } from './quote.ts';
import { condition } from './select.ts';

/** Of a value no more is looked at than this, so that a sample of long texts stays small. */
const CHARACTERS = 200;

/** The statement that reads a few rows as text, each value cut; `newest` first where it names a column. */
export function sampleStatement(dialect: Dialect, query: SampleQuery): string {
  const columns = query.columns.map(({ name }, i) => `${start(dialect, quote(dialect, name))} as s${i}`).join(', ');
  const where = query.where === null ? '' : ` where ${condition(query.where)}`;
  const order = query.newest === null ? '' : ` order by ${quote(dialect, query.newest)} desc`;
  return `select ${columns} from ${quoteTable(dialect, query.table)}${where}${order} limit ${query.rows}`;
}

function start(dialect: Dialect, name: string): string {
  if (dialect === 'mysql') return `left(cast(${name} as char), ${CHARACTERS})`;
  return dialect === 'postgres'
    ? `left(${name}::text, ${CHARACTERS})`
    : `substr(cast(${name} as text), 1, ${CHARACTERS})`;
}
