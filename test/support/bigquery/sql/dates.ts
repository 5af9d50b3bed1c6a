/** What do the functions of dates and times give? */
import type { Call, Expression } from './ast.ts';
import type { Where } from './context.ts';
import { datePart, MOMENT, moment, type Temporal, truncated, zoned } from './date-parts.ts';
import { expression, of } from './expression.ts';
import { quoteText } from './literals.ts';
import { invalid } from './refusal.ts';
import { becomes, coerce, type ScalarName, scalar, showType, type Typed } from './types.ts';

type Given = { readonly node: Call; readonly where: Where };

export function isDateFunction(name: string): boolean {
  return FUNCTIONS[name] !== undefined;
}

export function dateFunction(node: Call, where: Where): Typed {
  return (FUNCTIONS[node.name] as (given: Given) => Typed)({ node, where });
}

const FUNCTIONS: Readonly<Record<string, (given: Given) => Typed>> = {
  ...Object.fromEntries(
    (['DATE', 'DATETIME', 'TIME', 'TIMESTAMP'] as const).flatMap((kind) => [
      [kind, (given: Given) => construct(given, kind)],
      [`CURRENT_${kind}`, (given: Given) => current(given, kind)],
      [`${kind}_ADD`, (given: Given) => add(given, kind, '+')],
      [`${kind}_SUB`, (given: Given) => add(given, kind, '-')],
      [`${kind}_DIFF`, (given: Given) => diff(given, kind)],
      [`${kind}_TRUNC`, (given: Given) => truncate(given, kind)],
      [`FORMAT_${kind}`, (given: Given) => format(given, kind)],
      [`PARSE_${kind}`, (given: Given) => parse(given, kind)],
    ]),
  ),
  LAST_DAY(given) {
    const [value] = values(given, 1, 2);
    const part = given.node.args[1] === undefined ? 'MONTH' : datePart(given.node.args[1], 'DATE', given.node);
    if (value === undefined || !/^DATE(TIME)?$/.test(value.type.is)) throw signature(given);
    const next = `"$gq".trunc(${value.sql}, '${part}') + interval '1 ${part.startsWith('WEEK') || part === 'ISOWEEK' ? 'week' : part === 'QUARTER' ? 'month' : part.toLowerCase()}'${part === 'QUARTER' ? ' * 3' : ''}`;
    return typed(`(${next})::date - 1`, 'DATE');
  },
  UNIX_DATE: (given) => simple(given, 'DATE', 'INT64', (x) => `(${x} - date '1970-01-01')::bigint`),
  DATE_FROM_UNIX_DATE: (given) => simple(given, 'INT64', 'DATE', (x) => `(date '1970-01-01' + (${x})::int)`),
  UNIX_MICROS: (given) => simple(given, 'TIMESTAMP', 'INT64', (x) => micros(x)),
  UNIX_MILLIS: (given) => simple(given, 'TIMESTAMP', 'INT64', (x) => `floor(${micros(x)} / 1000.0)::bigint`),
  UNIX_SECONDS: (given) => simple(given, 'TIMESTAMP', 'INT64', (x) => `floor(${micros(x)} / 1000000.0)::bigint`),
  TIMESTAMP_MICROS: (given) => simple(given, 'INT64', 'TIMESTAMP', (x) => fromMicros(x)),
  TIMESTAMP_MILLIS: (given) => simple(given, 'INT64', 'TIMESTAMP', (x) => fromMicros(`(${x}) * 1000`)),
  TIMESTAMP_SECONDS: (given) => simple(given, 'INT64', 'TIMESTAMP', (x) => fromMicros(`(${x}) * 1000000`)),
  STRING(given) {
    const [value, zone] = values(given, 1, 2);
    if (value === undefined || MOMENT[value.type.is] === undefined) throw signature(given);
    if (zone === undefined) return typed(`"$gq".cast_${value.type.is.toLowerCase()}_string(${value.sql})`, 'STRING');
    if (value.type.is !== 'TIMESTAMP') throw signature(given);
    return typed(
      `"$gq".format_time('%Y-%m-%d %H:%M:%E*S%Ez', ${zoned(value.sql, zone.sql)}, "$gq".zone(${zone.sql}))`,
      'STRING',
    );
  },
  SESSION_USER(given) {
    values(given, 0, 0);
    return typed(quoteText(given.where.context.request.userEmail), 'STRING');
  },
};

function micros(x: string): string {
  return `"$gq".micros(${x} at time zone 'UTC')`;
}

function fromMicros(x: string): string {
  return `("$gq".within(timestamp '1970-01-01' + (${x}) * interval '1 microsecond') at time zone 'UTC')`;
}

