/** What is a query in PostgreSQL? Its columns are always called c0, c1 and so on there. */
import type { Body, Query } from './ast.ts';
import type { Column, Context, Cte, Leaf, Scope, Where } from './context.ts';
import { expression, of } from './expression.ts';
import { fromWhere } from './from.ts';
import { isOrderable } from './operators.ts';
import { invalid } from './refusal.ts';
import { selectBody } from './select-body.ts';
import { coerce, common, scalar, showType, type Typed } from './types.ts';
import { orderItem } from './window.ts';

export type QueryGiven = {
  readonly context: Context;
  readonly ctes: readonly Cte[];
  /** The columns outside, for a correlated subquery. */
  readonly parent: Scope | null;
  /** Collects what is read whichever columns of the result are used. */
  readonly reads: Leaf[];
};
export type Translated = { readonly sql: string; readonly columns: readonly Column[] };

export function translateQuery(query: Query, given: QueryGiven): Translated {
  const ctes = [...given.ctes];
  for (const { name, query: below, at } of query.ctes) {
    if (query.ctes.filter((one) => one.name.toLowerCase() === name.toLowerCase()).length > 1) {
      throw invalid(`Duplicate alias ${name} for WITH subquery`, at);
    }
    const cte = { name, query: below, ctes: [...ctes] };
    // Read once for its mistakes; it costs something only where it is used.
    translateQuery(below, {
      ...given,
      context: { ...given.context, scans: [] },
      ctes: cte.ctes,
      parent: null,
      reads: [],
    });
    ctes.push(cte);
  }
  const inner = { ...given, ctes };
  const { body } = query;
  if (body.is === 'select') return limited(selectBody(body, query.order, inner), query, inner);
  const made = translateBody(body, inner);
  if (query.order.length === 0) return limited(made, query, inner);
  const columns = made.columns.map((column, i) => ({ ...column, sql: `u."c${i}"` }));
  const scope: Scope = { ranges: [{ alias: null, columns }], merged: [], parent: given.parent };
  const where = fromWhere({ ...inner }, scope, 'ORDER BY clause after a set operation');
  const order = query.order.map((item) => {
    const column = ordinal(item.by, columns);
    return orderItem(item, column ?? expression(item.by, where));
  });
  return limited(
    { sql: `select * from (${made.sql}) u order by ${order.join(', ')}`, columns: made.columns },
    query,
    inner,
  );
}

/** The column that a number in ORDER BY or GROUP BY means. */
export function ordinal<T extends Typed>(node: Query['order'][number]['by'], columns: readonly T[]): T | null {
  if (node.is !== 'literal' || node.type !== 'INT64') return null;
  const found = columns[Number(node.text) - 1];
  if (found === undefined)
    throw invalid(`ORDER BY or GROUP BY is out of SELECT column number range: ${node.text}`, node.at);
  return found;
}

function limited(made: Translated, query: Query, given: QueryGiven): Translated {
  if (query.limit === null) return made;
  const where: Where = fromWhere(given, { ranges: [], merged: [], parent: null }, 'LIMIT');
  const offset = query.offset === null ? '' : ` offset ${of(query.offset, scalar('INT64'), where)}`;
  return {
    sql: `select * from (${made.sql}) l limit ${of(query.limit, scalar('INT64'), where)}${offset}`,
    // What a LIMIT keeps depends on all rows, so that no condition from outside leaves out partitions.
    columns: made.columns.map((column) => ({ ...column, direct: [] })),
  };
}

function translateBody(body: Body, given: QueryGiven): Translated {
  if (body.is === 'with') return translateQuery(body, given);
  if (body.is === 'select') return selectBody(body, [], given);
  const left = translateBody(body.left, given);
  const right = translateBody(body.right, given);
  const name = body.op.toUpperCase();
  if (left.columns.length !== right.columns.length) {
    throw invalid(
      `Queries in ${name} have mismatched column count; query 1 has ${left.columns.length} columns, query 2 has ${right.columns.length} columns`,
      body.at,
    );
  }
  const columns = left.columns.map((a, i): Column => {
    const b = right.columns[i] as Column;
    const type = common([a, b]);
    if (type === null) {
      const types = `${showType(a.type)}, ${showType(b.type)}`;
      throw invalid(`Column ${i + 1} in ${name} has incompatible types: ${types}`, body.at);
    }
    if (body.op !== 'union all') {
      if (!isOrderable(type))
        throw invalid(
          `Column ${i + 1} in ${name} has type that does not support set operation comparisons: ${showType(type)}`,
          body.at,
        );
      given.reads.push(...a.leaves, ...b.leaves);
    }
    const direct = body.op.startsWith('union') ? [...a.direct, ...b.direct] : [];
    return { name: a.name, sql: `c${i}`, type, leaves: [...a.leaves, ...b.leaves], direct };
  });
  const side = ({ sql, columns: own }: Translated): string => {
    const list = own.map(
      (column, i) => `${coerce({ sql: `s."c${i}"`, type: column.type }, (columns[i] as Column).type)} as "c${i}"`,
    );
    return `select ${list.join(', ')} from (${sql}) s`;
  };
  return { sql: `(${side(left)}) ${body.op} (${side(right)})`, columns };
}
