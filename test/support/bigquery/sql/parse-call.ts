/** What does a call of a function say: its arguments, what an aggregate may have, and its window? */
import type { Bound, Call, Expression, OrderItem, WindowSpec } from './ast.ts';
import type { Cursor } from './parse-cursor.ts';
import { parseExpression, parseExpressions, parseOrder } from './parse-expression.ts';
import { parseQuery, startsQuery } from './parse-query.ts';
import { type Place, unknownSql } from './refusal.ts';

/** From the opening parenthesis on. */
export function callArguments(c: Cursor, name: string, at: Place): Call {
  c.expect('(');
  const star = c.takes('*');
  const distinct = !star && c.takes('DISTINCT');
  const args: Expression[] = [];
  while (!star && !c.sees(')') && !c.sees('ORDER') && !c.sees('LIMIT')) {
    args.push(parseArgument(c));
    if (!c.takes(',')) break;
  }
  const nulls = c.takes('IGNORE', 'NULLS') ? 'ignore' : c.takes('RESPECT', 'NULLS') ? 'respect' : null;
  if (c.sees('HAVING')) throw unknownSql('HAVING MAX and HAVING MIN in an aggregate', c.place());
  const order: readonly OrderItem[] = c.takes('ORDER', 'BY') ? parseOrder(c) : [];
  const limit = c.takes('LIMIT') ? parseExpression(c) : null;
  c.expect(')');
  const over = c.takes('OVER') ? parseWindow(c) : null;
  return { is: 'call', name, args, star, distinct, nulls, order, limit, over, at };
}

export function bareCall(name: string, at: Place): Call {
  const none = { args: [], star: false, distinct: false, nulls: null, order: [], limit: null, over: null } as const;
  return { is: 'call', name, ...none, at };
}

function parseArgument(c: Cursor): Expression {
  if (startsQuery(c)) return { is: 'subquery', query: parseQuery(c), at: c.place() };
  if (c.peek().kind === 'word' && c.peek(1).text === '=>') throw unknownSql('named arguments', c.place());
  return parseExpression(c);
}

/** After OVER or `WINDOW name AS`. */
export function parseWindow(c: Cursor): WindowSpec {
  const named = c.maybeName();
  if (named !== null) return { base: named.text, partition: [], order: [], frame: null };
  c.expect('(');
  const base = c.sees('PARTITION') ? null : c.peek().text.toUpperCase() === 'ROWS' ? null : c.maybeName();
  const partition = c.takes('PARTITION', 'BY') ? parseExpressions(c) : [];
  const order = c.takes('ORDER', 'BY') ? parseOrder(c) : [];
  const unit = c.takes('ROWS') ? 'rows' : c.takes('RANGE') ? 'range' : null;
  let frame: WindowSpec['frame'] = null;
  if (unit !== null) {
    const between = c.takes('BETWEEN');
    const from = parseBound(c);
    if (between) c.expect('AND');
    frame = { unit, from, to: between ? parseBound(c) : { kind: 'current', side: 'following' } };
  }
  c.expect(')');
  return { base: base?.text ?? null, partition, order, frame };
}

function parseBound(c: Cursor): Bound {
  const side = (): Bound['side'] => {
    if (c.takes('PRECEDING')) return 'preceding';
    c.expect('FOLLOWING');
    return 'following';
  };
  if (c.takes('CURRENT', 'ROW')) return { kind: 'current', side: 'preceding' };
  if (c.takes('UNBOUNDED')) return { kind: 'unbounded', side: side() };
  const by = parseExpression(c);
  return { kind: 'offset', by, side: side() };
}