function construct(given: Given, kind: Temporal): Typed {
  const args = values(given, 1, 6);
  const [first, second] = args as [Typed, Typed | undefined];
  const from = first.type.is;
  const int = scalar('INT64');
  if (args.every((one) => becomes(one, int)) && args.length > 1) {
    const [a, b, c, h = '0', m = '0', s = '0'] = args.map((one) => `(${one.sql})::int`);
    if (kind === 'DATE' && args.length === 3) return typed(`make_date(${a}, ${b}, ${c})`, kind);
    if (kind === 'TIME' && args.length === 3) return typed(`make_time(${a}, ${b}, ${c})`, kind);
    if (kind === 'DATETIME' && args.length === 6)
      return typed(`make_timestamp(${a}, ${b}, ${c}, ${h}, ${m}, ${s})`, kind);
    throw signature(given);
  }
  if (kind === 'DATETIME' && from === 'DATE' && second?.type.is === 'TIME')
    return typed(`(${first.sql} + ${second.sql})`, kind);
  if (args.length > 2) throw signature(given);
  const zone = second === undefined ? null : text(second, given);
  if (kind === 'TIMESTAMP') {
    if (from === 'STRING' || from === 'NULL') {
      if (zone !== null) return typed(`("$gq".to_datetime(${first.sql}) at time zone "$gq".zone(${zone}))`, kind);
      return typed(`"$gq".to_timestamp(${first.sql})`, kind);
    }
    if (from === 'TIMESTAMP' && zone === null) return first;
    if (from !== 'DATE' && from !== 'DATETIME') throw signature(given);
    return typed(`((${first.sql})::timestamp at time zone ${zone === null ? "'UTC'" : `"$gq".zone(${zone})`})`, kind);
  }
  if (zone !== null && from !== 'TIMESTAMP') throw signature(given);
  if (from === 'TIMESTAMP') return typed(`(${zoned(first.sql, zone)})::${MOMENT[kind]}`, kind);
  if (from === kind) return first;
  // A text that is no literal is not read by these.
  if (from === 'STRING' && first.given !== undefined)
    return typed(`"$gq".to_datetime(${first.sql})::${MOMENT[kind]}`, kind);
  if (from === 'DATETIME' || (from === 'DATE' && kind === 'DATETIME'))
    return typed(`(${first.sql})::${MOMENT[kind]}`, kind);
  throw signature(given);
}

function current(given: Given, kind: Temporal): Typed {
  const [zone] = values(given, 0, kind === 'TIMESTAMP' ? 0 : 1);
  const now = `timestamptz '${new Date(given.where.context.transaction.now).toISOString()}'`;
  if (kind === 'TIMESTAMP') return typed(`(${now})`, kind);
  return typed(`(${zoned(now, zone === undefined ? null : text(zone, given))})::${MOMENT[kind]}`, kind);
}

function add(given: Given, kind: Temporal, sign: '+' | '-'): Typed {
  const { node, where } = given;
  const [first, second] = node.args;
  if (first === undefined || second?.is !== 'interval' || node.args.length > 2) {
    throw invalid(
      `No matching signature for function ${node.name}: expects an INTERVAL as its second argument`,
      node.at,
    );
  }
  const value = of(first, scalar(kind), where);
  const part = datePart({ is: 'path', names: [{ text: second.part, at: second.at }], at: second.at }, kind, node);
  if (kind === 'TIMESTAMP' && !/SECOND$|^MINUTE$|^HOUR$|^DAY$/.test(part))
    throw invalid(`${node.name} does not support the ${part} date part`, node.at);
  const n = `${sign === '-' ? '- ' : ''}(${of(second.of, scalar('INT64'), where)})`;
  if (kind === 'TIME')
    return typed(
      `((${value} + "$gq".add(timestamp '2000-01-01', ${n}, '${part}') - timestamp '2000-01-01')::time)`,
      kind,
    );
  const moved = `"$gq".add(${moment(value, kind)}, ${n}, '${part}')`;
  return typed(kind === 'TIMESTAMP' ? `(${moved} at time zone 'UTC')` : `(${moved})::${MOMENT[kind]}`, kind);
}

function diff(given: Given, kind: Temporal): Typed {
  const { node, where } = given;
  const [a, b, by] = node.args;
  if (a === undefined || b === undefined || by === undefined || node.args.length > 3) throw signature(given);
  const part = datePart(by, kind, node);
  const counted = kind === 'TIMESTAMP' || kind === 'TIME' ? 'passed' : 'diff';
  if (kind === 'TIMESTAMP' && !/SECOND$|^MINUTE$|^HOUR$|^DAY$/.test(part))
    throw invalid(`${node.name} does not support the ${part} date part`, node.at);
  const [left, right] = [a, b].map((one) => moment(of(one, scalar(kind), where), kind));
  return typed(`"$gq".${counted}(${left}, ${right}, '${part}')`, 'INT64');
}

