/** What do CREATE, DROP and ALTER say? */
import type { AlterAction, ColumnDefinition, Name, Options, Statement } from './ast.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parsePath } from './parse-from.ts';
import { parseQuery } from './parse-query.ts';
import { parseTypeName } from './parse-type.ts';
import { invalid, type Place, unknownSql } from './refusal.ts';

export function parseCreate(c: Cursor, at: Place): Statement {
  const replace = c.takes('OR', 'REPLACE');
  const snapshot = c.takes('SNAPSHOT');
  if (!snapshot && c.takes('VIEW')) return parseView(c, replace, at);
  if (c.sees('TEMP') || c.sees('TEMPORARY')) throw unknownSql('temporary tables', at);
  c.expect('TABLE');
  const unlessExists = c.takes('IF', 'NOT', 'EXISTS');
  const table = parsePath(c);
  const base = { is: 'create table', table, replace, unlessExists, at } as const;
  const how = snapshot
    ? ('snapshot' as const)
    : (['like', 'copy', 'clone'] as const).find((word) => c.sees(word.toUpperCase()));
  if (how !== undefined) {
    if (how === 'snapshot') c.expect('CLONE');
    else c.next();
    const of = parsePath(c);
    let asOf = null;
    if (c.takes('FOR')) {
      if (!c.takes('SYSTEM_TIME')) c.expect('SYSTEM', 'TIME');
      c.expect('AS', 'OF');
      asOf = parseExpression(c);
    }
    const copyOf = { table: of, how, asOf };
    return { ...base, copyOf, columns: null, partition: null, cluster: [], options: parseOptions(c), query: null };
  }
  const columns = c.sees('(') ? parseColumns(c) : null;
  const partition = c.takes('PARTITION', 'BY') ? parseExpression(c) : null;
  const cluster: Name[] = [];
  if (c.takes('CLUSTER', 'BY')) {
    do cluster.push(c.name('a column'));
    while (c.takes(','));
  }
  const options = parseOptions(c);
  const query = c.takes('AS') ? parseQuery(c) : null;
  if (columns === null && query === null) throw c.unexpected('a column list or keyword AS');
  return { ...base, copyOf: null, columns, partition, cluster, options, query };
}

function parseView(c: Cursor, replace: boolean, at: Place): Statement {
  const unlessExists = c.takes('IF', 'NOT', 'EXISTS');
  const table = parsePath(c);
  const options = parseOptions(c);
  c.expect('AS');
  const start = c.peek().start;
  const query = parseQuery(c);
  return {
    is: 'create view',
    table,
    replace,
    unlessExists,
    options,
    query,
    text: c.sql.slice(start, c.peek().start).trim(),
    at,
  };
}

function parseColumns(c: Cursor): readonly ColumnDefinition[] {
  c.expect('(');
  const columns: ColumnDefinition[] = [];
  do {
    if (c.sees(')')) break;
    if (c.sees('PRIMARY', 'KEY') || c.sees('CONSTRAINT') || c.sees('FOREIGN', 'KEY'))
      throw unknownSql('constraints in CREATE TABLE', c.place());
    columns.push(parseColumn(c));
  } while (c.takes(','));
  c.expect(')');
  return columns;
}

function parseColumn(c: Cursor): ColumnDefinition {
  const { text: name, at } = c.name('a column');
  const type = parseTypeName(c);
  if (c.sees('DEFAULT') || c.sees('COLLATE')) throw unknownSql(`${c.peek().text.toUpperCase()} of a column`, c.place());
  const required = c.takes('NOT', 'NULL');
  return { name, type, required, options: parseOptions(c), at };
}

function parseOptions(c: Cursor): Options {
  if (!c.takes('OPTIONS')) return [];
  c.expect('(');
  const options: { name: string; value: ReturnType<typeof parseExpression>; at: Place }[] = [];
  while (!c.sees(')')) {
    const { text, at } = c.name('an option');
    c.expect('=');
    options.push({ name: text.toLowerCase(), value: parseExpression(c), at });
    if (!c.takes(',')) break;
  }
  c.expect(')');
  return options;
}

export function parseDrop(c: Cursor, at: Place): Statement {
  const kind = c.takes('SNAPSHOT', 'TABLE') ? 'SNAPSHOT TABLE' : c.takes('VIEW') ? 'VIEW' : 'TABLE';
  if (kind === 'TABLE') c.expect('TABLE');
  const ifExists = c.takes('IF', 'EXISTS');
  return { is: 'drop', kind, table: parsePath(c), ifExists, at };
}

export function parseAlter(c: Cursor, at: Place): Statement {
  const ifExists = c.takes('IF', 'EXISTS');
  const table = parsePath(c);
  const actions: AlterAction[] = [];
  do actions.push(parseAlterAction(c));
  while (c.takes(','));
  if (actions.length > 1 && actions.some(({ is }) => is === 'rename' || is === 'options')) {
    throw invalid('ALTER TABLE takes several ADD COLUMN or DROP COLUMN, and one of anything else', at);
  }
  return { is: 'alter', table, ifExists, actions, at };
}

function parseAlterAction(c: Cursor): AlterAction {
  if (c.takes('ADD', 'COLUMN')) {
    const unlessExists = c.takes('IF', 'NOT', 'EXISTS');
    return { is: 'add column', unlessExists, column: parseColumn(c) };
  }
  if (c.takes('DROP', 'COLUMN')) {
    const ifExists = c.takes('IF', 'EXISTS');
    return { is: 'drop column', ifExists, name: c.name('a column') };
  }
  if (c.takes('RENAME', 'TO')) return { is: 'rename', to: c.name('a table name') };
  if (c.takes('SET')) {
    if (!c.sees('OPTIONS')) throw c.unexpected('keyword OPTIONS');
    return { is: 'options', options: parseOptions(c) };
  }
  throw unknownSql('this form of ALTER TABLE', c.place());
}
