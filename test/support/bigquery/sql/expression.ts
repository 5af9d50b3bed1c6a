/** What is an expression in PostgreSQL, and of which type? */

import { accessIndex, arrayOf, decodeElement, structOf } from './arrays.ts';
import type { Expression } from './ast.ts';
import { call } from './call.ts';
import { castTo } from './cast.ts';
import type { Where } from './context.ts';
import { extract } from './dates.ts';
import { literalOf, parameterOf } from './literals.ts';
import { binary, comparison, unary } from './operators.ts';
import { invalid, type Place, unknownSql } from './refusal.ts';
import { resolve } from './resolve.ts';
import { translateQuery } from './select.ts';
import { becomes, coerce, common, scalar, showType, type Type, type Typed, typeOfName } from './types.ts';

export function expression(node: Expression, where: Where): Typed {
  const { grouping } = where;
  if (grouping !== null && node.is !== 'literal' && node.is !== 'parameter') {
    // What is grouped as a whole may be read as a whole.
    const plain = ungrouped(node, where);
    if (plain !== null && grouping.keys.has(plain.sql)) return expressionAsGiven(node, { ...where, grouping: null });
  }
  return expressionAsGiven(node, where);
}

function ungrouped(node: Expression, where: Where): Typed | null {
  const found = { aggregate: false, analytic: false, subquery: false, volatile: false };
  const typed = expressionAsGiven(node, {
    ...where,
    grouping: null,
    aggregates: true,
    analytics: true,
    reads: [],
    found,
  });
  return found.aggregate || found.analytic ? null : typed;
}

function expressionAsGiven(node: Expression, where: Where): Typed {
  switch (node.is) {
    case 'literal':
      return literalOf(node);
    case 'parameter':
      return parameterOf(node, where.context.request.parameters);
    case 'path':
      return path(node, where);
    case 'field':
      return field(expression(node.of, where), node.name, node.at);
    case 'index':
      return accessIndex(expression(node.of, where), node.how, of(node.by, scalar('INT64'), where), node.at);
    case 'call':
      return call(node, where);
    case 'unary':
      return unary(node.op, expression(node.of, where), node.at);
    case 'binary':
      return binary(node.op, expression(node.left, where), expression(node.right, where), node.at);
    case 'between': {
      const value = expression(node.of, where);
      const low = comparison('>=', value, expression(node.low, where), node.at, 'BETWEEN');
      const high = comparison('<=', value, expression(node.high, where), node.at, 'BETWEEN');
      return bool(`${node.not ? 'not ' : ''}(${low.sql} and ${high.sql})`);
    }
    case 'in': {
      const value = expression(node.of, where);
      const tests = node.list.map((item) => comparison('=', value, expression(item, where), node.at, 'IN').sql);
      return bool(`${node.not ? 'not ' : ''}(${tests.join(' or ')})`);
    }
    case 'inQuery': {
      const value = expression(node.of, where);
      const query = subquery(node, where);
      const [column] = query.columns;
      if (query.columns.length !== 1 || column === undefined) {
        throw invalid('Subquery of type IN must have only one output column', node.at);
      }
      const one = { sql: 'x."c0"', type: column.type };
      const type = common([value, one]);
      if (type === null) throw mismatch('IN', [value, one], node.at);
      const list = `select ${coerce(one, type)} from (${query.sql}) x`;
      return bool(`(${coerce(value, type)} ${node.not ? 'not ' : ''}in (${list}))`);
    }
    case 'inArray': {
      const value = expression(node.of, where);
      const array = expression(node.array, where);
      if (array.type.is !== 'ARRAY')
        throw invalid(
          `Values referenced in UNNEST must be arrays. UNNEST contains expression of type ${showType(array.type)}`,
          node.at,
        );
      const element = { sql: decodeElement('x', array.type.element), type: array.type.element };
      const type = common([value, element]);
      if (type === null) throw mismatch('IN UNNEST', [value, element], node.at);
      const list = `select ${coerce(element, type)} from jsonb_array_elements(${array.sql}) x`;
      return bool(`(${coerce(value, type)} ${node.not ? 'not ' : ''}in (${list}))`);
    }
    case 'test': {
      const value = expression(node.of, where);
      if (node.what !== 'NULL' && !becomes(value, scalar('BOOL'))) throw mismatch(`IS ${node.what}`, [value], node.at);
      return bool(`(${value.sql} is ${node.not ? 'not ' : ''}${node.what.toLowerCase()})`);
    }
    case 'distinct': {
      const sides = [expression(node.left, where), expression(node.right, where)];
      const type = common(sides);
      if (type === null) throw mismatch('IS DISTINCT FROM', sides, node.at);
      const [left, right] = sides.map((side) => coerce(side, type));
      return bool(`(${left} is ${node.not ? 'not ' : ''}distinct from ${right})`);
    }
    case 'case':
      return caseOf(node, where);
    case 'cast':
      return castTo(expression(node.of, where), typeOfName(node.to), {
        safe: node.safe,
        parameters: node.to.parameters,
        at: node.at,
      });
    case 'extract':
      return extract(
        node,
        expression(node.of, where),
        node.zone === null ? null : of(node.zone, scalar('STRING'), where),
      );
    case 'array':
      return arrayOf(
        node.element,
        node.items.map((item) => expression(item, where)),
        node.at,
      );
    case 'arrayQuery': {
      const query = subquery(node, where);
      const [column] = query.columns;
      if (query.columns.length !== 1 || column === undefined)
        throw invalid(
          'ARRAY subquery cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values',
          node.at,
        );
      const encoded = column.type.is === 'ARRAY' || column.type.is === 'STRUCT' ? 'x."c0"' : 'to_jsonb(x."c0"::text)';
      return {
        sql: `(select coalesce(jsonb_agg(${encoded}), '[]'::jsonb) from (${query.sql}) x)`,
        type: { is: 'ARRAY', element: column.type },
      };
    }
    case 'struct':
      return structOf(
        node,
        node.items.map((item) => ({ name: item.name, value: expression(item.of, where) })),
      );
    case 'exists':
      return bool(`exists (${subquery(node, where).sql})`);
    case 'subquery': {
      const query = subquery(node, where);
      const [column] = query.columns;
      if (query.columns.length !== 1 || column === undefined) {
        throw invalid(
          'Scalar subquery cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values',
          node.at,
        );
      }
      return { sql: `(${query.sql})`, type: column.type };
    }
    case 'interval':
      throw unknownSql('INTERVAL outside of the date functions', node.at);
    case 'default':
      throw unknownSql('DEFAULT', node.at);
  }
}

