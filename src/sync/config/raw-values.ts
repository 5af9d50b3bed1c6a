import { z } from 'zod';
import { durationMs, sizeBytes } from './durations.ts';

// Kinds of values that many keys of tables.yml hold. A message finishes the sentence "VALUE is not …".

/** Names that people type in chat: letters of any language, digits, _ - . */
export const NAME = /^[\p{L}\p{M}\p{N}_.-]{1,100}$/u;
export const NAME_RULE = 'letters, digits, _ - and .';
export const TAG = `a tag of ${NAME_RULE}`;

export const text = (what: string) => z.string(what).regex(/\S/, what);
export const list = <Item extends z.ZodType>(item: Item, what: string) => z.array(item, what);

/** A number, or the digits of one: a variable always gives text. */
export const whole = (least: number, most = 1_000_000_000) => {
  const what = most === 1_000_000_000 ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  const digits = (value: unknown) => (typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value);
  return z.preprocess(digits, z.int(what).min(least, what).max(most, what));
};

export const cron = text('a cron expression in quotes, like "0 5 * * *"');

// YAML 1.1 reads a bare `off` as false; written either way it means the same.
export const offWord = (value: unknown) => (value === false ? 'off' : value);

export const duration = (leastMs: number) => {
  const what = `a duration (allowed: 30s, 5m, 2h, 1d; from ${leastMs / 1_000}s to 24d)`;
  return z
    .string(what)
    .refine((written) => (durationMs(written) ?? -1) >= leastMs, what)
    .transform((written) => durationMs(written) ?? 0);
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
