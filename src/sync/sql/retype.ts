import type { DestinationKind } from '../types.ts';
import { affinity } from './affinity.ts';

/** What a column's new type in the target means for the values of the old one. */
export type Retype =
  | 'same'
  /** Every value of the old type fits the new one, in the same family of types. */
  | 'wider'
  /** Every value of the new type fits the old one, in the same family: the source's own narrowing. */
  | 'narrower'
  /** Another family, or neither fits the other. */
  | 'other';

/** Compares two types as the destination writes them. */
export function compareTypes(kind: DestinationKind, old: string, made: string): Retype {
  const [before, after] = [old.toLowerCase(), made.toLowerCase()];
  if (before === after) return 'same';
  if (kind === 'sqlite') return affinity(before) === affinity(after) ? 'wider' : 'other';
  const sizesOf = kind === 'bigquery' ? googleSizes : sizes;
  const [a, b] = [sizesOf(before), sizesOf(after)];
  if (a === null || b === null || a.family !== b.family) return 'other';
  if (a.room.every((size, i) => size <= (b.room[i] as number))) return 'wider';
  return a.room.every((size, i) => size >= (b.room[i] as number)) ? 'narrower' : 'other';
}

/** A type fits another of its family where no size of it is larger. */
type Sizes = { readonly family: string; readonly room: readonly number[] };

const ENDLESS = Number.POSITIVE_INFINITY;
const DIGITS: Readonly<Record<string, number>> = { smallint: 4.5, integer: 9.5, bigint: 18.5 };

/** The words of PostgreSQL's format_type. Whole numbers are numerics without a fraction: 32767 has 4 digits and a bit. */
function sizes(type: string): Sizes | null {
  const whole = DIGITS[type];
  if (whole !== undefined) return { family: 'number', room: [whole, 0] };
  const [, precision, scale] = /^numeric(?:\((\d+),(-?\d+)\))?$/.exec(type) ?? [];
  if (type === 'numeric') return { family: 'number', room: [ENDLESS, ENDLESS] };
  if (precision !== undefined) return { family: 'number', room: [Number(precision) - Number(scale), Number(scale)] };
  const [, length] = /^character varying(?:\((\d+)\))?$/.exec(type) ?? [];
  if (length !== undefined) return { family: 'text', room: [Number(length)] };
  if (type === 'text' || type === 'character varying') return { family: 'text', room: [ENDLESS] };
  const [, padded] = /^character\((\d+)\)$/.exec(type) ?? [];
  if (padded !== undefined) return { family: 'text', room: [Number(padded)] };
  const [, word, digits, zone] = /^(timestamp|time)(?:\((\d)\))? (with(?:out)? time zone)$/.exec(type) ?? [];
  if (word !== undefined) return { family: `${word} ${zone}`, room: [digits === undefined ? 6 : Number(digits)] };
  if (type === 'real') return { family: 'double', room: [4] };
  return type === 'double precision' ? { family: 'double', room: [8] } : null;
}

/** The words of GoogleSQL. A decimal without a size has all the digits that its kind has. */
function googleSizes(type: string): Sizes | null {
  const [, word = '', first, second] = /^(\w+)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type) ?? [];
  const size = first === undefined ? null : Number(first);
  const scale = Number(second ?? 0);
  switch (word) {
    case 'int64':
      return { family: 'number', room: [18.5, 0] };
    case 'numeric':
      return { family: 'number', room: size === null ? [29, 9] : [size - scale, scale] };
    case 'bignumeric':
      return { family: 'number', room: size === null ? [38, 38] : [size - scale, scale] };
    case 'string':
    case 'bytes':
      return { family: word, room: [size ?? ENDLESS] };
    default:
      return null;
  }
}
