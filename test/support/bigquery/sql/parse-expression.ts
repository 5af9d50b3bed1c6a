/** What does an expression say? By GoogleSQL's table of operator precedence. */
import type { Expression, Name, OrderItem } from './ast.ts';
import { bareCall, callArguments } from './parse-call.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseQuery, startsQuery } from './parse-query.ts';
import { SPECIAL } from './parse-special.ts';
import { type Place, unknownSql } from './refusal.ts';

export function parseExpression(c: Cursor): Expression {
  let left = parseAnd(c);
  while (c.sees('OR')) {
    const { at } = c.next();
    left = { is: 'binary', op: 'OR', left, right: parseAnd(c), at };
  }
  return left;
}

export function parseExpressions(c: Cursor): readonly Expression[] {
  const list = [parseExpression(c)];
  while (c.takes(',')) list.push(parseExpression(c));
  return list;
}

export function parseOrder(c: Cursor): readonly OrderItem[] {
  const list: OrderItem[] = [];
  do {
    const by = parseExpression(c);
    const descending = c.takes('DESC');
    if (!descending) c.takes('ASC');
    const nulls = c.takes('NULLS', 'FIRST') ? 'first' : c.takes('NULLS', 'LAST') ? 'last' : null;
    list.push({ by, descending, nulls });
  } while (c.takes(','));
  return list;
}

function parseAnd(c: Cursor): Expression {
  let left = parseNot(c);
  while (c.sees('AND')) {
    const { at } = c.next();
    left = { is: 'binary', op: 'AND', left, right: parseNot(c), at };
  }
  return left;
}

function parseNot(c: Cursor): Expression {
  if (!c.sees('NOT')) return parseComparison(c);
  const { at } = c.next();
  return { is: 'unary', op: 'NOT', of: parseNot(c), at };
}

const COMPARISONS = ['=', '!=', '<>', '<', '<=', '>', '>='];

/** Comparisons do not associate: `a = b = c` is a syntax error. */
function parseComparison(c: Cursor): Expression {
  const left = parseLevel(c, 0);
  const at = c.place();
  for (const op of COMPARISONS) {
    if (c.takes(op)) return { is: 'binary', op: op === '<>' ? '!=' : op, left, right: parseLevel(c, 0), at };
  }
  if (c.takes('IS')) {
    const not = c.takes('NOT');
    for (const what of ['NULL', 'TRUE', 'FALSE'] as const)
      if (c.takes(what)) return { is: 'test', not, of: left, what, at };
    if (c.takes('DISTINCT', 'FROM')) return { is: 'distinct', not, left, right: parseLevel(c, 0), at };
    throw c.unexpected('keyword NULL');
  }
  const not = c.takes('NOT');
  if (c.takes('LIKE')) {
    if (c.sees('ANY') || c.sees('ALL') || c.sees('SOME')) throw unknownSql('LIKE ANY and LIKE ALL', at);
    const like: Expression = { is: 'binary', op: 'LIKE', left, right: parseLevel(c, 0), at };
    return not ? { is: 'unary', op: 'NOT', of: like, at } : like;
  }
  if (c.takes('BETWEEN')) {
    const low = parseLevel(c, 0);
    c.expect('AND');
    return { is: 'between', not, of: left, low, high: parseLevel(c, 0), at };
  }
  if (c.takes('IN')) return parseIn(c, left, not, at);
  if (not) throw c.unexpected('keyword IN');
  return left;
}

function parseIn(c: Cursor, of: Expression, not: boolean, at: Place): Expression {
  if (c.takes('UNNEST')) {
    c.expect('(');
    const array = parseExpression(c);
    c.expect(')');
    return { is: 'inArray', not, of, array, at };
  }
  c.expect('(');
  const made: Expression = startsQuery(c)
    ? { is: 'inQuery', not, of, query: parseQuery(c), at }
    : { is: 'in', not, of, list: parseExpressions(c), at };
  c.expect(')');
  return made;
}

