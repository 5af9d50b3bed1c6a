/** What does a FROM clause say? */
import type { FromItem, Name } from './ast.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import { invalid, unknownSql } from './refusal.ts';

export function parseFrom(c: Cursor): FromItem {
  let left = parseJoined(c);
  while (c.sees(',')) {
    const { at } = c.next();
    left = { is: 'join', kind: 'cross', left, right: parseJoined(c), on: null, using: [], at };
  }
  return left;
}

function parseJoined(c: Cursor): FromItem {
  let left = parseFromItem(c);
  for (;;) {
    const at = c.place();
    const kind = joinKind(c);
    if (kind === null) return left;
    const right = parseFromItem(c);
    const on = c.takes('ON') ? parseExpression(c) : null;
    const using: Name[] = [];
    if (on === null && c.takes('USING')) {
      c.expect('(');
      do using.push(c.name('a column'));
      while (c.takes(','));
      c.expect(')');
    }
    if (kind !== 'cross' && on === null && using.length === 0 && right.is !== 'unnest')
      throw c.unexpected('keyword ON or keyword USING');
    if (kind === 'cross' && on !== null) throw invalid('Syntax error: CROSS JOIN has no ON', at);
    left = { is: 'join', kind, left, right, on, using, at };
  }
}

function joinKind(c: Cursor): 'inner' | 'left' | 'right' | 'full' | 'cross' | null {
  if (c.sees('NATURAL')) throw unknownSql('NATURAL JOIN', c.place());
  if (c.takes('JOIN') || c.takes('INNER', 'JOIN')) return 'inner';
  if (c.takes('CROSS', 'JOIN')) return 'cross';
  for (const kind of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (c.takes(kind, 'JOIN') || c.takes(kind, 'OUTER', 'JOIN')) return kind.toLowerCase() as 'left';
  }
  return null;
}

export function parseFromItem(c: Cursor): FromItem {
  const at = c.place();
  if (c.takes('UNNEST')) {
    c.expect('(');
    const array = parseExpression(c);
    c.expect(')');
    const alias = parseAlias(c);
    const offset = c.takes('WITH', 'OFFSET') ? (parseAlias(c) ?? 'offset') : null;
    return { is: 'unnest', array, alias, offset, at };
  }
  if (c.sees('(')) return parseWithin(c);
  const path = parsePath(c);
  if (c.sees('(')) throw unknownSql('table functions', at);
  let alias = parseAlias(c);
  let asOf = null;
  if (c.takes('FOR')) {
    if (!c.takes('SYSTEM_TIME')) c.expect('SYSTEM', 'TIME');
    c.expect('AS', 'OF');
    asOf = parseExpression(c);
    alias ??= parseAlias(c);
  }
  if (c.sees('TABLESAMPLE') || c.sees('PIVOT', '(') || c.sees('UNPIVOT', '('))
    throw unknownSql(c.peek().text, c.place());
  return { is: 'table', path, alias, asOf, at };
}

function parseWithin(c: Cursor): FromItem {
  const at = c.place();
  c.expect('(');
  if (c.sees('SELECT') || c.sees('WITH') || c.sees('(')) {
    const query = parseQuery(c);
    c.expect(')');
    return { is: 'query', query, alias: parseAlias(c), at };
  }
  const joined = parseJoined(c);
  c.expect(')');
  return joined;
}

export function parseAlias(c: Cursor): string | null {
  if (c.takes('AS')) return c.name('an alias').text;
  // Words that start the next clause and yet are not reserved.
  if (/^(TABLESAMPLE|PIVOT|UNPIVOT)$/i.test(c.peek().text) && c.peek(1).text === '(') return null;
  return c.maybeName()?.text ?? null;
}

/**
 * A table's path: `a.b.c`, backquoted as a whole or in parts, and dashes in the first part. Parts of one backquoted
 * name are not split here: a name with a point in it may be a path or not.
 */
export function parsePath(c: Cursor): readonly Name[] {
  const names: Name[] = [];
  const first = c.peek();
  let { text } = c.name('a table name');
  let end = first.end;
  while (first.kind === 'word' && c.sees('-') && c.peek().start === end && c.peek(1).start === c.peek().end) {
    c.next();
    const part = c.next();
    if (part.kind !== 'word' && part.kind !== 'number') throw invalid('Syntax error: Unexpected "-"', part.at);
    text += `-${part.text}`;
    end = part.end;
    // `p-1.d` reads `1.` as a number.
    if (part.kind === 'number' && part.text.endsWith('.')) {
      names.push({ text: text.slice(0, -1), at: first.at });
      const follows = c.next();
      if (follows.kind !== 'word' && follows.kind !== 'quoted') throw invalid('Syntax error: Unexpected "."', part.at);
      return rest(c, [...names, { text: follows.text, at: follows.at }]);
    }
  }
  return rest(c, [{ text, at: first.at }]);
}

function rest(c: Cursor, given: readonly Name[]): readonly Name[] {
  const names = [...given];
  while (c.takes('.')) {
    const token = c.next();
    if (token.kind !== 'word' && token.kind !== 'quoted')
      throw invalid('Syntax error: Expected a name after "."', token.at);
    names.push({ text: token.text, at: token.at });
  }
  return names;
}
