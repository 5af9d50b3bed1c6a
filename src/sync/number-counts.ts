import type { Profile } from './findings.ts';
import { plainDecimal, plainNumber } from './format/canonical.ts';
import type { Cell } from './types.ts';

// Exact sums and ends of numbers from the bytes of their text.

/** Takes the figures of one column. */
export type Counter = {
  /** Looks at column `c`; returns how many NULLs there were. */
  add(rows: readonly (readonly Cell[])[], c: number): number;
  figures(): Profile['columns'][number];
};

export const latin1 = (cell: Uint8Array): string =>
  Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('latin1');

/** Numbers of one scale, as whole numbers of their last digit. */
type Whole = { readonly scale: number; sum: bigint; min: bigint; max: bigint };
/** So many characters are a whole number below 2^53. */
const EXACT_LENGTH = 15;
/** A sum below it stays exact with one more value. */
const CARRY_AT = 2 ** 52;

/** Every figure of decimal numbers is exact, whatever their length and scale. */
export function numbers(): Counter {
  const wholes = new Map<number, Whole>();
  let odd = false;
  // What has been met since the scale changed last: doubles, which are exact here and cost nothing.
  let scale = 0;
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  function note(at: number, added: bigint, least: bigint, most: bigint): void {
    const known = wholes.get(at);
    if (known === undefined) {
      wholes.set(at, { scale: at, sum: added, min: least, max: most });
      return;
    }
    known.sum += added;
    if (least < known.min) known.min = least;
    if (most > known.max) known.max = most;
  }

  function flush(): void {
    if (min <= max) note(scale, BigInt(sum), BigInt(min), BigInt(max));
    [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  }

  function slow(cell: Uint8Array): void {
    const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(plainNumber(latin1(cell)));
    if (parts === null) {
      odd = true;
      return;
    }
    const value = BigInt(`${parts[1]}${parts[2] ?? ''}`);
    note(parts[2]?.length ?? 0, value, value, value);
  }

  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) {
        const cell = (rows[r] as readonly Cell[])[c] as Cell;
        if (cell === null) {
          nulls++;
          continue;
        }
        const { length } = cell;
        let i = cell[0] === 0x2d ? 1 : 0;
        const negative = i === 1;
        let value = 0;
        let point = -1;
        for (; i < length && length <= EXACT_LENGTH; i++) {
          const digit = (cell[i] as number) - 0x30;
          if (digit >= 0 && digit <= 9) value = value * 10 + digit;
          else if (digit === -2 && point === -1 && i > 0) point = i;
          else break;
        }
        if (i !== length || length === 0) {
          slow(cell);
          continue;
        }
        const digits = point === -1 ? 0 : length - 1 - point;
        if (digits !== scale || sum > CARRY_AT || sum < -CARRY_AT) {
          flush();
          scale = digits;
        }
        if (negative) value = -value;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      return nulls;
    },
    figures() {
      if (odd) return {};
      flush();
      const all = [...wholes.values()];
      if (all.length === 0) return { sum: null, min: null, max: null };
      const finest = Math.max(...all.map((each) => each.scale));
      const of = (figure: 'sum' | 'min' | 'max'): readonly bigint[] =>
        all.map((each) => each[figure] * 10n ** BigInt(finest - each.scale));
      return {
        sum: plainDecimal(
          of('sum').reduce((a, b) => a + b),
          finest,
        ),
        min: plainDecimal(
          of('min').reduce((a, b) => (b < a ? b : a)),
          finest,
        ),
        max: plainDecimal(
          of('max').reduce((a, b) => (b > a ? b : a)),
          finest,
        ),
      };
    },
  };
}
