import type { Mask, Run, TableStatus } from '../../jobs/index.ts';
import { type Field, field } from '../message.ts';
import { masksText } from './facts.ts';
import { bytes, count, duration, rate, rows } from './quantities.ts';

// What a run that adds to its table says of the rows: how many are new, and from where to where it read.

type Result = NonNullable<Run['result']>;

/** The headline of a run that succeeded: `48,052 rows published`, `12 new and 3 changed rows published`, `nothing new`. */
export function publishedText({ rowsWritten, changes, gaps }: Result): string {
  if (gaps !== null && gaps.late + gaps.gone === 0) return 'no gaps found';
  if (changes === null) return `${rows(rowsWritten)} published`;
  const { inserted, updated, deleted } = changes;
  const parts = [
    ...(inserted > 0 ? [`${count(inserted)} new`] : []),
    ...(updated > 0 ? [`${count(updated)} changed`] : []),
    ...(deleted > 0 ? [`${count(deleted)} deleted`] : []),
  ];
  if (parts.length === 0)
    return gaps !== null && gaps.gone > 0 ? `${rows(gaps.gone)} gone from the source, kept` : 'nothing new';
  const last = inserted + updated + deleted === 1 ? 'row' : 'rows';
  return `${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`} ${last} published`;
}

/** Whether a run that adds to its table found everything there as it read it. */
export const changedNothing = ({ changes }: Result): boolean =>
  changes !== null && changes.inserted + changes.updated + changes.deleted === 0;

/** `4.2 s, 11,905 rows/s, 4.5 MB`; of a query the time alone: its rows never leave the warehouse. */
export function timeText({ seconds, rowsRead, bytes: moved }: Result, status: TableStatus | null): string {
  const ms = seconds * 1000;
  if (status?.model != null) return duration(ms);
  // Of a handful of rows it says nothing.
  const fast = ms >= 50 && rowsRead * 1000 >= 100 * ms ? `, ${rate(rowsRead, ms)}` : '';
  return `${duration(ms)}${fast}, ${bytes(moved)}`;
}

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
      `${count(inserted)} new`,
      `${count(updated)} changed`,
      `${count(unchanged)} as they were`,
      ...(deleted > 0 ? [`${count(deleted)} deleted`] : []),
    ];
    fields.push(field('In the table', words.join(', ')));
  }
  if (window !== null) fields.push(field('Read', windowText(window)));
  if (gaps !== null) {
    fields.push(
      field(
        'Gap audit',
        `${rows(gaps.late)} came late or changed unseen${gaps.late > 0 ? ', loaded now' : ''}, ${count(gaps.gone)} gone from the source`,
      ),
    );
  }
  return fields;
}

/** `updated_at from 2026-11-20 05:00:00+00, and rows without one`. */
function windowText({ column, from, to, nulls }: NonNullable<Result['window']>): string {
  const bounds = [...(from === null ? [] : [`from ${from}`]), ...(to === null ? [] : [`to before ${to}`])];
  return `${[column, ...bounds].join(' ')}${nulls ? ', and rows without one' : ''}`;
}
