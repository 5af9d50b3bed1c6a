import { z } from 'zod';
import { sizeBytes } from './durations.ts';

// Kinds of values that many keys of tables.yml hold. A message finishes the sentence "VALUE is not …".

export const text = (what: string) => z.string(what).regex(/\S/, what);
export const list = <Item extends z.ZodType>(item: Item, what: string) => z.array(item, what);

/** A number, or the digits of one: a variable always gives text. */
export const whole = (least: number, most = 1_000_000_000) => {
  const what = most === 1_000_000_000 ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  const digits = (value: unknown) => (typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value);
  return z.preprocess(digits, z.int(what).min(least, what).max(most, what));
};

export const COLUMN = 'the name of a column; put it in quotes';
export const COLUMNS = 'a list of column names, like [id, name]';

/** From `least` on, which is written like the sizes themselves. */
export const size = (least: string, like: string) => {
  const what = `a size from ${least}, like ${like}`;
  return z
    .string(what)
    .refine((written) => (sizeBytes(written) ?? 0) >= (sizeBytes(least) ?? 0), what)
    .transform((written) => sizeBytes(written) ?? 0);
};
