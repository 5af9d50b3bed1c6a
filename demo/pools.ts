import { type Faker, fakerEN, fakerJA } from '@faker-js/faker';

/**
 * Words that the shop's rows are put together from. faker is asked a few thousand times here and never again: one call
 * costs microseconds, and half a million rows of eight columns would be a minute of them.
 */
export type Pools = {
  readonly english: Folk;
  readonly japanese: Folk;
  readonly notes: readonly string[];
  readonly goods: readonly string[];
  readonly words: readonly string[];
  /** Every day of the shop's life as `YYYY-MM-DD`, oldest first, the last one before `REFERENCE_DATE`. */
  readonly days: readonly string[];
  readonly birthdays: readonly string[];
  /** Every second of a day as `HH:MM:SS`. */
  readonly seconds: readonly string[];
};

/** Names and places that go together. */
export type Folk = {
  readonly first: readonly string[];
  readonly family: readonly string[];
  readonly cities: readonly string[];
};

/** "Today" of the shop, so that its rows are the same whenever it is made. */
export const REFERENCE_DATE = new Date('2026-11-01T00:00:00Z');
const DAY_MS = 86_400_000;
const SHOP_DAYS = 3 * 365;

/** Values that moved data has been broken by: they are in the shop so that a look at the warehouse proves something. */
const AWKWARD_NOTES = [
  '',
  'NULL',
  '\\N',
  'two\nlines',
  'tab\there',
  "it's a gift 🎁",
  'say "hello", please',
  'C:\\temp\\new',
  '熨斗をお願いします',
  '  spaces around  ',
  '👩‍👩‍👧‍👦 family',
];
const AWKWARD_FAMILIES = ["O'Brien", "D'Angelo-Núñez", 'Müller 🌱'];

/** Draws the pools from faker with `seed`: the same seed gives the same pools with the same version of faker. */
export function makePools(seed: number): Pools {
  for (const faker of [fakerEN, fakerJA]) {
    faker.seed(seed);
    faker.setDefaultRefDate(REFERENCE_DATE);
  }
  return {
    english: folk(fakerEN, 500, AWKWARD_FAMILIES),
    japanese: folk(fakerJA, 200, ['髙﨑', '𠮷田']),
    notes: [...times(300, () => fakerEN.lorem.sentence()), ...AWKWARD_NOTES],
    goods: times(500, () => fakerEN.commerce.productName()),
    words: [...new Set(times(60, () => fakerEN.commerce.productAdjective().toLowerCase()))],
    days: times(SHOP_DAYS, (n) => isoDay(REFERENCE_DATE.getTime() - (SHOP_DAYS - n) * DAY_MS)),
    birthdays: times(4000, () => isoDay(fakerEN.date.birthdate({ mode: 'age', min: 18, max: 90 }).getTime())),
    seconds: times(86_400, (n) => new Date(n * 1000).toISOString().slice(11, 19)),
  };
}

function folk(faker: Faker, count: number, families: readonly string[]): Folk {
  return {
    first: times(count, () => faker.person.firstName()),
    family: [...times(count, () => faker.person.lastName()), ...families],
    cities: times(150, () => faker.location.city()),
  };
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function isoDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
