/** What do the aggregate functions give? */

import { encodeElement } from './arrays.ts';
import type { Call } from './ast.ts';
import type { Where } from './context.ts';
import { of } from './expression.ts';
import { fitted, isNumber, isOrderable } from './operators.ts';
import { invalid, unknownSql } from './refusal.ts';
import { becomes, coerce, scalar, showType, type Type, type Typed } from './types.ts';
import { orderList } from './window.ts';

type Given = { readonly node: Call; readonly args: readonly Typed[]; readonly where: Where; readonly over: string };

export function isAggregate(name: string): boolean {
  return AGGREGATES[name] !== undefined;
}

export function aggregate(node: Call, args: readonly Typed[], where: Where, over: string): Typed {
  if (node.star && node.name !== 'COUNT')
    throw invalid(`Argument * can only be used in COUNT(*), not in ${node.name}(*)`, node.at);
  if (node.order.length > 0 && !ORDERED.has(node.name))
    throw invalid(`ORDER BY in aggregate function ${node.name} is not allowed`, node.at);
  if (node.limit !== null && !ORDERED.has(node.name))
    throw invalid(`LIMIT in aggregate function ${node.name} is not allowed`, node.at);
  if (over !== '' && node.distinct) throw unknownSql('DISTINCT with OVER', node.at);
  return (AGGREGATES[node.name] as (given: Given) => Typed)({ node, args, where, over });
}

const ORDERED = new Set(['ARRAY_AGG', 'STRING_AGG']);

const AGGREGATES: Readonly<Record<string, (given: Given) => Typed>> = {
  COUNT(given) {
    const { node, args, over } = given;
    if (node.star) return typed(`count(*)${over}`, 'INT64');
    const argument = one(given);
    if (node.distinct && !isOrderable(argument.type))
      throw invalid(
        `Aggregate functions with DISTINCT cannot be used with arguments of type ${showType(argument.type)}`,
        node.at,
      );
    return typed(
      `count(${distinct(node)}${args[0]?.type.is === 'NULL' ? 'null::bigint' : argument.sql})${over}`,
      'INT64',
    );
  },
  COUNTIF(given) {
    const argument = one(given);
    check(given, becomes(argument, scalar('BOOL')));
    return typed(
      `count(${distinct(given.node)}case when ${coerce(argument, scalar('BOOL'))} then true end)${given.over}`,
      'INT64',
    );
  },
  SUM(given) {
    const argument = one(given);
    check(given, isNumber(argument.type));
    const sum = `sum(${distinct(given.node)}${argument.sql})${given.over}`;
    if (argument.type.is === 'INT64') return typed(`(${sum})::bigint`, 'INT64');
    return { sql: fitted(sum, argument.type), type: argument.type };
  },
  AVG(given) {
    const argument = one(given);
    check(given, isNumber(argument.type));
    const type = argument.type.is === 'INT64' ? scalar('FLOAT64') : argument.type;
    const average = `avg(${distinct(given.node)}${argument.sql})${given.over}`;
    return { sql: type.is === 'FLOAT64' ? `(${average})::float8` : fitted(average, type), type };
  },
  MIN: (given) => extreme(given, 'min'),
  MAX: (given) => extreme(given, 'max'),
  ANY_VALUE(given) {
    const { sql, type } = one(given);
    return { sql: `((array_agg(${sql}) filter (where ${sql} is not null)${given.over})[1])`, type };
  },
  APPROX_COUNT_DISTINCT(given) {
    const { sql } = one(given);
    if (given.over !== '') throw unknownSql('APPROX_COUNT_DISTINCT with OVER', given.node.at);
    return typed(`count(distinct ${sql})`, 'INT64');
  },
  LOGICAL_AND: (given) => logical(given, 'bool_and'),
  LOGICAL_OR: (given) => logical(given, 'bool_or'),
  BIT_AND: (given) => bits(given, 'bit_and'),
  BIT_OR: (given) => bits(given, 'bit_or'),
  BIT_XOR: (given) => bits(given, 'bit_xor'),
  STDDEV: (given) => spread(given, 'stddev_samp'),
  STDDEV_SAMP: (given) => spread(given, 'stddev_samp'),
  STDDEV_POP: (given) => spread(given, 'stddev_pop'),
  VARIANCE: (given) => spread(given, 'var_samp'),
  VAR_SAMP: (given) => spread(given, 'var_samp'),
  VAR_POP: (given) => spread(given, 'var_pop'),
  MAX_BY: (given) => extremeBy(given, 'desc'),
  MIN_BY: (given) => extremeBy(given, 'asc'),
  ARRAY_AGG(given) {
    const { node, where, over } = given;
    const { sql, type } = one(given);
    if (type.is === 'ARRAY')
      throw invalid('The argument to ARRAY_AGG must not be an array type but was ARRAY', node.at);
    if (over !== '') throw unknownSql('ARRAY_AGG with OVER', node.at);
    const only = node.nulls === 'ignore' ? ` filter (where ${sql} is not null)` : '';
    const all = `jsonb_agg(${distinct(node)}${encodeElement(sql, type)}${inOrder(given)})${only}`;
    const cut = node.limit === null ? all : `"$gq".array_first(${all}, ${of(node.limit, scalar('INT64'), where)})`;
    return { sql: cut, type: { is: 'ARRAY', element: type } };
  },
  STRING_AGG(given) {
    const { node, args, where, over } = given;
    const [value, separator] = args;
    if (value === undefined || args.length > 2) throw signature(given);
    const type = value.type.is === 'BYTES' ? value.type : scalar('STRING');
    check(given, becomes(value, type) && (separator === undefined || becomes(separator, type)));
    if (over !== '' && (node.order.length > 0 || node.limit !== null))
      throw unknownSql('STRING_AGG with ORDER BY and OVER', node.at);
    const between =
      separator === undefined ? (type.is === 'BYTES' ? "'\\x2c'::bytea" : "','") : coerce(separator, type);
    const sql = coerce(value, type);
    if (node.limit === null)
      return { sql: `string_agg(${distinct(node)}${sql}, ${between}${inOrder(given)})${over}`, type };
    const all = `array_agg(${distinct(node)}${sql}${inOrder(given)}) filter (where ${sql} is not null)`;
    return { sql: `array_to_string((${all})[1:${of(node.limit, scalar('INT64'), where)}], ${between})`, type };
  },
};

