/** What are the rows grouped by? */
import type { Expression } from './ast.ts';
import type { Leaf, Where } from './context.ts';
import { expression } from './expression.ts';
import { isOrderable } from './operators.ts';
import { invalid } from './refusal.ts';
import { named } from './resolve.ts';
import { ordinal } from './select.ts';
import type { Item } from './select-list.ts';
import { showType, type Typed } from './types.ts';

export type Key = { readonly sql: string; readonly reads: readonly Leaf[] };

/** By number, by alias, or by an expression. A column of FROM counts before an alias of the same name. */
export function groupKeys(
  nodes: readonly Expression[],
  items: readonly Item[],
  values: readonly Typed[],
  where: Where,
): readonly Key[] {
  return nodes.map((node) => {
    const reads: Leaf[] = [];
    const inner: Where = { ...where, reads };
    const typed = ordinal(node, values) === null ? asked(node, items, inner) : byNumber(node, items, inner);
    if (!isOrderable(typed.type))
      throw invalid(`Grouping by expressions of type ${showType(typed.type)} is not allowed`, node.at);
    const constant = typed.given !== undefined || typed.type.is === 'NULL';
    if (constant && node.is === 'literal') throw invalid('Cannot GROUP BY literal values', node.at);
    return { sql: typed.type.is === 'NULL' ? 'null::bigint' : typed.sql, reads };
  });
}

function byNumber(node: Expression, items: readonly Item[], where: Where): Typed {
  const item = ordinal(
    node,
    items.map((one) => ({ ...one, sql: '', type: { is: 'NULL' } as const })),
  );
  return item === null ? expression(node, where) : itemValue(item, where);
}

function asked(node: Expression, items: readonly Item[], where: Where): Typed {
  const [name, more] = node.is === 'path' ? node.names : [];
  if (name === undefined || more !== undefined) return expression(node, where);
  const { ranges, merged } = where.scope;
  const below = [...merged, ...ranges.flatMap(({ columns }) => columns)].some((column) => named(column, name.text));
  const item = below ? undefined : items.find((one) => one.name?.toLowerCase() === name.text.toLowerCase());
  return item === undefined ? expression(node, where) : itemValue(item, where);
}

function itemValue(item: Item, where: Where): Typed {
  if (item.is === 'expression') return expression(item.of, where);
  where.reads.push(...item.column.leaves);
  return { sql: item.column.sql, type: item.column.type };
}
