/** What does a script say, statement by statement? DML here, DDL in parse-ddl.ts. */
import type { Assignment, Expression, FromItem, MergeAction, MergeWhen, Name, Statement } from './ast.ts';
import { type Cursor, cursor } from './parse-cursor.ts';
import { parseAlter, parseCreate, parseDrop } from './parse-ddl.ts';
import { parseExpression } from './parse-expression.ts';
import { parseAlias, parseFrom, parseFromItem, parsePath } from './parse-from.ts';
import { parseQuery } from './parse-query.ts';
import { invalid, type Place } from './refusal.ts';

export function parseScript(sql: string): readonly Statement[] {
  const c = cursor(sql);
  const statements: Statement[] = [];
  for (;;) {
    while (c.takes(';'));
    if (c.peek().kind === 'end') break;
    statements.push(parseStatement(c));
    if (c.peek().kind !== 'end' && !c.sees(';')) throw c.unexpected('end of input');
  }
  if (statements.length === 0) throw invalid('Syntax error: Unexpected end of statement', c.place());
  return statements;
}

/** One query and nothing else: a view's, for one. */
export function parseOnlyQuery(sql: string): Statement & { readonly is: 'query' } {
  const [statement, more] = parseScript(sql);
  if (statement?.is !== 'query' || more !== undefined) throw invalid('Expected exactly one query');
  return statement;
}

function parseStatement(c: Cursor): Statement {
  const at = c.place();
  if (c.sees('SELECT') || c.sees('WITH') || c.sees('(')) return { is: 'query', query: parseQuery(c), at };
  if (c.takes('INSERT')) return parseInsert(c, at);
  if (c.takes('UPDATE')) return parseUpdate(c, at);
  if (c.takes('DELETE')) return parseDelete(c, at);
  if (c.takes('MERGE')) return parseMerge(c, at);
  if (c.takes('TRUNCATE', 'TABLE')) return { is: 'truncate', table: parsePath(c), at };
  if (c.takes('CREATE')) return parseCreate(c, at);
  if (c.takes('DROP')) return parseDrop(c, at);
  if (c.takes('ALTER', 'TABLE')) return parseAlter(c, at);
  for (const [word, what] of [
    ['BEGIN', 'begin'],
    ['COMMIT', 'commit'],
    ['ROLLBACK', 'rollback'],
  ] as const) {
    if (c.takes(word)) {
      // BEGIN alone opens a block of the procedural language.
      if (word === 'BEGIN') c.expect('TRANSACTION');
      else c.takes('TRANSACTION');
      return { is: 'transaction', what, at };
    }
  }
  throw c.unexpected('a statement that the loopback BigQuery knows');
}

function parseNames(c: Cursor): readonly Name[] {
  const names: Name[] = [];
  c.expect('(');
  do names.push(c.name('a column'));
  while (c.takes(','));
  c.expect(')');
  return names;
}

function parseInsert(c: Cursor, at: Place): Statement {
  c.takes('INTO');
  const table = parsePath(c);
  const columns = c.sees('(') && !isQueryInParentheses(c) ? parseNames(c) : null;
  if (!c.takes('VALUES')) return { is: 'insert', table, columns, rows: null, query: parseQuery(c), at };
  const rows: (readonly Expression[])[] = [];
  do rows.push(parseValues(c));
  while (c.takes(','));
  return { is: 'insert', table, columns, rows, query: null, at };
}

function isQueryInParentheses(c: Cursor): boolean {
  return /^(SELECT|WITH|\()$/i.test(c.peek(1).text) && c.peek(1).kind !== 'quoted';
}

function parseValues(c: Cursor): readonly Expression[] {
  c.expect('(');
  const values = [parseExpression(c)];
  while (c.takes(',')) values.push(parseExpression(c));
  c.expect(')');
  return values;
}

function parseAssignments(c: Cursor): readonly Assignment[] {
  const list: Assignment[] = [];
  do {
    let column = c.name('a column');
    // `alias.column = value`
    while (c.takes('.')) column = c.name('a column');
    c.expect('=');
    list.push({ column, value: parseExpression(c) });
  } while (c.takes(','));
  return list;
}

function parseUpdate(c: Cursor, at: Place): Statement {
  const table = parsePath(c);
  const alias = c.sees('SET') ? null : parseAlias(c);
  c.expect('SET');
  const set = parseAssignments(c);
  const from: FromItem | null = c.takes('FROM') ? parseFrom(c) : null;
  return { is: 'update', table, alias, set, from, where: parseWhere(c, 'UPDATE'), at };
}

function parseDelete(c: Cursor, at: Place): Statement {
  c.takes('FROM');
  const table = parsePath(c);
  const alias = c.sees('WHERE') ? null : parseAlias(c);
  return { is: 'delete', table, alias, where: parseWhere(c, 'DELETE'), at };
}

function parseWhere(c: Cursor, statement: string): Expression {
  if (!c.takes('WHERE')) throw invalid(`${statement} must have a WHERE clause`, c.place());
  return parseExpression(c);
}

function parseMerge(c: Cursor, at: Place): Statement {
  c.takes('INTO');
  const table = parsePath(c);
  const alias = c.sees('USING') ? null : parseAlias(c);
  c.expect('USING');
  const source = parseFromItem(c);
  c.expect('ON');
  const on = parseExpression(c);
  const when: MergeWhen[] = [];
  while (c.sees('WHEN')) when.push(parseWhen(c));
  if (when.length === 0) throw c.unexpected('keyword WHEN');
  return { is: 'merge', table, alias, source, on, when, at };
}

function parseWhen(c: Cursor): MergeWhen {
  const at = c.place();
  c.expect('WHEN');
  let kind: MergeWhen['kind'] = 'matched';
  if (c.takes('NOT')) {
    c.expect('MATCHED');
    kind = c.takes('BY', 'SOURCE') ? 'by source' : 'by target';
    if (kind === 'by target' && c.takes('BY')) c.expect('TARGET');
  } else c.expect('MATCHED');
  const and = c.takes('AND') ? parseExpression(c) : null;
  c.expect('THEN');
  return { kind, and, action: parseAction(c, kind), at };
}

function parseAction(c: Cursor, kind: MergeWhen['kind']): MergeAction {
  if (kind === 'by target') {
    c.expect('INSERT');
    const columns = c.sees('(') ? parseNames(c) : null;
    if (c.takes('ROW')) return { is: 'insert', columns, values: null };
    c.expect('VALUES');
    return { is: 'insert', columns, values: parseValues(c) };
  }
  if (c.takes('DELETE')) return { is: 'delete' };
  c.expect('UPDATE', 'SET');
  return { is: 'update', set: parseAssignments(c) };
}
