/** What do the functions give that take values of any type? */

import { encodeElement, jsonText } from './arrays.ts';
import type { Call } from './ast.ts';
import type { Where } from './context.ts';
import { comparison, isNumber, isOrderable } from './operators.ts';
import { invalid } from './refusal.ts';
import { becomes, coerce, common, scalar, showType, type Type, type Typed } from './types.ts';

type Given = { readonly node: Call; readonly args: readonly Typed[]; readonly where: Where };

export function isGeneric(name: string): boolean {
  return FUNCTIONS[name] !== undefined;
}

export function generic(node: Call, args: readonly Typed[], where: Where): Typed {
  return (FUNCTIONS[node.name] as (given: Given) => Typed)({ node, args, where });
}

const FUNCTIONS: Readonly<Record<string, (given: Given) => Typed>> = {
  IF(given) {
    const [test, yes, no] = count(given, 3, 3) as [Typed, Typed, Typed];
    const type = shared(given, [yes, no]);
    if (!becomes(test, scalar('BOOL'))) throw signature(given);
    return {
      sql: `(case when ${coerce(test, scalar('BOOL'))} then ${coerce(yes, type)} else ${coerce(no, type)} end)`,
      type,
    };
  },
  IFNULL: (given) => coalesce(given, count(given, 2, 2)),
  COALESCE: (given) => coalesce(given, count(given, 1)),
  NULLIF(given) {
    const [left, right] = count(given, 2, 2) as [Typed, Typed];
    const type = shared(given, [left, right]);
    const equal = comparison('=', left, right, given.node.at, 'NULLIF').sql;
    return { sql: `(case when ${equal} then null else ${coerce(left, type)} end)`, type };
  },
  GREATEST: (given) => ends(given, 'greatest'),
  LEAST: (given) => ends(given, 'least'),
  ABS: (given) => number(given, (sql) => `abs(${sql})`),
  SIGN: (given) => number(given, (sql, type) => (type.is === 'INT64' ? `sign(${sql})::bigint` : `sign(${sql})`)),
  MOD(given) {
    const args = count(given, 2, 2);
    const type = shared(given, args);
    if (type.is === 'FLOAT64' || !isNumber(type)) throw signature(given);
    return { sql: `"$gq".modulo(${args.map((one) => coerce(one, type)).join(', ')})`, type };
  },
  ROUND: (given) => rounded(given, 'round'),
  TRUNC: (given) => rounded(given, 'trunc'),
  CEIL: (given) => whole(given, 'ceil'),
  CEILING: (given) => whole(given, 'ceil'),
  FLOOR: (given) => whole(given, 'floor'),
  SAFE_DIVIDE: (given) => safe(given, 'divide'),
  SAFE_ADD: (given) => safe(given, 'add'),
  SAFE_SUBTRACT: (given) => safe(given, 'subtract'),
  SAFE_MULTIPLY: (given) => safe(given, 'multiply'),
  ARRAY_LENGTH(given) {
    const [array] = count(given, 1, 1) as [Typed];
    if (array.type.is !== 'ARRAY') throw signature(given);
    return { sql: `jsonb_array_length(${array.sql})::bigint`, type: scalar('INT64') };
  },
  ARRAY_TO_STRING(given) {
    const [array, separator] = count(given, 2, 2) as [Typed, Typed];
    if (array.type.is !== 'ARRAY' || array.type.element.is !== 'STRING' || !becomes(separator, scalar('STRING')))
      throw signature(given);
    return {
      sql: `(select coalesce(string_agg(x, ${separator.sql}), '') from jsonb_array_elements_text(${array.sql}) x)`,
      type: scalar('STRING'),
    };
  },
  TO_JSON_STRING(given) {
    const [value] = count(given, 1, 1) as [Typed];
    return { sql: jsonText(value.sql, value.type), type: scalar('STRING') };
  },
  FORMAT(given) {
    const [format, ...rest] = count(given, 1) as [Typed, ...Typed[]];
    if (!becomes(format, scalar('STRING'))) throw signature(given);
    const parts = rest.map(({ sql, type }) => encodeElement(sql, type));
    const names = rest.map(({ type }) => `'${type.is}'`);
    return {
      sql: `"$gq".format(${coerce(format, scalar('STRING'))}, jsonb_build_array(${parts.join(', ')}), array[${names.join(', ')}]::text[])`,
      type: scalar('STRING'),
    };
  },
};

function coalesce(given: Given, args: readonly Typed[]): Typed {
  const type = shared(given, args);
  return { sql: `coalesce(${args.map((one) => coerce(one, type)).join(', ')})`, type };
}

/** NULL where any argument is NULL, unlike PostgreSQL's. */
function ends(given: Given, name: string): Typed {
  const args = count(given, 1);
  const type = shared(given, args);
  if (!isOrderable(type)) throw signature(given);
  const values = args.map((one) => coerce(one, type) + (type.is === 'STRING' ? ' collate "C"' : ''));
  return {
    sql: `(case when ${values.map((one) => `(${one}) is null`).join(' or ')} then null else ${name}(${values.join(', ')}) end)`,
    type,
  };
}

function number(given: Given, make: (sql: string, type: Type) => string): Typed {
  const [value] = count(given, 1, 1) as [Typed];
  if (!isNumber(value.type)) throw signature(given);
  return { sql: make(value.sql, value.type), type: value.type };
}

/** INT64 becomes FLOAT64 here. */
function rounded(given: Given, name: string): Typed {
  const [value, places] = count(given, 1, 2) as [Typed, Typed | undefined];
  if (!isNumber(value.type) || (places !== undefined && !becomes(places, scalar('INT64')))) throw signature(given);
  const type = value.type.is === 'INT64' ? scalar('FLOAT64') : value.type;
  const digits = places === undefined ? '0' : `(${places.sql})::int`;
  return { sql: `"$gq".${name}_${type.is.toLowerCase()}(${coerce(value, type)}, ${digits})`, type };
}

function whole(given: Given, name: string): Typed {
  const [value] = count(given, 1, 1) as [Typed];
  if (!isNumber(value.type)) throw signature(given);
  const type = value.type.is === 'INT64' ? scalar('FLOAT64') : value.type;
  return { sql: `${name}(${coerce(value, type)})`, type };
}

function safe(given: Given, name: string): Typed {
  const args = count(given, 2, 2);
  let type = shared(given, args);
  if (type.is === 'NULL') type = scalar('INT64');
  if (!isNumber(type)) throw signature(given);
  if (name === 'divide' && type.is === 'INT64') type = scalar('FLOAT64');
  return {
    sql: `"$gq".safe_${name}_${type.is.toLowerCase()}(${args.map((one) => coerce(one, type)).join(', ')})`,
    type,
  };
}

function shared(given: Given, values: readonly Typed[]): Type {
  const type = common(values);
  if (type === null) throw signature(given);
  return type;
}

function count(given: Given, least: number, most = Number.POSITIVE_INFINITY): readonly Typed[] {
  if (given.args.length < least || given.args.length > most) throw signature(given);
  return given.args;
}

function signature({ node, args }: Given): Error {
  const types = args.map(({ type }) => showType(type)).join(', ');
  return invalid(`No matching signature for function ${node.name} for argument types: ${types}`, node.at);
}
