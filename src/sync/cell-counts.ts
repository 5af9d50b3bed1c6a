import type { Measure, Profile } from './findings.ts';
import { type Counter, latin1, numbers } from './number-counts.ts';
import type { Cell } from './types.ts';

// The quick figures of rows on their way through the worker, taken from the bytes of their cells: what the source is
// not asked for a second time. Every value of a run passes here: a column's loop is one function without calls.

/** Takes figures of batch after batch. A figure that is left out of the profile could not be taken of these values. */
export type CellCounts = { add(rows: readonly Cell[][]): void; profile(): Profile };

export function cellCounts(measures: readonly Measure[]): CellCounts {
  let all = 0;
  const counters = measures.map(counterOf);
  const nulls = measures.map(() => 0);
  return {
    add(rows) {
      all += rows.length;
      for (let c = 0; c < counters.length; c++) {
        nulls[c] = (nulls[c] as number) + (counters[c] as Counter).add(rows, c);
      }
    },
    profile: () => ({
      rows: String(all),
      columns: counters.map((counter, c) => ({ nulls: String(nulls[c]), ...counter.figures() })),
    }),
  };
}

function counterOf(measure: Measure): Counter {
  switch (measure) {
    case 'nulls':
      return presence();
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
      return moments(REGULAR[measure]);
  }
}

function presence(): Counter {
  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) if ((rows[r] as readonly Cell[])[c] === null) nulls++;
      return nulls;
    },
    figures: () => ({}),
  };
}

function lengths(): Counter {
  let bytes = 0;
  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) {
        const cell = (rows[r] as readonly Cell[])[c] as Cell;
        if (cell === null) nulls++;
        else bytes += cell.length;
      }
      return nulls;
    },
    figures: () => ({ bytes: String(bytes) }),
  };
}

function trues(): Counter {
  let sum = 0;
  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) {
        const cell = (rows[r] as readonly Cell[])[c] as Cell;
        if (cell === null) nulls++;
        else if (cell[0] === 0x74) sum++;
      }
      return nulls;
    },
    figures: () => ({ sum: String(sum) }),
  };
}

function doubles(): Counter {
  let [min, max, odd, values] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false, 0];
  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) {
        const cell = (rows[r] as readonly Cell[])[c] as Cell;
        if (cell === null) {
          nulls++;
          continue;
        }
        const value = Number(latin1(cell));
        values++;
        if (Number.isNaN(value)) odd = true;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      return nulls;
    },
    figures: () => (odd ? {} : values === 0 ? { min: null, max: null } : { min: String(min), max: String(max) }),
  };
}

/** Forms whose bytes are in the order of time: four digits of the year, a blank before the clock, behind it UTC at most. */
const REGULAR = {
  date: (cell: Uint8Array) => cell.length === 10 && cell[4] === 0x2d,
  time: (cell: Uint8Array) => cell[2] === 0x3a && cell[cell.length - 3] !== 0x2b && cell[cell.length - 3] !== 0x2d,
  moment: (cell: Uint8Array) => cell[4] === 0x2d && cell[10] === 0x20 && cell[cell.length - 1] !== 0x43,
} as const;

function moments(regular: (cell: Uint8Array) => boolean): Counter {
  let min: Uint8Array | null = null;
  let max: Uint8Array | null = null;
  let odd = false;
  return {
    add(rows, c) {
      let nulls = 0;
      for (let r = 0; r < rows.length; r++) {
        const cell = (rows[r] as readonly Cell[])[c] as Cell;
        if (cell === null) nulls++;
        else if (odd || !regular(cell)) odd = true;
        else if (min === null || max === null) min = max = cell;
        else if (before(max, cell)) max = cell;
        else if (before(cell, min)) min = cell;
      }
      // Cells are views of what was received, and shall not keep it alive.
      if (min !== null) min = Uint8Array.from(min);
      if (max !== null) max = Uint8Array.from(max);
      return nulls;
    },
    figures: () => (odd ? {} : { min: min === null ? null : latin1(min), max: max === null ? null : latin1(max) }),
  };
}

function before(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number);
  return a.length < b.length;
}