/** From the weakest to the strongest. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '||']];

function parseLevel(c: Cursor, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(c);
  let left = parseLevel(c, level + 1);
  for (;;) {
    const op = operators.find((symbol) => c.sees(symbol));
    if (op === undefined) return left;
    const { at } = c.next();
    left = { is: 'binary', op, left, right: parseLevel(c, level + 1), at };
  }
}

function parseUnary(c: Cursor): Expression {
  const op = ['-', '+', '~'].find((symbol) => c.sees(symbol));
  if (op === undefined) return parsePostfix(c, parsePrimary(c));
  const { at } = c.next();
  const of = parseUnary(c);
  // -9223372036854775808 is one literal: its digits alone are beyond INT64.
  if (op === '-' && of.is === 'literal' && (of.type === 'INT64' || of.type === 'FLOAT64') && !of.text.startsWith('-')) {
    return { ...of, text: `-${of.text}`, at };
  }
  return { is: 'unary', op, of, at };
}

function parsePostfix(c: Cursor, first: Expression): Expression {
  let of = first;
  for (;;) {
    const at = c.place();
    if (c.takes('.')) {
      // After a point a reserved word is a name.
      const token = c.next();
      if (token.kind !== 'word' && token.kind !== 'quoted') throw c.unexpected('identifier');
      const name: Name = { text: token.text, at: token.at };
      of = of.is === 'path' ? { ...of, names: [...of.names, name] } : { is: 'field', of, name: token.text, at };
    } else if (c.takes('[')) {
      const how = c.name('OFFSET or ORDINAL').text.toUpperCase();
      if (!/^(SAFE_)?(OFFSET|ORDINAL)$/.test(how)) throw unknownSql(`the array position ${how}`, at);
      c.expect('(');
      of = { is: 'index', of, how, by: parseExpression(c), at };
      c.expect(')', ']');
    } else if (of.is === 'path' && c.sees('(') && of.names.length <= 2) {
      of = callArguments(
        c,
        of.names
          .map(({ text }) => text)
          .join('.')
          .toUpperCase(),
        of.at,
      );
    } else return of;
  }
}

const TYPED = new Set([
  'NUMERIC',
  'BIGNUMERIC',
  'DECIMAL',
  'BIGDECIMAL',
  'DATE',
  'DATETIME',
  'TIME',
  'TIMESTAMP',
  'JSON',
]);

function parsePrimary(c: Cursor): Expression {
  const token = c.peek();
  const { at } = token;
  switch (token.kind) {
    case 'string':
    case 'bytes':
      c.next();
      return { is: 'literal', type: token.kind === 'string' ? 'STRING' : 'BYTES', text: token.text, at };
    case 'number':
      c.next();
      return /^0x|^\d+$/i.test(token.text)
        ? { is: 'literal', type: 'INT64', text: BigInt(token.text).toString(), at }
        : { is: 'literal', type: 'FLOAT64', text: token.text, at };
    case 'parameter':
      c.next();
      return { is: 'parameter', name: token.text, at };
    case 'word': {
      const word = token.text.toUpperCase();
      if (TYPED.has(word) && c.peek(1).kind === 'string') {
        c.next();
        const type = word === 'DECIMAL' ? 'NUMERIC' : word === 'BIGDECIMAL' ? 'BIGNUMERIC' : word;
        return { is: 'literal', type, text: c.next().text, at };
      }
      const special = SPECIAL[word];
      if (special !== undefined) return special(c, at);
      break;
    }
    case 'symbol':
      if (token.text === '(') return parseParentheses(c, at);
      if (token.text === '[') return parseArray(c, at);
      break;
    default:
  }
  const name = c.name('an expression');
  // These are called without parentheses too.
  if (token.kind === 'word' && /^CURRENT_(DATE|TIME|DATETIME|TIMESTAMP)$/i.test(name.text) && !c.sees('(')) {
    return bareCall(name.text.toUpperCase(), at);
  }
  return { is: 'path', names: [name], at };
}

function parseParentheses(c: Cursor, at: Place): Expression {
  c.expect('(');
  if (startsQuery(c)) {
    const query = parseQuery(c);
    c.expect(')');
    return { is: 'subquery', query, at };
  }
  const items = parseExpressions(c);
  c.expect(')');
  return items.length === 1
    ? (items[0] as Expression)
    : { is: 'struct', type: null, items: items.map((of) => ({ name: null, of })), at };
}

export function parseArray(c: Cursor, at: Place): Expression {
  c.expect('[');
  const items = c.sees(']') ? [] : parseExpressions(c);
  c.expect(']');
  return { is: 'array', element: null, items, at };
}