function truncate(given: Given, kind: Temporal): Typed {
  const { node, where } = given;
  const [value, by, zone] = node.args;
  if (value === undefined || by === undefined || node.args.length > (kind === 'TIMESTAMP' ? 3 : 2))
    throw signature(given);
  const part = datePart(by, kind, node);
  const at = zone === undefined ? null : of(zone, scalar('STRING'), where);
  return typed(truncated(of(value, scalar(kind), where), kind, part, at), kind);
}

function format(given: Given, kind: Temporal): Typed {
  const [pattern, value, zone] = values(given, 2, kind === 'TIMESTAMP' ? 3 : 2);
  if (pattern === undefined || value === undefined || !becomes(value, scalar(kind))) throw signature(given);
  const at = zone === undefined ? null : text(zone, given);
  const x = coerce(value, scalar(kind));
  const local = kind === 'TIMESTAMP' ? zoned(x, at) : moment(x, kind);
  return typed(
    `"$gq".format_time(${text(pattern, given)}, ${local}, ${at === null ? 'null' : `"$gq".zone(${at})`})`,
    'STRING',
  );
}

function parse(given: Given, kind: Temporal): Typed {
  const [pattern, value, zone] = values(given, 2, kind === 'TIMESTAMP' ? 3 : 2);
  if (pattern === undefined || value === undefined) throw signature(given);
  const parsed = `"$gq".parse_time(${text(pattern, given)}, ${text(value, given)})`;
  if (kind !== 'TIMESTAMP') return typed(`(${parsed})::${MOMENT[kind]}`, kind);
  return typed(`(${parsed} at time zone ${zone === undefined ? "'UTC'" : `"$gq".zone(${text(zone, given)})`})`, kind);
}

/** EXTRACT(part FROM value [AT TIME ZONE zone]). */
export function extract(node: Expression & { readonly is: 'extract' }, value: Typed, zone: string | null): Typed {
  const kind = value.type.is as Temporal;
  const { part, at } = node;
  if (MOMENT[kind] === undefined)
    throw invalid(`EXTRACT does not support arguments of type: ${showType(value.type)}`, at);
  if (zone !== null && kind !== 'TIMESTAMP') throw invalid('EXTRACT with AT TIME ZONE takes a TIMESTAMP only', at);
  const local = kind === 'TIMESTAMP' ? zoned(value.sql, zone) : moment(value.sql, kind);
  if ((part === 'DATE' || part === 'TIME') && (kind === 'TIMESTAMP' || kind === 'DATETIME'))
    return typed(`(${local})::${part.toLowerCase()}`, part);
  if (part === 'DATETIME' && kind === 'TIMESTAMP') return typed(`(${local})`, part);
  const named = { is: 'path', names: [{ text: part, at }], at } as const;
  return typed(
    `"$gq".extract(${local}, '${datePart(named, kind, { name: 'EXTRACT', at }, ['DAYOFWEEK', 'DAYOFYEAR'])}')`,
    'INT64',
  );
}

function simple(given: Given, from: ScalarName, to: ScalarName, make: (x: string) => string): Typed {
  const [value] = values(given, 1, 1);
  if (value === undefined || !becomes(value, scalar(from))) throw signature(given);
  return typed(make(`(${coerce(value, scalar(from))})`), to);
}

function values(given: Given, least: number, most: number): readonly Typed[] {
  const { node, where } = given;
  if (node.args.length < least || node.args.length > most) {
    throw invalid(`Number of arguments does not match for function ${node.name}`, node.at);
  }
  const parts = node.name === 'LAST_DAY' ? node.args.slice(0, 1) : node.args;
  return parts.map((argument) => expression(argument, where));
}

function text(value: Typed, given: Given): string {
  if (!becomes(value, scalar('STRING'))) throw signature(given);
  return coerce(value, scalar('STRING'));
}

function signature({ node, where }: Given): Error {
  const types = node.args.map((one) =>
    one.is === 'interval' || one.is === 'path' ? '…' : showType(expression(one, where).type),
  );
  return invalid(`No matching signature for function ${node.name} for argument types: ${types.join(', ')}`, node.at);
}

function typed(sql: string, is: ScalarName): Typed {
  return { sql, type: scalar(is) };
}
