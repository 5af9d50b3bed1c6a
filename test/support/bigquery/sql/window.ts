/** What is a window, and in which order do rows stand? */
import type { Bound, Call, OrderItem, WindowSpec } from './ast.ts';
import type { Where } from './context.ts';
import { expression, of } from './expression.ts';
import { isOrderable } from './operators.ts';
import { invalid } from './refusal.ts';
import { scalar, showType, type Typed } from './types.ts';

/** `over (…)`, named windows put in. */
export function overClause(node: Call, spec: WindowSpec, where: Where): string {
  const { partition, order, frame } = merged(spec, node, where);
  const parts: string[] = [];
  if (partition.length > 0) parts.push(`partition by ${partition.map((by) => expression(by, where).sql).join(', ')}`);
  if (order.length > 0) parts.push(`order by ${orderList(order, where)}`);
  if (frame !== null) parts.push(`${frame.unit} between ${bound(frame.from, where)} and ${bound(frame.to, where)}`);
  return ` over (${parts.join(' ')})`;
}

function merged(spec: WindowSpec, node: Call, where: Where): WindowSpec {
  if (spec.base === null) return spec;
  const base = where.windows.get(spec.base.toLowerCase());
  if (base === undefined) throw invalid(`Unrecognized window alias ${spec.base}`, node.at);
  const below = merged(base, node, where);
  return {
    base: null,
    partition: below.partition,
    order: spec.order.length > 0 ? spec.order : below.order,
    frame: spec.frame ?? below.frame,
  };
}

function bound({ kind, side, by }: Bound, where: Where): string {
  if (kind === 'current') return 'current row';
  return `${kind === 'unbounded' ? 'unbounded' : of(by as NonNullable<typeof by>, scalar('INT64'), where)} ${side}`;
}

export function orderList(order: readonly OrderItem[], where: Where): string {
  return order.map((item) => orderItem(item, expression(item.by, where))).join(', ');
}

/** NULLs are the smallest of all in GoogleSQL, and then NaN. */
export function orderItem({ descending, nulls, by }: OrderItem, typed: Typed): string {
  const { type, sql } = typed;
  if (!isOrderable(type)) throw invalid(`ORDER BY does not support expressions of type ${showType(type)}`, by.at);
  const direction = descending ? ' desc' : '';
  const last = nulls ?? (descending ? 'last' : 'first');
  const end = `${direction} nulls ${last}`;
  if (type.is === 'STRING') return `(${sql}) collate "C"${end}`;
  if (type.is === 'FLOAT64') return `((${sql}) <> 'NaN')${end}, (${sql})${end}`;
  return `(${sql})${end}`;
}