function inOrder({ node, where }: Given): string {
  return node.order.length === 0 ? '' : ` order by ${orderList(node.order, where)}`;
}

function distinct(node: Call): string {
  return node.distinct ? 'distinct ' : '';
}

function extreme(given: Given, name: 'min' | 'max'): Typed {
  const { over } = given;
  const { sql, type } = one(given);
  if (!isOrderable(type))
    throw invalid(`${name.toUpperCase()} is not defined for arguments of type ${showType(type)}`, given.node.at);
  switch (type.is) {
    case 'NULL':
      return typed('null::bigint', 'INT64');
    case 'BOOL':
      return { sql: `${name === 'min' ? 'bool_and' : 'bool_or'}(${sql})${over}`, type };
    case 'STRING':
      return { sql: `${name}((${sql}) collate "C")${over}`, type };
    case 'BYTES':
      // PostgreSQL before 18 has no order of bytea for this.
      return { sql: `decode(${name}(encode(${sql}, 'hex') collate "C")${over}, 'hex')`, type };
    case 'FLOAT64':
      return {
        sql: `(case when bool_or((${sql}) = 'NaN')${over} then 'NaN'::float8 else ${name}(${sql})${over} end)`,
        type,
      };
    default:
      return { sql: `${name}(${sql})${over}`, type };
  }
}

function extremeBy(given: Given, direction: 'asc' | 'desc'): Typed {
  const [value, by] = given.args;
  if (value === undefined || by === undefined || given.args.length > 2) throw signature(given);
  if (given.over !== '') throw unknownSql(`${given.node.name} with OVER`, given.node.at);
  const sorted = by.type.is === 'STRING' ? `(${by.sql}) collate "C"` : by.sql;
  return {
    sql: `((array_agg(${value.sql} order by ${sorted} ${direction}) filter (where ${by.sql} is not null))[1])`,
    type: value.type,
  };
}

function logical(given: Given, name: string): Typed {
  const argument = one(given);
  check(given, becomes(argument, scalar('BOOL')));
  return typed(`${name}(${coerce(argument, scalar('BOOL'))})${given.over}`, 'BOOL');
}

function bits(given: Given, name: string): Typed {
  const argument = one(given);
  check(given, becomes(argument, scalar('INT64')));
  return typed(`${name}(${distinct(given.node)}${coerce(argument, scalar('INT64'))})${given.over}`, 'INT64');
}

function spread(given: Given, name: string): Typed {
  const argument = one(given);
  check(given, isNumber(argument.type));
  return typed(`(${name}(${distinct(given.node)}${argument.sql})${given.over})::float8`, 'FLOAT64');
}

function one(given: Given): Typed {
  const [argument, more] = given.args;
  if (argument === undefined || more !== undefined) throw signature(given);
  return argument;
}

function check(given: Given, right: boolean): void {
  if (!right) throw signature(given);
}

function signature({ node, args }: Given): Error {
  const types = args.map(({ type }) => showType(type)).join(', ');
  return invalid(`No matching signature for aggregate function ${node.name} for argument types: ${types}`, node.at);
}

function typed(sql: string, is: Exclude<Type['is'], 'ARRAY' | 'STRUCT'>): Typed {
  return { sql, type: scalar(is) };
}
