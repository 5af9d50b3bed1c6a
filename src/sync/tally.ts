import { hash } from 'node:crypto';
import type { FigureName, Measure } from './findings.ts';
import { plainDecimal, plainMoment, plainNumber, plainTime } from './format/canonical.ts';
import { FIGURES } from './sql/profile.ts';

/** The figures of one column, value by value: what the servers' own SQL does in sql/profile.ts. */
export type Tally = {
  /** bigint, number, string or Buffer, as a database without such functions hands it out; null is NULL. */
  add(value: unknown): void;
  figures(): Readonly<Partial<Record<FigureName, string | null>>>;
};

/** Sums of 32-bit halves stay exact in a double for twice as many. */
const FLUSH_AT = 1_048_576;

export function tallyOf(measure: Measure): Tally {
  let nulls = 0;
  let values = 0;
  let bytes = 0;
  const sum = exactSum();
  const digest = hashSum();
  const range = rangeOf(measure);
  return {
    add(value) {
      if (value === null || value === undefined) {
        nulls++;
        return;
      }
      values++;
      if (measure === 'nulls') return;
      if (measure === 'double' || measure === 'bits') {
        const number = Number(value);
        range.add(number);
        if (measure === 'bits') digest.add(bitsOf(number));
        return;
      }
      if (measure === 'text' || measure === 'bytes') {
        const data = Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'utf8');
        bytes += data.length;
        digest.add(data);
        return;
      }
      const form = FORMS[measure](String(value));
      if (measure === 'number' || measure === 'boolean') sum.add(form);
      else if (measure !== 'wide') range.add(form);
      if (measure !== 'boolean') digest.add(form);
    },
    figures() {
      const all: Readonly<Record<FigureName, string | null>> = {
        nulls: String(nulls),
        sum: values === 0 && measure !== 'boolean' ? null : sum.text(),
        bytes: values === 0 ? null : String(bytes),
        hash: values === 0 ? null : digest.text(),
        min: range.ends()[0],
        max: range.ends()[1],
      };
      return Object.fromEntries(FIGURES[measure].map((figure) => [figure, all[figure]]));
    },
  };
}

const same = (text: string): string => text;
const FORMS = {
  number: plainNumber,
  wide: plainNumber,
  boolean: same,
  date: same,
  time: plainTime,
  moment: plainMoment,
} as const;

/** Decimal numbers of any length, added exactly; null as soon as one is no number (NaN, infinity). */
function exactSum() {
  let scale = 0;
  let total: bigint | null = 0n;
  return {
    add(text: string): void {
      if (total === null) return;
      const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
      if (parts === null) {
        total = null;
        return;
      }
      const fraction = parts[2] ?? '';
      if (fraction.length > scale) {
        total *= 10n ** BigInt(fraction.length - scale);
        scale = fraction.length;
      }
      total += BigInt(`${parts[1]}${fraction.padEnd(scale, '0')}`);
    },
    text: (): string | null => (total === null ? null : plainDecimal(total, scale)),
  };
}

/** The sum of the first 60 bits of each value's MD5: no order in it, and a value that occurs twice counts twice. */
function hashSum() {
  let total = 0n;
  let high = 0;
  let low = 0;
  let pending = 0;
  const flush = (): void => {
    total += (BigInt(high) << 28n) + BigInt(low);
    high = 0;
    low = 0;
    pending = 0;
  };
  return {
    add(value: string | Uint8Array): void {
      const digest = hash('md5', value, 'buffer');
      high += digest.readUInt32BE(0);
      low += digest.readUInt32BE(4) >>> 4;
      if (++pending === FLUSH_AT) flush();
    },
    text(): string {
      flush();
      return total.toString();
    },
  };
}

function rangeOf(measure: Measure) {
  let min: string | number | null = null;
  let max: string | number | null = null;
  const printed = (end: string | number | null): string | null => (end === null ? null : String(end));
  return {
    add(value: string | number): void {
      if (measure === 'boolean') return;
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    },
    ends: (): readonly [string | null, string | null] => [printed(min), printed(max)],
  };
}

const eight = Buffer.alloc(8);
function bitsOf(number: number): string {
  eight.writeDoubleBE(number);
  return eight.toString('hex');
}
