/** What does a query say: WITH, SELECT, set operations, ORDER BY, LIMIT? */
import type { Body, Expression, Name, Query, Select, SelectItem, SetOperation, WindowSpec } from './ast.ts';
import { parseWindow } from './parse-call.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseExpression, parseExpressions, parseOrder } from './parse-expression.ts';
import { parseFrom } from './parse-from.ts';
import { unknownSql } from './refusal.ts';

/** Whether a query comes, perhaps within parentheses. */
export function startsQuery(c: Cursor): boolean {
  let ahead = 0;
  while (c.peek(ahead).kind === 'symbol' && c.peek(ahead).text === '(') ahead += 1;
  const word = c.peek(ahead);
  if (word.kind !== 'word' || !/^(SELECT|WITH)$/i.test(word.text)) return false;
  if (ahead === 0) return true;
  // `((SELECT 1) + 2)` is an expression: after the query's own parenthesis comes an operator.
  let depth = 0;
  for (let i = 0; ; i++) {
    const token = c.peek(i);
    if (token.kind === 'end') return true;
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0) return /^(\)|UNION|EXCEPT|INTERSECT|ORDER|LIMIT|;|)$/i.test(c.peek(i + 1).text);
  }
}

export function parseQuery(c: Cursor): Query {
  const at = c.place();
  const ctes: { name: string; query: Query; at: typeof at }[] = [];
  if (c.takes('WITH')) {
    if (c.sees('RECURSIVE')) throw unknownSql('WITH RECURSIVE', c.place());
    do {
      const name = c.name('a name of a subquery');
      c.expect('AS', '(');
      ctes.push({ name: name.text, query: parseQuery(c), at: name.at });
      c.expect(')');
    } while (c.takes(','));
  }
  const body = parseBody(c);
  const order = c.takes('ORDER', 'BY') ? parseOrder(c) : [];
  const limit = c.takes('LIMIT') ? parseExpression(c) : null;
  const offset = limit !== null && c.takes('OFFSET') ? parseExpression(c) : null;
  return { is: 'with', ctes, body, order, limit, offset, at };
}

/** Different set operations in a row need parentheses in GoogleSQL. */
function parseBody(c: Cursor): Body {
  let left = parseOne(c);
  let before: string | null = null;
  for (;;) {
    const at = c.place();
    const op = setOperator(c);
    if (op === null) return left;
    if (before !== null && before !== op) {
      throw c.unexpected(`${before.toUpperCase()}: different set operations in one query need parentheses, not`);
    }
    before = op;
    left = { is: 'set', op, left, right: parseOne(c), at };
  }
}

function setOperator(c: Cursor): SetOperation['op'] | null {
  if (c.takes('UNION', 'ALL')) return 'union all';
  if (c.takes('UNION', 'DISTINCT')) return 'union';
  if (c.takes('EXCEPT', 'DISTINCT')) return 'except';
  if (c.takes('INTERSECT', 'DISTINCT')) return 'intersect';
  if (c.sees('UNION') || c.sees('EXCEPT') || c.sees('INTERSECT')) {
    c.next();
    throw c.unexpected('keyword ALL or keyword DISTINCT');
  }
  return null;
}

function parseOne(c: Cursor): Body {
  if (!c.takes('(')) return parseSelect(c);
  const query = parseQuery(c);
  c.expect(')');
  return query;
}

function parseSelect(c: Cursor): Select {
  const at = c.place();
  c.expect('SELECT');
  const distinct = c.takes('DISTINCT');
  if (!distinct) c.takes('ALL');
  if (c.sees('AS')) throw unknownSql('SELECT AS STRUCT and SELECT AS VALUE', c.place());
  const items: SelectItem[] = [];
  do {
    // A comma may stand after the last item.
    if (items.length > 0 && (c.sees('FROM') || c.sees(')') || c.peek().kind === 'end')) break;
    items.push(parseItem(c));
  } while (c.takes(','));
  const from = c.takes('FROM') ? parseFrom(c) : null;
  const where = c.takes('WHERE') ? parseExpression(c) : null;
  const group = c.takes('GROUP', 'BY') ? parseGroup(c) : null;
  const having = c.takes('HAVING') ? parseExpression(c) : null;
  const qualify = c.takes('QUALIFY') ? parseExpression(c) : null;
  const windows = new Map<string, WindowSpec>();
  if (c.takes('WINDOW')) {
    do {
      const name = c.name('a window name').text.toLowerCase();
      c.expect('AS');
      windows.set(name, parseWindow(c));
    } while (c.takes(','));
  }
  return { is: 'select', distinct, items, from, where, group, having, qualify, windows, at };
}

function parseGroup(c: Cursor): readonly Expression[] {
  const at = c.place();
  if (c.sees('ROLLUP') || c.sees('CUBE') || c.sees('GROUPING') || c.sees('ALL')) {
    throw unknownSql(`GROUP BY ${c.peek().text.toUpperCase()}`, at);
  }
  return parseExpressions(c);
}

function parseItem(c: Cursor): SelectItem {
  const at = c.place();
  if (c.takes('*')) return { is: 'star', of: null, ...parseStarChanges(c), at };
  const dotted = starAfterPath(c);
  if (dotted !== null) return { is: 'star', of: dotted, ...parseStarChanges(c), at };
  const of = parseExpression(c);
  const alias = c.takes('AS') ? c.name('an alias') : c.maybeName();
  return { is: 'expression', of, alias: alias?.text ?? null, at };
}

/** `name.*` and `name.name.*`. */
function starAfterPath(c: Cursor): Expression | null {
  let ahead = 0;
  while (/^(word|quoted)$/.test(c.peek(ahead).kind) && c.peek(ahead + 1).text === '.') ahead += 2;
  if (ahead === 0 || c.peek(ahead).kind !== 'symbol' || c.peek(ahead).text !== '*') return null;
  const at = c.place();
  const names: Name[] = [];
  while (!c.takes('*')) {
    names.push(c.name('a name'));
    c.expect('.');
  }
  return { is: 'path', names, at };
}

function parseStarChanges(c: Cursor): Pick<Extract<SelectItem, { is: 'star' }>, 'except' | 'replace'> {
  const except: Name[] = [];
  const replace: { of: Expression; name: string }[] = [];
  if (c.takes('EXCEPT', '(')) {
    do except.push(c.name('a column'));
    while (c.takes(','));
    c.expect(')');
  }
  if (c.takes('REPLACE')) {
    c.expect('(');
    do {
      const of = parseExpression(c);
      c.expect('AS');
      replace.push({ of, name: c.name('a column').text });
    } while (c.takes(','));
    c.expect(')');
  }
  return { except, replace };
}
