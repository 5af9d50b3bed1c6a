/** What do the functions give that exist only over a window? */
import type { Call } from './ast.ts';
import { invalid, unknownSql } from './refusal.ts';
import { becomes, coerce, common, scalar, showType, type Typed } from './types.ts';

const COUNTED: Readonly<Record<string, string>> = { ROW_NUMBER: 'row_number', RANK: 'rank', DENSE_RANK: 'dense_rank' };
const SHARES: Readonly<Record<string, string>> = { PERCENT_RANK: 'percent_rank', CUME_DIST: 'cume_dist' };
const VALUES: Readonly<Record<string, string>> = {
  LAG: 'lag',
  LEAD: 'lead',
  FIRST_VALUE: 'first_value',
  LAST_VALUE: 'last_value',
  NTH_VALUE: 'nth_value',
};

export function isAnalytic(name: string): boolean {
  return name === 'NTILE' || [COUNTED, SHARES, VALUES].some((table) => table[name] !== undefined);
}

export function analytic(node: Call, args: readonly Typed[], over: string): Typed {
  const { name, at } = node;
  const wrong = () =>
    invalid(
      `No matching signature for analytic function ${name} for argument types: ${args.map(({ type }) => showType(type)).join(', ')}`,
      at,
    );
  if (node.nulls === 'ignore') throw unknownSql(`${name} with IGNORE NULLS`, at);
  const sorted = over.includes('order by ');
  if (!sorted && name !== 'ROW_NUMBER' && !/^(FIRST|LAST|NTH)_VALUE$/.test(name)) {
    throw invalid(`Window ORDER BY is required for analytic function ${name}`, at);
  }
  if (COUNTED[name] !== undefined || SHARES[name] !== undefined) {
    if (args.length > 0) throw wrong();
    return {
      sql: `${COUNTED[name] ?? SHARES[name]}()${over}`,
      type: scalar(COUNTED[name] === undefined ? 'FLOAT64' : 'INT64'),
    };
  }
  const [value, second, third] = args;
  if (value === undefined) throw wrong();
  const int = scalar('INT64');
  if (name === 'NTILE') {
    if (second !== undefined || !becomes(value, int)) throw wrong();
    return { sql: `(ntile((${coerce(value, int)})::int)${over})::bigint`, type: int };
  }
  const offset = second === undefined ? '' : `, (${coerce(second, int)})::int`;
  if (second !== undefined && !becomes(second, int)) throw wrong();
  if (name === 'NTH_VALUE' ? args.length !== 2 : args.length > (/^L(AG|EAD)$/.test(name) ? 3 : 1)) throw wrong();
  const type = third === undefined ? value.type : common([value, third]);
  if (type === null) throw wrong();
  const otherwise = third === undefined ? '' : `, ${coerce(third, type)}`;
  return { sql: `${VALUES[name]}(${coerce(value, type)}${offset}${otherwise})${over}`, type };
}