/** The expression in that type, or a refusal. */
export function of(node: Expression, type: Type, where: Where): string {
  const typed = expression(node, where);
  if (!becomes(typed, type))
    throw invalid(`Expected type ${showType(type)}; found type ${showType(typed.type)}`, node.at);
  return coerce(typed, type);
}

export function condition(node: Expression, where: Where): string {
  const typed = expression(node, where);
  if (becomes(typed, scalar('BOOL'))) return coerce(typed, scalar('BOOL'));
  throw invalid(`${where.clause} should return type BOOL, but returns ${showType(typed.type)}`, node.at);
}

export function mismatch(operator: string, values: readonly Typed[], at: Place): Error {
  const types = values.map(({ type }) => (type.is === 'NULL' ? 'NULL' : showType(type))).join(', ');
  return invalid(`No matching signature for operator ${operator} for argument types: ${types}`, at);
}

function subquery(node: Expression & { readonly is: 'inQuery' | 'arrayQuery' | 'exists' | 'subquery' }, where: Where) {
  where.found.subquery = true;
  const translated = translateQuery(node.query, {
    context: where.context,
    ctes: where.ctes,
    parent: where.scope,
    reads: where.reads,
  });
  if (node.is !== 'exists') for (const column of translated.columns) where.reads.push(...column.leaves);
  return translated;
}

function bool(sql: string): Typed {
  return { sql, type: scalar('BOOL') };
}

function path(node: Expression & { readonly is: 'path' }, where: Where): Typed {
  const found = resolve(where.scope, node.names);
  if (found.is === 'range') {
    const fields = found.range.columns.filter(({ hidden }) => hidden !== true);
    const single = fields.length === 1 ? fields[0] : undefined;
    if (single !== undefined && single.name?.toLowerCase() === found.range.alias?.toLowerCase()) {
      where.reads.push(...single.leaves);
      return { sql: single.sql, type: single.type };
    }
    throw unknownSql(`the whole row ${found.range.alias} as a value`, node.at);
  }
  const { column, rest, outer } = found;
  where.reads.push(...column.leaves);
  const sql = where.instead?.(column) ?? column.sql;
  if (where.grouping !== null && !outer && column.item !== true) {
    const name = node.names.map(({ text }) => text).join('.');
    throw invalid(
      `${where.grouping.clause} expression references column ${name} which is neither grouped nor aggregated`,
      node.at,
    );
  }
  const value: Typed = { sql, type: column.type, column };
  return rest.reduce((of, { text, at }) => field(of, text, at), value);
}

function field(value: Typed, name: string, at: Place): Typed {
  if (value.type.is !== 'STRUCT')
    throw invalid(`Cannot access field ${name} on a value with type ${showType(value.type)}`, at);
  const position = value.type.fields.findIndex((one) => one.name?.toLowerCase() === name.toLowerCase());
  const found = value.type.fields[position];
  if (found === undefined) throw invalid(`Field name ${name} does not exist in ${showType(value.type)}`, at);
  return { sql: decodeElement(`((${value.sql}) -> ${position})`, found.type), type: found.type };
}

function caseOf(node: Expression & { readonly is: 'case' }, where: Where): Typed {
  const operand = node.of === null ? null : expression(node.of, where);
  const tests = node.when.map(({ test }) => {
    if (operand === null) return condition(test, { ...where, clause: 'CASE condition' });
    return comparison('=', operand, expression(test, where), node.at, 'CASE').sql;
  });
  const results = node.when.map(({ result }) => expression(result, where));
  const otherwise = node.otherwise === null ? null : expression(node.otherwise, where);
  const all = otherwise === null ? results : [...results, otherwise];
  const type = common(all);
  if (type === null) throw mismatch('CASE', all, node.at);
  const whens = results.map((result, i) => `when ${tests[i]} then ${coerce(result, type)}`).join(' ');
  const last = otherwise === null ? '' : ` else ${coerce(otherwise, type)}`;
  return { sql: `(case ${whens}${last} end)`, type };
}
