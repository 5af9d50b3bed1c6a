/** What do GoogleSQL's operators do, and to which types? */
import { mismatch } from './expression.ts';
import { invalid, type Place } from './refusal.ts';
import { becomes, coerce, common, type ScalarName, scalar, type Type, type Typed } from './types.ts';

const NUMBERS: readonly string[] = ['INT64', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64'];

export function unary(op: string, value: Typed, at: Place): Typed {
  if (op === 'NOT') {
    if (!becomes(value, scalar('BOOL'))) throw mismatch('NOT', [value], at);
    return { sql: `(not ${coerce(value, scalar('BOOL'))})`, type: scalar('BOOL') };
  }
  if (op === '~' ? value.type.is !== 'INT64' : !NUMBERS.includes(value.type.is)) throw mismatch(op, [value], at);
  return { sql: `(${op} ${value.sql})`, type: value.type };
}

export function binary(op: string, left: Typed, right: Typed, at: Place): Typed {
  switch (op) {
    case 'AND':
    case 'OR': {
      const bool = scalar('BOOL');
      if (!becomes(left, bool) || !becomes(right, bool)) throw mismatch(op, [left, right], at);
      return { sql: `(${coerce(left, bool)} ${op.toLowerCase()} ${coerce(right, bool)})`, type: bool };
    }
    case 'LIKE': {
      const type = common([left, right]);
      if (type === null || (type.is !== 'STRING' && type.is !== 'BYTES' && type.is !== 'NULL'))
        throw mismatch(op, [left, right], at);
      const to = type.is === 'NULL' ? scalar('STRING') : type;
      return { sql: `(${coerce(left, to)} like ${coerce(right, to)})`, type: scalar('BOOL') };
    }
    case '||': {
      const type = common([left, right]);
      if (type?.is === 'STRING' || type?.is === 'BYTES' || type?.is === 'ARRAY') {
        return { sql: `(${coerce(left, type)} || ${coerce(right, type)})`, type };
      }
      throw mismatch(op, [left, right], at);
    }
    case '+':
    case '-':
      return dated(op, left, right) ?? arithmetic(op, left, right, at);
    case '*':
    case '/':
      return arithmetic(op, left, right, at);
    case '|':
    case '&':
    case '^':
    case '<<':
    case '>>': {
      const int = scalar('INT64');
      if (!becomes(left, int) || !becomes(right, int)) throw mismatch(op, [left, right], at);
      const symbol = op === '^' ? '#' : op;
      const amount = op.length === 2 ? `(${coerce(right, int)})::int` : coerce(right, int);
      return { sql: `(${coerce(left, int)} ${symbol} ${amount})`, type: int };
    }
    default:
      return comparison(op, left, right, at, op);
  }
}

/** DATE and a number of days; two DATEs have an INTERVAL between them, which is not known here. */
function dated(op: string, left: Typed, right: Typed): Typed | null {
  const int = scalar('INT64');
  if (left.type.is === 'DATE' && becomes(right, int))
    return { sql: `(${left.sql} ${op} (${coerce(right, int)})::int)`, type: left.type };
  if (op === '+' && right.type.is === 'DATE' && becomes(left, int))
    return { sql: `(${right.sql} + (${coerce(left, int)})::int)`, type: right.type };
  return null;
}

function arithmetic(op: string, left: Typed, right: Typed, at: Place): Typed {
  let type = common([left, right]);
  if (type?.is === 'NULL') type = scalar(op === '/' ? 'FLOAT64' : 'INT64');
  if (type === null || !NUMBERS.includes(type.is)) throw mismatch(op, [left, right], at);
  if (op === '/' && type.is === 'INT64') type = scalar('FLOAT64');
  const [a, b] = [coerce(left, type), coerce(right, type)];
  if (op === '/') return { sql: `"$gq".divide_${type.is.toLowerCase()}(${a}, ${b})`, type };
  return { sql: fitted(`(${a} ${op} ${b})`, type), type };
}

/** A number rounded to the places of its type, or an overflow. */
export function fitted(sql: string, type: Type): string {
  if (type.is === 'NUMERIC') return `"$gq".num(${sql})`;
  return type.is === 'BIGNUMERIC' ? `"$gq".bignum(${sql})` : sql;
}

const INCOMPARABLE: readonly string[] = ['JSON', 'ARRAY', 'INTERVAL'];

export function comparison(op: string, left: Typed, right: Typed, at: Place, shown: string): Typed {
  const type = common([left, right]);
  if (type === null) throw mismatch(shown, [left, right], at);
  if (INCOMPARABLE.includes(type.is) || (type.is === 'STRUCT' && op !== '=' && op !== '!=')) {
    throw invalid(
      `${op === '=' || op === '!=' ? 'Equality' : 'Less than'} is not defined for arguments of type ${type.is}`,
      at,
    );
  }
  const [a, b] = [coerce(left, type), coerce(right, type)];
  const bool = scalar('BOOL');
  // NaN equals nothing in GoogleSQL and is the largest number in PostgreSQL.
  if (type.is === 'FLOAT64') return { sql: `"$gq".${FLOATS[op]}(${a}, ${b})`, type: bool };
  const symbol = op === '!=' ? '<>' : op;
  return { sql: `(${a} ${symbol} ${b}${ordering(type, op)})`, type: bool };
}

function ordering(type: Type, op: string): string {
  return type.is === 'STRING' && op !== '=' && op !== '!=' ? ' collate "C"' : '';
}

const FLOATS: Readonly<Record<string, string>> = {
  '=': 'f_eq',
  '!=': 'f_ne',
  '<': 'f_lt',
  '<=': 'f_le',
  '>': 'f_gt',
  '>=': 'f_ge',
};

/** The types that can be sorted, grouped and compared. */
export function isOrderable(type: Type): boolean {
  return type.is !== 'JSON' && type.is !== 'ARRAY' && type.is !== 'STRUCT';
}

export type NumberName = Extract<ScalarName, 'INT64' | 'NUMERIC' | 'BIGNUMERIC' | 'FLOAT64'>;
export function isNumber(type: Type): boolean {
  return NUMBERS.includes(type.is);
}
