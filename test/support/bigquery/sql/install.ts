/** Which functions does PostgreSQL need, so that GoogleSQL's values behave as BigQuery's? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transaction } from '../query-runner.ts';

/** PostgreSQL's expression of each cast, `x` being the value; those that can fail have a safe twin. */
const CASTS: readonly (readonly [from: string, to: string, sql: string])[] = [
  ['int64', 'bool', 'x <> 0'],
  ['int64', 'numeric', 'x::numeric'],
  ['int64', 'bignumeric', 'x::numeric'],
  ['int64', 'float64', 'x::float8'],
  ['int64', 'string', 'x::text'],
  ['numeric', 'int64', 'round(x)::bigint'],
  ['numeric', 'bignumeric', 'x'],
  ['numeric', 'float64', 'x::float8'],
  ['numeric', 'string', 'trim_scale(x)::text'],
  ['bignumeric', 'int64', 'round(x)::bigint'],
  ['bignumeric', 'numeric', '"$gq".num(x)'],
  ['bignumeric', 'float64', 'x::float8'],
  ['bignumeric', 'string', 'trim_scale(x)::text'],
  ['float64', 'int64', '(floor(abs(x) + case when abs(x) < 4503599627370496 then 0.5 else 0 end) * sign(x))::bigint'],
  ['float64', 'numeric', '"$gq".num(x::text::numeric)'],
  ['float64', 'bignumeric', '"$gq".bignum(x::text::numeric)'],
  ['float64', 'string', '"$gq".show_float(x)'],
  ['bool', 'int64', 'x::int::bigint'],
  ['bool', 'string', 'x::text'],
  ['string', 'string', 'x'],
  ...['int64', 'numeric', 'bignumeric', 'float64', 'bool', 'date', 'datetime', 'time', 'timestamp'].map(
    (to) => ['string', to, `"$gq".to_${to}(x)`] as const,
  ),
  ['string', 'bytes', '"$gq".bytes(x)'],
  ['bytes', 'string', '"$gq".text(x)'],
  ['date', 'string', "to_char(x, 'YYYY-MM-DD')"],
  ['date', 'datetime', 'x::timestamp'],
  ['date', 'timestamp', "x::timestamp at time zone 'UTC'"],
  ['datetime', 'string', `to_char(x, 'YYYY-MM-DD HH24:MI:SS') || "$gq".fraction(x)`],
  ['datetime', 'date', 'x::date'],
  ['datetime', 'time', 'x::time'],
  ['datetime', 'timestamp', "x at time zone 'UTC'"],
  ['time', 'string', `to_char(x, 'HH24:MI:SS') || "$gq".fraction('2000-01-01'::date + x)`],
  [
    'timestamp',
    'string',
    `to_char(x at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || "$gq".fraction(x at time zone 'UTC') || '+00'`,
  ],
  ['timestamp', 'date', "(x at time zone 'UTC')::date"],
  ['timestamp', 'datetime', "x at time zone 'UTC'"],
  ['timestamp', 'time', "(x at time zone 'UTC')::time"],
];

const STORED: Readonly<Record<string, string>> = {
  int64: 'bigint',
  numeric: 'numeric',
  bignumeric: 'numeric',
  float64: 'float8',
  bool: 'boolean',
  string: 'text',
  bytes: 'bytea',
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
  timestamp: 'timestamptz',
};

/** Makes the functions where the database does not have them yet. */
export async function installFunctions(transaction: Pick<Transaction, 'query'>): Promise<void> {
  const { rows } = await transaction.query(`select to_regnamespace('"$gq"') is not null as "there"`);
  if (rows[0]?.there === 't') return;
  const files = ['functions-values.sql', 'functions-text.sql', 'functions-time.sql', 'functions-hash.sql'];
  const script = [
    'create schema "$gq"',
    ...files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')),
    ...CASTS.map(castFunctions),
    ...safeArithmetic(),
  ].join(';\n');
  // One statement, as the transaction takes one at a time.
  await transaction.query(`do $install$ begin execute $script$${script}$script$; end $install$`);
}

function castFunctions([from, to, sql]: (typeof CASTS)[number]): string {
  const [takes, gives] = [STORED[from], STORED[to]];
  const name = `cast_${from}_${to}`;
  return `create function "$gq".${name}(x ${takes}) returns ${gives} language sql stable strict as $$ select ${sql} $$;
    create function "$gq".safe_${name}(x ${takes}) returns ${gives} language plpgsql stable strict as $$
    begin return "$gq".${name}(x); exception when others then return null; end $$`;
}

function safeArithmetic(): readonly string[] {
  const operators = { add: '+', subtract: '-', multiply: '*' };
  const types = ['int64', 'numeric', 'bignumeric', 'float64'];
  const fit = (type: string, sql: string): string =>
    type === 'numeric' ? `"$gq".num(${sql})` : type === 'bignumeric' ? `"$gq".bignum(${sql})` : sql;
  const make = (name: string, type: string, sql: string): string =>
    `create function "$gq".safe_${name}_${type}(a ${STORED[type]}, b ${STORED[type]}) returns ${STORED[type]}
     language plpgsql immutable strict as $$ begin return ${sql}; exception when others then return null; end $$`;
  return types.flatMap((type) => [
    ...Object.entries(operators).map(([name, op]) => make(name, type, fit(type, `a ${op} b`))),
    ...(type === 'int64' ? [] : [make('divide', type, `"$gq".divide_${type}(a, b)`)]),
  ]);
}
