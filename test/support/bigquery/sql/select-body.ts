/** What is one SELECT in PostgreSQL: its list, groups, HAVING, QUALIFY, DISTINCT, and the order of its rows? */
import type { Expression, OrderItem, Select } from './ast.ts';
import type { Column, Grouping, Scope, Where } from './context.ts';
import { condition, expression } from './expression.ts';
import { fromWhere, type Relation, translateFrom } from './from.ts';
import { groupKeys } from './group.ts';
import { isOrderable } from './operators.ts';
import { conjuncts, notePartitionFilter } from './partition-filter.ts';
import { invalid } from './refusal.ts';
import { ordinal, type QueryGiven, type Translated } from './select.ts';
import { type Item, listItems } from './select-list.ts';
import { coerce, scalar, showType, type Typed } from './types.ts';
import { orderItem } from './window.ts';

export function selectBody(select: Select, order: readonly OrderItem[], given: QueryGiven): Translated {
  const relation: Relation | null = select.from === null ? null : translateFrom(select.from, given, null);
  const scope: Scope = { ranges: relation?.ranges ?? [], merged: relation?.merged ?? [], parent: given.parent };
  const base: Where = { ...fromWhere(given, scope, 'WHERE clause'), windows: select.windows };
  const where = select.where === null ? '' : ` where ${condition(select.where, base)}`;
  if (select.where !== null) {
    for (const part of conjuncts(select.where)) notePartitionFilter(part, base, (column) => isOwn(column, scope));
  }

  // Read once to see whether there are aggregates, and again knowing what is grouped.
  const found = { aggregate: false, analytic: false, subquery: false, volatile: false };
  const listed: Where = { ...base, clause: 'SELECT list', aggregates: true, analytics: true, found };
  const items = listItems(select, relation, listed);
  const plain = items.map((item) => itemValue(item, { ...listed, reads: [] }));
  const ungrouped = select.group === null && !found.aggregate && select.having === null;
  const groups = select.group === null ? [] : groupKeys(select.group, items, plain, { ...base, clause: 'GROUP BY' });
  const grouping: Grouping | null = ungrouped
    ? null
    : { keys: new Set(groups.map(({ sql }) => sql)), clause: 'SELECT list' };
  for (const group of groups) given.reads.push(...group.reads);

  const values = items.map((item): Typed & { readonly column: Column } => {
    const reads: Column['leaves'][number][] = [];
    const typed = itemValue(item, { ...listed, grouping, reads });
    const sql = typed.type.is === 'NULL' ? coerce(typed, scalar('INT64')) : typed.sql;
    const from = typed.column as Column | undefined;
    const column: Column = {
      name: item.name,
      sql,
      type: typed.type,
      leaves: reads,
      direct: found.analytic ? [] : (from?.direct ?? []),
      item: true,
    };
    return { ...typed, sql, column };
  });
  const columns = values.map(({ column }) => column);
  const aliases = (first: boolean) => ({ ...scope, aliases: { columns, first } });
  const later = (clause: string, first: boolean): Where => ({
    ...listed,
    scope: aliases(first),
    grouping: grouping === null ? null : { ...grouping, clause },
    clause,
  });

  if (select.having !== null && select.group === null && !found.aggregate) {
    throw invalid('The HAVING clause requires GROUP BY or aggregation to be present', select.at);
  }
  const having =
    select.having === null
      ? ''
      : ` having ${condition(select.having, { ...later('HAVING clause', false), analytics: false })}`;
  const qualified = select.qualify === null ? null : condition(select.qualify, later('QUALIFY clause', false));
  if (select.qualify !== null && !found.analytic) {
    throw invalid('The QUALIFY clause requires analytic function to be present', select.qualify.at);
  }
  if (select.distinct) {
    const wrong = columns.find(({ type }) => !isOrderable(type));
    if (wrong !== undefined)
      throw invalid(
        `Column ${wrong.name ?? ''} of type ${showType(wrong.type)} cannot be used in SELECT DISTINCT`,
        select.at,
      );
    for (const column of columns) given.reads.push(...column.leaves);
  }

  const hidden: string[] = [];
  const sorted = order.map((item) =>
    orderItem(item, sortKey(item.by, select, values, later('ORDER BY clause', true), hidden)),
  );
  const list = [
    ...columns.map(({ sql }, i) => `${sql} as "c${i}"`),
    ...hidden.map((sql, i) => `${sql} as "o${i}"`),
    ...(qualified === null ? [] : [`${qualified} as "q"`]),
  ];
  const grouped =
    grouping === null
      ? ''
      : groupClause(
          groups.map(({ sql }) => sql),
          select,
        );
  const wraps = qualified !== null || sorted.length > 0;
  const names = columns.map((_, i) => `s."c${i}"`).join(', ');
  const distinct = select.distinct ? 'distinct ' : '';
  const sql = `select ${wraps && qualified !== null ? '' : distinct}${list.join(', ')}${relation === null ? '' : ` from ${relation.sql}`}${where}${grouped}${having}`;
  const visible = columns.map((column) => ({ ...column, item: false }));
  if (!wraps) return { sql, columns: visible };
  const asked = qualified === null ? '' : ' where s."q"';
  const ordered = sorted.length === 0 ? '' : ` order by ${sorted.join(', ')}`;
  // DISTINCT comes after QUALIFY, and its order is one of what it leaves.
  const rows = `select ${qualified === null ? '' : distinct}${names}${hidden.length > 0 ? `, ${hidden.map((_, i) => `s."o${i}"`).join(', ')}` : ''} from (${sql}) s${asked}`;
  return { sql: ordered === '' ? rows : `select ${names} from (${rows}) s${ordered}`, columns: visible };
}

function groupClause(keys: readonly string[], select: Select): string {
  if (keys.length > 0) return ` group by ${[...new Set(keys)].map((key) => `(${key})`).join(', ')}`;
  return select.group === null ? '' : ' group by ()';
}

function itemValue(item: Item, where: Where): Typed {
  if (item.is === 'expression') return expression(item.of, where);
  const { column } = item;
  where.reads.push(...column.leaves);
  if (where.grouping !== null && !where.grouping.keys.has(column.sql)) {
    throw invalid(
      `Star expansion expression references column ${column.name} which is neither grouped nor aggregated`,
      item.at,
    );
  }
  return { sql: column.sql, type: column.type, column };
}

/** What ORDER BY asks for: a column of the result, or a hidden one beside it. */
function sortKey(
  by: Expression,
  select: Select,
  values: readonly (Typed & { readonly column: Column })[],
  where: Where,
  hidden: string[],
): Typed {
  const columns = values.map(({ column }, i) => ({ ...column, sql: `s."c${i}"` }));
  const counted = ordinal(by, columns);
  if (counted !== null) return counted;
  const typed = expression(by, where);
  const same = values.findIndex(({ sql }) => sql === typed.sql);
  const column = columns[same];
  if (column !== undefined) return column;
  if (select.distinct)
    throw invalid('ORDER BY expression references a column which is not visible after SELECT DISTINCT', by.at);
  hidden.push(typed.type.is === 'NULL' ? coerce(typed, scalar('INT64')) : typed.sql);
  return { sql: `s."o${hidden.length - 1}"`, type: typed.type };
}

function isOwn(column: Column, scope: Scope): boolean {
  return scope.merged.includes(column) || scope.ranges.some(({ columns }) => columns.includes(column));
}
