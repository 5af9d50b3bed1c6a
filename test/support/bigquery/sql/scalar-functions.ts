/** Which functions of texts, bytes and numbers are known, and what are they in PostgreSQL? */
import type { Call } from './ast.ts';
import { invalid } from './refusal.ts';
import { becomes, coerce, type ScalarName, scalar, showType, type Type, type Typed } from './types.ts';

type Overload = { readonly takes: readonly Type[]; readonly gives: Type; readonly sql: string };

/** `types -> type: PostgreSQL`, one line for each number and kind of arguments. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  LENGTH: ['STRING -> INT64: length($1)::bigint', 'BYTES -> INT64: octet_length($1)::bigint'],
  CHAR_LENGTH: ['STRING -> INT64: length($1)::bigint'],
  CHARACTER_LENGTH: ['STRING -> INT64: length($1)::bigint'],
  BYTE_LENGTH: ['STRING -> INT64: octet_length("$gq".bytes($1))::bigint', 'BYTES -> INT64: octet_length($1)::bigint'],
  OCTET_LENGTH: ['STRING -> INT64: octet_length("$gq".bytes($1))::bigint', 'BYTES -> INT64: octet_length($1)::bigint'],
  LOWER: ['STRING -> STRING: "$gq".lower($1)'],
  UPPER: ['STRING -> STRING: "$gq".upper($1)'],
  TRIM: ['STRING -> STRING: "$gq".trim($1, null, \'both\')', 'STRING, STRING -> STRING: "$gq".trim($1, $2, \'both\')'],
  LTRIM: ['STRING -> STRING: "$gq".trim($1, null, \'left\')', 'STRING, STRING -> STRING: "$gq".trim($1, $2, \'left\')'],
  RTRIM: [
    'STRING -> STRING: "$gq".trim($1, null, \'right\')',
    'STRING, STRING -> STRING: "$gq".trim($1, $2, \'right\')',
  ],
  SUBSTR: [
    'STRING, INT64 -> STRING: "$gq".substr($1, $2, null)',
    'STRING, INT64, INT64 -> STRING: "$gq".substr($1, $2, $3)',
    'BYTES, INT64 -> BYTES: "$gq".substr($1, $2, null)',
    'BYTES, INT64, INT64 -> BYTES: "$gq".substr($1, $2, $3)',
  ],
  LEFT: ['STRING, INT64 -> STRING: left($1, ($2)::int)'],
  RIGHT: ['STRING, INT64 -> STRING: right($1, ($2)::int)'],
  REPLACE: ['STRING, STRING, STRING -> STRING: replace($1, $2, $3)'],
  REVERSE: ['STRING -> STRING: reverse($1)'],
  REPEAT: ['STRING, INT64 -> STRING: repeat($1, ($2)::int)'],
  LPAD: ['STRING, INT64 -> STRING: lpad($1, ($2)::int)', 'STRING, INT64, STRING -> STRING: lpad($1, ($2)::int, $3)'],
  RPAD: ['STRING, INT64 -> STRING: rpad($1, ($2)::int)', 'STRING, INT64, STRING -> STRING: rpad($1, ($2)::int, $3)'],
  STRPOS: ['STRING, STRING -> INT64: strpos($1, $2)::bigint'],
  INSTR: ['STRING, STRING -> INT64: strpos($1, $2)::bigint'],
  STARTS_WITH: ['STRING, STRING -> BOOL: starts_with($1, $2)'],
  ENDS_WITH: ['STRING, STRING -> BOOL: (right($1, length($2)) = $2)'],
  CONTAINS_SUBSTR: ['STRING, STRING -> BOOL: (strpos(lower($1), lower($2)) > 0)'],
  ASCII: ['STRING -> INT64: ascii($1)::bigint'],
  CHR: ['INT64 -> STRING: "$gq".chr($1)'],
  REGEXP_CONTAINS: ['STRING, STRING -> BOOL: ($1 ~ "$gq".pattern($2))'],
  REGEXP_REPLACE: ['STRING, STRING, STRING -> STRING: regexp_replace($1, "$gq".pattern($2), $3, \'g\')'],
  REGEXP_EXTRACT: ['STRING, STRING -> STRING: "$gq".regexp_extract($1, "$gq".pattern($2))'],
  SPLIT: ["STRING -> ARRAY: to_jsonb(string_to_array($1, ','))", 'STRING, STRING -> ARRAY: "$gq".split($1, $2)'],
  MD5: ['STRING -> BYTES: decode(md5("$gq".bytes($1)), \'hex\')', "BYTES -> BYTES: decode(md5($1), 'hex')"],
  SHA256: ['STRING -> BYTES: sha256("$gq".bytes($1))', 'BYTES -> BYTES: sha256($1)'],
  SHA512: ['STRING -> BYTES: sha512("$gq".bytes($1))', 'BYTES -> BYTES: sha512($1)'],
  FARM_FINGERPRINT: [
    'STRING -> INT64: "$gq".farm_fingerprint("$gq".bytes($1))',
    'BYTES -> INT64: "$gq".farm_fingerprint($1)',
  ],
  TO_HEX: ["BYTES -> STRING: encode($1, 'hex')"],
  FROM_HEX: ['STRING -> BYTES: "$gq".from_hex($1)'],
  TO_BASE64: ["BYTES -> STRING: translate(encode($1, 'base64'), e'\\n', '')"],
  FROM_BASE64: ['STRING -> BYTES: "$gq".from_base64($1)'],
  TO_CODE_POINTS: ['STRING -> ARRAY64: "$gq".code_points($1)'],
  NORMALIZE: ['STRING -> STRING: normalize($1, NFC)'],
  DIV: [
    'INT64, INT64 -> INT64: "$gq".div($1, $2)',
    'NUMERIC, NUMERIC -> NUMERIC: "$gq".div($1, $2)',
    'BIGNUMERIC, BIGNUMERIC -> BIGNUMERIC: "$gq".div($1, $2)',
  ],
  IEEE_DIVIDE: ['FLOAT64, FLOAT64 -> FLOAT64: "$gq".ieee_divide($1, $2)'],
  IS_NAN: ["FLOAT64 -> BOOL: (($1) = 'NaN')"],
  IS_INF: ["FLOAT64 -> BOOL: (abs($1) = 'Infinity')"],
  SQRT: ['FLOAT64 -> FLOAT64: sqrt($1)'],
  EXP: ['FLOAT64 -> FLOAT64: exp($1)'],
  LN: ['FLOAT64 -> FLOAT64: ln($1)'],
  LOG10: ['FLOAT64 -> FLOAT64: log($1)'],
  POW: ['FLOAT64, FLOAT64 -> FLOAT64: power($1, $2)'],
  POWER: ['FLOAT64, FLOAT64 -> FLOAT64: power($1, $2)'],
  BIT_COUNT: ['INT64 -> INT64: bit_count(($1)::bit(64))', 'BYTES -> INT64: bit_count($1)'],
  ERROR: ['STRING -> NULL: "$gq".error($1)'],
  GENERATE_UUID: [' -> STRING: gen_random_uuid()::text'],
  RAND: [' -> FLOAT64: random()'],
  PARSE_NUMERIC: ['STRING -> NUMERIC: "$gq".to_numeric($1)'],
  PARSE_BIGNUMERIC: ['STRING -> BIGNUMERIC: "$gq".to_bignumeric($1)'],
  JSON_VALUE: [
    'STRING -> STRING: "$gq".json_value($1, \'$\')',
    'STRING, STRING -> STRING: "$gq".json_value($1, $2)',
    'JSON, STRING -> STRING: "$gq".json_value($1, $2)',
  ],
  JSON_QUERY: ['STRING, STRING -> STRING: "$gq".json_query($1, $2)', 'JSON, STRING -> JSON: "$gq".json_query($1, $2)'],
  JSON_EXTRACT_SCALAR: [
    'STRING, STRING -> STRING: "$gq".json_value($1, $2)',
    'JSON, STRING -> STRING: "$gq".json_value($1, $2)',
  ],
  JSON_EXTRACT: [
    'STRING, STRING -> STRING: "$gq".json_query($1, $2)',
    'JSON, STRING -> JSON: "$gq".json_query($1, $2)',
  ],
  PARSE_JSON: ['STRING -> JSON: "$gq".parse_json($1)'],
};

export function isScalar(name: string): boolean {
  return TABLE[name] !== undefined || name === 'CONCAT';
}

export function scalarFunction(node: Call, args: readonly Typed[]): Typed {
  if (node.name === 'CONCAT') return concat(node, args);
  const overloads = (TABLE[node.name] as readonly string[]).map(overload);
  const exact = (one: Overload) => fits(one, args) && one.takes.every((type, i) => type.is === args[i]?.type.is);
  const found = overloads.find(exact) ?? overloads.find((one) => fits(one, args));
  if (found === undefined) throw signature(node, args);
  const texts = args.map((value, i) => `(${coerce(value, found.takes[i] as Type)})`);
  // A function, so that no `$&` in a text is read as an instruction.
  return { sql: `(${found.sql.replaceAll(/\$(\d)/g, (_, n) => texts[Number(n) - 1] as string)})`, type: found.gives };
}

function fits({ takes }: Overload, args: readonly Typed[]): boolean {
  return takes.length === args.length && takes.every((type, i) => becomes(args[i] as Typed, type));
}

function overload(line: string): Overload {
  const [, takes, gives, sql] = /^(.*?) ?-> (\w+): (.*)$/.exec(line) as unknown as [string, string, string, string];
  return { takes: takes === '' ? [] : takes.split(', ').map(named), gives: named(gives), sql };
}

function named(name: string): Type {
  if (name === 'ARRAY') return { is: 'ARRAY', element: scalar('STRING') };
  if (name === 'ARRAY64') return { is: 'ARRAY', element: scalar('INT64') };
  return scalar(name as ScalarName);
}

/** Texts, or bytes; of a mixture BigQuery makes nothing. NULL makes all NULL. */
function concat(node: Call, args: readonly Typed[]): Typed {
  const type = scalar(args.some((one) => one.type.is === 'BYTES') ? 'BYTES' : 'STRING');
  // CONCAT reads numbers and dates as CAST AS STRING does.
  const values = args.map((one) => {
    if (becomes(one, type)) return coerce(one, type);
    if (type.is === 'BYTES' || one.type.is === 'ARRAY' || one.type.is === 'STRUCT' || one.type.is === 'JSON')
      throw signature(node, args);
    return `"$gq".cast_${one.type.is.toLowerCase()}_string(${one.sql})`;
  });
  if (values.length === 0) throw signature(node, args);
  return { sql: `(${values.join(' || ')})`, type };
}

function signature(node: Call, args: readonly Typed[]): Error {
  const types = args.map(({ type }) => showType(type)).join(', ');
  return invalid(`No matching signature for function ${node.name} for argument types: ${types}`, node.at);
}
