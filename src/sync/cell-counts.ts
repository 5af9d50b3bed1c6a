import type { Measure, Profile } from './findings.ts';
import { plainNumber } from './format/canonical.ts';
import type { Cell } from './types.ts';

// The quick figures of rows on their way through the worker, taken from the bytes of their cells: what the source is
// not asked for a second time.

/** Takes figures of batch after batch. A figure that is left out of the profile could not be taken of these values. */
export type CellCounts = { add(rows: readonly Cell[][]): void; profile(): Profile };

type Counter = { add(cell: Uint8Array): void; figures(): Profile['columns'][number] };

export function cellCounts(measures: readonly Measure[]): CellCounts {
  let all = 0;
  const columns = measures.map((measure) => ({ counter: counterOf(measure), nulls: 0 }));
  return {
    add(rows) {
      all += rows.length;
      for (let c = 0; c < columns.length; c++) {
        const column = columns[c] as (typeof columns)[number];
        const { counter } = column;
        for (let r = 0; r < rows.length; r++) {
          const cell = (rows[r] as Cell[])[c] as Cell;
          if (cell === null) column.nulls++;
          else counter?.add(cell);
        }
      }
    },
    profile: () => ({
      rows: String(all),
      columns: columns.map(({ counter, nulls }) => ({ nulls: String(nulls), ...counter?.figures() })),
    }),
  };
}

function counterOf(measure: Measure): Counter | null {
  switch (measure) {
    case 'nulls':
      return null;
    case 'number':
    case 'wide':
      return numbers();
    case 'boolean':
      return trues();
    case 'double':
    case 'bits':
      return doubles();
    case 'text':
    case 'bytes':
      return lengths();
    case 'date':
    case 'time':
    case 'moment':
      return texts(REGULAR[measure]);
  }
}

function lengths(): Counter {
  let bytes = 0;
  return {
    add(cell) {
      bytes += cell.length;
    },
    figures: () => ({ bytes: String(bytes) }),
  };
}

function trues(): Counter {
  let sum = 0;
  return {
    add(cell) {
      if (cell[0] === 0x74) sum++;
    },
    figures: () => ({ sum: String(sum) }),
  };
}

function doubles(): Counter {
  let [min, max, odd] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
  let values = 0;
  return {
    add(cell) {
      const value = Number(Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1'));
      values++;
      if (Number.isNaN(value)) odd = true;
      if (value < min) min = value;
      if (value > max) max = value;
    },
    figures: () => (odd ? {} : values === 0 ? { min: null, max: null } : { min: String(min), max: String(max) }),
  };
}

/** Numbers of one scale, as whole numbers of its last digit. Sums of doubles below 2^53 are exact. */
type Scale = { digits: number; sum: number; carried: bigint; min: bigint | number; max: bigint | number };
const EXACT_DIGITS = 15;
const CARRY_AT = 2 ** 52;

/** Every figure of decimal numbers is exact, whatever their length and scale. */
function numbers(): Counter {
  const scales: Scale[] = [];
  let odd = false;
  let scale: Scale | null = null;

  function note(digits: number, value: bigint | number): void {
    if (scale === null || scale.digits !== digits) {
      scale = scales.find((each) => each.digits === digits) ?? null;
      if (scale === null) {
        scale = { digits, sum: 0, carried: 0n, min: value, max: value };
        scales.push(scale);
      }
    }
    if (value < scale.min) scale.min = value;
    if (value > scale.max) scale.max = value;
    if (typeof value === 'bigint') {
      scale.carried += value;
      return;
    }
    scale.sum += value;
    if (scale.sum > CARRY_AT || scale.sum < -CARRY_AT) {
      scale.carried += BigInt(scale.sum);
      scale.sum = 0;
    }
  }

  function slow(cell: Uint8Array): void {
    const text = plainNumber(Buffer.from(cell).toString('latin1'));
    const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
    if (parts === null) odd = true;
    else note(parts[2]?.length ?? 0, BigInt(`${parts[1]}${parts[2] ?? ''}`));
  }

  return {
    add(cell) {
      const length = cell.length;
      const negative = cell[0] === 0x2d;
      if (length > EXACT_DIGITS) return slow(cell);
      let value = 0;
      let point = length - 1;
      for (let i = negative ? 1 : 0; i < length; i++) {
        const digit = (cell[i] as number) - 0x30;
        if (digit >= 0 && digit <= 9) value = value * 10 + digit;
        else if (digit === -2 && point === length - 1 && i > 0) point = i;
        else return slow(cell);
      }
      note(length - 1 - point, negative ? -value : value);
    },
    figures() {
      if (odd) return {};
      if (scales.length === 0) return { sum: null, min: null, max: null };
      const digits = Math.max(...scales.map((each) => each.digits));
      const at = (each: Scale, value: bigint | number): bigint => BigInt(value) * 10n ** BigInt(digits - each.digits);
      const least = scales.map((each) => at(each, each.min)).reduce((a, b) => (b < a ? b : a));
      const most = scales.map((each) => at(each, each.max)).reduce((a, b) => (b > a ? b : a));
      const sum = scales.reduce((all, each) => all + at(each, each.sum) + at(each, each.carried), 0n);
      return { sum: decimal(sum, digits), min: decimal(least, digits), max: decimal(most, digits) };
    },
  };
}

function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const at = digits.length - scale;
  return plainNumber(`${value < 0n ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`);
}

/** Forms whose bytes are in the order of time: four digits of the year, a blank before the clock, nothing behind it but a zone of UTC. */
const REGULAR = {
  date: (cell: Uint8Array) => cell.length === 10 && cell[4] === 0x2d,
  time: (cell: Uint8Array) => cell[2] === 0x3a && cell[cell.length - 3] !== 0x2b && cell[cell.length - 3] !== 0x2d,
  moment: (cell: Uint8Array) => cell[4] === 0x2d && cell[10] === 0x20 && cell[cell.length - 1] !== 0x43,
} as const;

function texts(regular: (cell: Uint8Array) => boolean): Counter {
  let min: Uint8Array | null = null;
  let max: Uint8Array | null = null;
  let odd = false;
  const text = (end: Uint8Array | null): string | null => (end === null ? null : Buffer.from(end).toString('latin1'));
  return {
    add(cell) {
      if (odd || !regular(cell)) odd = true;
      else if (min === null || max === null) min = max = Uint8Array.from(cell);
      else if (before(max, cell)) max = Uint8Array.from(cell);
      else if (before(cell, min)) min = Uint8Array.from(cell);
    },
    figures: () => (odd ? {} : { min: text(min), max: text(max) }),
  };
}

function before(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number);
  return a.length < b.length;
}
