/** Which function is called, and may it be called here? */
import { aggregate, isAggregate } from './aggregates.ts';
import { analytic, isAnalytic } from './analytic.ts';
import type { Call, Expression } from './ast.ts';
import type { Where } from './context.ts';
import { dateFunction, isDateFunction } from './dates.ts';
import { expression } from './expression.ts';
import { generic, isGeneric } from './generic.ts';
import { invalid, unknownSql } from './refusal.ts';
import { isScalar, scalarFunction } from './scalar-functions.ts';
import type { Typed } from './types.ts';
import { overClause } from './window.ts';

export function call(node: Call, where: Where): Typed {
  const { name, at } = node;
  if (name.startsWith('SAFE.')) throw unknownSql('the prefix SAFE.', at);
  if (isAggregate(name)) return aggregateCall(node, where);
  if (isAnalytic(name)) {
    if (node.over === null) throw invalid(`Analytic function ${name} cannot be called without an OVER clause`, at);
    refuse(node, ['distinct', 'star', 'order', 'limit']);
    const inner = windowWhere(node, where);
    return analytic(node, argumentsOf(node, inner), overClause(node, node.over, inner));
  }
  refuse(node, ['distinct', 'star', 'order', 'limit', 'nulls', 'over']);
  if (isGeneric(name)) return generic(node, argumentsOf(node, where), where);
  if (isDateFunction(name)) return dateFunction(node, where);
  if (isScalar(name)) return scalarFunction(node, argumentsOf(node, where));
  throw invalid(`Function not found: ${name}`, at);
}

function aggregateCall(node: Call, where: Where): Typed {
  const { name, at, over } = node;
  if (over !== null) {
    const inner = windowWhere(node, where);
    return aggregate(node, argumentsOf(node, inner), inner, overClause(node, over, inner));
  }
  if (!where.aggregates) {
    throw invalid(`Aggregate function ${name} not allowed in ${where.clause}`, at);
  }
  where.found.aggregate = true;
  const inner: Where = {
    ...where,
    aggregates: false,
    analytics: false,
    grouping: null,
    clause: 'an aggregate function',
  };
  return aggregate(node, argumentsOf(node, inner), inner, '');
}

function windowWhere(node: Call, where: Where): Where {
  if (!where.analytics) throw invalid(`Analytic function not allowed in ${where.clause}`, node.at);
  where.found.analytic = true;
  return { ...where, analytics: false, clause: 'an analytic function' };
}

export function argumentsOf(node: Call, where: Where): readonly Typed[] {
  return node.args.map((argument: Expression) => expression(argument, where));
}

type Part = 'distinct' | 'star' | 'order' | 'limit' | 'nulls' | 'over';

function refuse(node: Call, parts: readonly Part[]): void {
  const found = parts.find((part) => {
    const value = node[part];
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
  });
  if (found !== undefined)
    throw invalid(`Syntax error: function ${node.name} takes no ${found.toUpperCase()}`, node.at);
}
