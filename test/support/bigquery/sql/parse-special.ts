/** What do the forms of expressions say that begin with a word of their own: CASE, CAST, EXTRACT and so on? */
import type { Expression } from './ast.ts';
import { callArguments } from './parse-call.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseArray, parseExpression, parseExpressions } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import { parseTypeName } from './parse-type.ts';
import { type Place, unknownSql } from './refusal.ts';

export const SPECIAL: Readonly<Record<string, (c: Cursor, at: Place) => Expression>> = {
  NULL: (c, at) => skip(c) ?? { is: 'literal', type: 'NULL', text: '', at },
  TRUE: (c, at) => skip(c) ?? { is: 'literal', type: 'BOOL', text: 'true', at },
  FALSE: (c, at) => skip(c) ?? { is: 'literal', type: 'BOOL', text: 'false', at },
  DEFAULT: (c, at) => skip(c) ?? { is: 'default', at },
  CAST: (c, at) => parseCast(c, at),
  SAFE_CAST: (c, at) => parseCast(c, at),
  IF: (c, at) => skip(c) ?? callArguments(c, 'IF', at),
  LEFT: (c, at) => skip(c) ?? callArguments(c, 'LEFT', at),
  RIGHT: (c, at) => skip(c) ?? callArguments(c, 'RIGHT', at),
  CASE(c, at) {
    c.next();
    const of = c.sees('WHEN') ? null : parseExpression(c);
    const when: { test: Expression; result: Expression }[] = [];
    while (c.takes('WHEN')) {
      const test = parseExpression(c);
      c.expect('THEN');
      when.push({ test, result: parseExpression(c) });
    }
    if (when.length === 0) throw c.unexpected('keyword WHEN');
    const otherwise = c.takes('ELSE') ? parseExpression(c) : null;
    c.expect('END');
    return { is: 'case', of, when, otherwise, at };
  },
  EXTRACT(c, at) {
    c.expect('EXTRACT', '(');
    let part = c.name('a date part').text.toUpperCase();
    if (c.takes('(')) {
      part = `${part}(${c.name('a day of the week').text.toUpperCase()})`;
      c.expect(')');
    }
    c.expect('FROM');
    const of = parseExpression(c);
    const zone = c.takes('AT', 'TIME', 'ZONE') ? parseExpression(c) : null;
    c.expect(')');
    return { is: 'extract', part, of, zone, at };
  },
  INTERVAL(c, at) {
    c.next();
    const of = parseExpression(c);
    return { is: 'interval', of, part: c.name('a date part').text.toUpperCase(), at };
  },
  EXISTS(c, at) {
    c.expect('EXISTS', '(');
    const query = parseQuery(c);
    c.expect(')');
    return { is: 'exists', query, at };
  },
  ARRAY(c, at) {
    c.next();
    if (c.takes('(')) {
      const query = parseQuery(c);
      c.expect(')');
      return { is: 'arrayQuery', query, at };
    }
    if (c.sees('[')) return parseArray(c, at);
    c.expect('<');
    const element = parseTypeName(c);
    c.expect('>', '[');
    const items = c.sees(']') ? [] : parseExpressions(c);
    c.expect(']');
    return { is: 'array', element, items, at };
  },
  STRUCT(c, at) {
    const type = c.peek(1).text === '<' ? parseTypeName(c) : skip(c);
    c.expect('(');
    const items: { name: string | null; of: Expression }[] = [];
    while (!c.sees(')')) {
      const of = parseExpression(c);
      const implied = of.is === 'path' ? (of.names.at(-1)?.text ?? null) : null;
      items.push({ of, name: c.takes('AS') ? c.name('a field name').text : implied });
      if (!c.takes(',')) break;
    }
    c.expect(')');
    return { is: 'struct', type, items, at };
  },
};

function parseCast(c: Cursor, at: Place): Expression {
  const safe = c.next().text.toUpperCase() === 'SAFE_CAST';
  c.expect('(');
  const of = parseExpression(c);
  c.expect('AS');
  const to = parseTypeName(c);
  if (c.sees('FORMAT')) throw unknownSql('CAST with FORMAT', c.place());
  c.expect(')');
  return { is: 'cast', safe, of, to, at };
}

function skip(c: Cursor): null {
  c.next();
  return null;
}
