/** Which types has GoogleSQL, which becomes which quietly, and how is each kept in PostgreSQL? */
import type { Field, FieldType } from '../catalog.ts';
import type { TypeName } from './ast.ts';

export type ScalarName =
  | 'BOOL'
  | 'INT64'
  | 'FLOAT64'
  | 'NUMERIC'
  | 'BIGNUMERIC'
  | 'STRING'
  | 'BYTES'
  | 'DATE'
  | 'DATETIME'
  | 'TIME'
  | 'TIMESTAMP'
  | 'JSON'
  | 'INTERVAL'
  /** The type of NULL written without one: it becomes any other. */
  | 'NULL';

export type StructField = { readonly name: string | null; readonly type: Type };
/** Arrays and structs are arrays of jsonb in PostgreSQL, and their scalars are texts in it. */
export type Type =
  | { readonly is: ScalarName }
  | { readonly is: 'ARRAY'; readonly element: Type }
  | { readonly is: 'STRUCT'; readonly fields: readonly StructField[] };

export function scalar(is: ScalarName): Type {
  return SCALARS[is];
}

const names: readonly ScalarName[] = [
  'BOOL',
  'INT64',
  'FLOAT64',
  'NUMERIC',
  'BIGNUMERIC',
  'STRING',
  'BYTES',
  'DATE',
  'DATETIME',
  'TIME',
  'TIMESTAMP',
  'JSON',
  'INTERVAL',
  'NULL',
];
const SCALARS = Object.fromEntries(names.map((is) => [is, { is }])) as Readonly<Record<ScalarName, Type>>;

const FIELD_TYPES: Readonly<Record<FieldType, ScalarName>> = {
  BOOLEAN: 'BOOL',
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  JSON: 'JSON',
  INTERVAL: 'INTERVAL',
};

export function typeOfField(field: Pick<Field, 'type'>): Type {
  return scalar(FIELD_TYPES[field.type]);
}

/** Null for arrays and structs, which no column of the loopback has. */
export function fieldTypeOf(type: Type): FieldType | null {
  if (type.is === 'NULL') return 'INTEGER';
  return (Object.entries(FIELD_TYPES).find(([, is]) => is === type.is)?.[0] as FieldType | undefined) ?? null;
}

export function typeOfName(name: TypeName): Type {
  if (name.element !== undefined) return { is: 'ARRAY', element: typeOfName(name.element) };
  if (name.fields !== undefined) {
    return { is: 'STRUCT', fields: name.fields.map((field) => ({ name: field.name, type: typeOfName(field.type) })) };
  }
  return scalar(name.name as ScalarName);
}

/** As messages of BigQuery name it. */
export function showType(type: Type): string {
  if (type.is === 'ARRAY') return `ARRAY<${showType(type.element)}>`;
  if (type.is === 'STRUCT') {
    return `STRUCT<${type.fields.map((f) => `${f.name === null ? '' : `${f.name} `}${showType(f.type)}`).join(', ')}>`;
  }
  return type.is;
}

export function sameType(a: Type, b: Type): boolean {
  return showType(a) === showType(b);
}

const POSTGRES: Readonly<Record<Type['is'], string>> = {
  BOOL: 'boolean',
  INT64: 'bigint',
  FLOAT64: 'float8',
  NUMERIC: 'numeric',
  BIGNUMERIC: 'numeric',
  STRING: 'text',
  BYTES: 'bytea',
  DATE: 'date',
  DATETIME: 'timestamp',
  TIME: 'time',
  TIMESTAMP: 'timestamptz',
  JSON: 'text',
  INTERVAL: 'interval',
  NULL: 'bigint',
  ARRAY: 'jsonb',
  STRUCT: 'jsonb',
};

export function postgresType(type: Type): string {
  return POSTGRES[type.is];
}

/** What an expression became: PostgreSQL's text and GoogleSQL's type. */
export type Typed = {
  readonly sql: string;
  readonly type: Type;
  /** The text of a literal or of a parameter, which become other types more easily than columns do. */
  readonly given?: { readonly by: 'literal' | 'parameter'; readonly text: string };
  /** The column it is, where it is nothing more. */
  readonly column?: object;
};

const WIDER: Partial<Record<ScalarName, readonly ScalarName[]>> = {
  INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'],
  NUMERIC: ['BIGNUMERIC', 'FLOAT64'],
  BIGNUMERIC: ['FLOAT64'],
  DATE: ['DATETIME'],
};
const FROM_TEXT: readonly string[] = ['DATE', 'DATETIME', 'TIME', 'TIMESTAMP'];

/** Whether GoogleSQL lets the value be one of the type without a CAST. */
export function becomes(value: Typed, to: Type): boolean {
  const { type, given } = value;
  if (type.is === 'NULL' || sameType(type, to)) return true;
  if (type.is === 'ARRAY' && to.is === 'ARRAY') return becomes({ sql: '', type: type.element }, to.element);
  if (type.is === 'STRUCT' && to.is === 'STRUCT') {
    return (
      type.fields.length === to.fields.length &&
      type.fields.every((field, i) => becomes({ sql: '', type: field.type }, (to.fields[i] as StructField).type))
    );
  }
  if (WIDER[type.is as ScalarName]?.includes(to.is as ScalarName)) return true;
  if (given === undefined) return false;
  if (type.is === 'STRING') return FROM_TEXT.includes(to.is);
  return given.by === 'literal' && type.is === 'FLOAT64' && (to.is === 'NUMERIC' || to.is === 'BIGNUMERIC');
}

/** The value in a type that it `becomes`. */
export function coerce(value: Typed, to: Type): string {
  const { type, sql } = value;
  // What is of no type may still be a call that fails.
  if (type.is === 'NULL') return `${sql === 'null' ? sql : `(${sql})::text`}::${postgresType(to)}`;
  if (sameType(type, to) || type.is === 'ARRAY' || type.is === 'STRUCT') return sql;
  if (type.is === 'STRING' && to.is !== 'STRING') return `"$gq".to_${to.is.toLowerCase()}(${sql})`;
  if (to.is === 'NUMERIC' && type.is === 'FLOAT64') return `"$gq".num((${value.given?.text ?? sql})::numeric)`;
  if (to.is === 'BIGNUMERIC' && type.is === 'FLOAT64') return `"$gq".bignum((${value.given?.text ?? sql})::numeric)`;
  return `(${sql})::${postgresType(to)}`;
}

/** The type of all of them together, as CASE, COALESCE and UNION need one; null where they have none. */
export function common(values: readonly Typed[]): Type | null {
  const candidates = [...values].sort((a, b) => rank(a) - rank(b)).map(({ type }) => type);
  const tried = candidates.filter((type) => type.is !== 'NULL');
  if (tried.length === 0) return candidates[0] ?? null;
  return tried.find((type) => values.every((value) => becomes(value, type))) ?? null;
}

/** A column's type counts before a literal's. */
function rank(value: Typed): number {
  return value.given === undefined ? 0 : 1;
}
