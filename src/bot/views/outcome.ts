import type { Mask, Run, TableStatus } from '../../jobs/index.ts';
import { type Field, field, list, listed, say, type Text } from '../message.ts';
import { foundWords } from './error.ts';
import { boundsText, masksText } from './facts.ts';
import { bytes, count, duration, rate, rows } from './quantities.ts';

// What a run that adds to its table says of the rows: how many are new, and from where to where it read.

type Result = NonNullable<Run['result']>;

/** The headline of a run that succeeded: `48,052 rows published`, `12 new and 3 changed rows published`, `nothing new`. */
export function publishedText({ rowsWritten, changes, gaps }: Result): Text {
  if (gaps !== null && gaps.late + gaps.gone === 0) return say`no gaps found`;
  if (changes === null) return say`${rows(rowsWritten)} published`;
  const { inserted, updated, deleted } = changes;
  const parts = [
    ...(inserted > 0 ? [say`${count(inserted)} new`] : []),
    ...(updated > 0 ? [say`${count(updated)} changed`] : []),
    ...(deleted > 0 ? [say`${count(deleted)} deleted`] : []),
  ];
  if (parts.length === 0)
    return gaps !== null && gaps.gone > 0 ? say`${rows(gaps.gone)} gone from the source, kept` : say`nothing new`;
  return inserted + updated + deleted === 1
    ? say`${listed(parts)} row published`
    : say`${listed(parts)} rows published`;
}

/** Whether a run that adds to its table found everything there as it read it. */
export const changedNothing = ({ changes }: Result): boolean =>
  changes !== null && changes.inserted + changes.updated + changes.deleted === 0;

/** `4.2 s, 11,905 rows/s, 4.5 MB`; of a query the time alone: its rows never leave the warehouse. */
export function timeText({ seconds, rowsRead, bytes: moved }: Result, status: TableStatus | null): Text {
  const ms = seconds * 1000;
  if (status?.model != null) return duration(ms);
  // Of a handful of rows it says nothing.
  const fast = ms >= 50 && rowsRead * 1000 >= 100 * ms ? [rate(rowsRead, ms)] : [];
  return list([duration(ms), ...fast, bytes(moved)]);
}

/** Checks that did not hold, with both figures. */
export const brokenText = (checks: Result['checks']): Text =>
  list(
    checks.map(({ name, expected, actual, said }) => {
      const [should, is] = [foundWords(expected, said?.expected), foundWords(actual, said?.actual)];
      return say`${name}: expected ${should}, found ${is}`;
    }),
    '; ',
  );

/** A query masks what it likes; nothing is said of it. */
export const masked = (status: TableStatus | null, masks: Readonly<Record<string, Mask>>): readonly Field[] =>
  status?.model != null ? [] : [field('Masks', masksText(masks))];

/** What became of the rows, which part was read, what comparing all keys found; none of it for a table replaced whole. */
export function changesFields(result: Result): Field[] {
  const { changes, window, gaps } = result;
  const fields: Field[] = [];
  if (changes !== null) {
    const { inserted, updated, unchanged, deleted } = changes;
    const words = [
      say`${count(inserted)} new`,
      say`${count(updated)} changed`,
      say`${count(unchanged)} as they were`,
      ...(deleted > 0 ? [say`${count(deleted)} deleted`] : []),
    ];
    fields.push(field('In the table', list(words)));
  }
  if (window !== null) fields.push(field('Read', windowText(window)));
  if (gaps !== null) {
    fields.push(
      field(
        'Gap audit',
        gaps.late > 0
          ? say`${rows(gaps.late)} came late or changed unseen, loaded now, ${count(gaps.gone)} gone from the source`
          : say`${rows(gaps.late)} came late or changed unseen, ${count(gaps.gone)} gone from the source`,
      ),
    );
  }
  return fields;
}

/** `updated_at from 2026-11-20 05:00:00+00, and rows without one`. */
function windowText({ column, from, to, nulls }: NonNullable<Result['window']>): Text {
  const bounds = from === null && to === null ? [column] : [column, ' ', ...boundsText({ from, to })];
  return nulls ? say`${bounds}, and rows without one` : bounds;
}
