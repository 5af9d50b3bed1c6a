import type { TableSpec } from './spec.ts';

/** What may stand in `{{ … }}` of a target's name: parts of the moment a run stands for, in the table's time zone. */
const WORDS: Readonly<Record<string, (moment: Parts) => string>> = {
  due_date: ({ year, month, day }) => `${year}-${month}-${day}`,
  due_date_nodash: ({ year, month, day }) => `${year}${month}${day}`,
  due_month: ({ year, month }) => `${year}-${month}`,
  due_month_nodash: ({ year, month }) => `${year}${month}`,
  due_year: ({ year }) => year,
  due_hour_nodash: ({ year, month, day, hour }) => `${year}${month}${day}${hour}`,
};
export const TARGET_WORDS: readonly string[] = Object.keys(WORDS);

type Parts = { readonly [K in 'year' | 'month' | 'day' | 'hour']: string };

const WORD = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The words of a name that stand for parts of a moment, known and unknown ones. */
export function wordsIn(name: string): readonly string[] {
  return [...name.matchAll(WORD)].map(([, word = '']) => word);
}

/** `users_20260131` of `users_{{ due_date_nodash }}`. `due` is ISO 8601. Unknown words stay as they are. */
export function renderName(name: string, due: string, timezone: string): string {
  return filled(name, partsOf(due, timezone));
}

/** Every name that this one can become, character by character: `#` for any digit. */
export function shapeOf(name: string): string {
  return filled(name, { year: '####', month: '##', day: '##', hour: '##' });
}

function filled(name: string, parts: Parts): string {
  return name.replace(
    WORD,
    (whole, word: string) => (Object.hasOwn(WORDS, word) ? WORDS[word]?.(parts) : undefined) ?? whole,
  );
}

/** The table with the name that its target has for a run that stands for `due`. */
export function targetAt<Table extends Pick<TableSpec, 'destination' | 'timezone' | 'bigquery'>>(
  table: Table,
  due: string,
): Table {
  const { destination } = table;
  if (table.bigquery === null || !destination.table.name.includes('{{')) return table;
  const name = renderName(destination.table.name, due, table.timezone);
  return { ...table, destination: { ...destination, table: { ...destination.table, name } } };
}

function partsOf(due: string, timezone: string): Parts {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  const found = new Map<string, string>(format.formatToParts(new Date(due)).map(({ type, value }) => [type, value]));
  const part = (name: string, length: number): string => (found.get(name) ?? '').padStart(length, '0');
  return { year: part('year', 4), month: part('month', 2), day: part('day', 2), hour: part('hour', 2) };
}
