import { phrase, type Word } from '../phrase.ts';
import type { FailureRow } from './row.ts';
import type { Words } from './words.ts';

const why = ({ because }: Words): Word => (because === '' ? phrase`something has changed` : because);

/** What waits for a person: guards that tripped on a staged load, and versions that cannot be put back. */
export const GUARDS = [
  {
    codes: { any: 'guard.rows_drop' },
    retry: 'wait',
    title: () => 'Too many rows gone',
    message: (w) => phrase`${w.table} lost more rows than max_drop allows: ${w.actual}, expected ${w.expected}`,
    hint: () =>
      'Look at the table in the source; publish if the loss is right (and raise max_drop under checks in tables.yml if it will be again), else discard.',
  },
  {
    codes: { any: 'guard.rows_growth' },
    retry: 'wait',
    title: () => 'Too many rows',
    message: (w) => phrase`${w.table} grew by more rows than max_growth allows: ${w.actual}, expected ${w.expected}`,
    hint: () =>
      'Look for rows that are there twice in the source; publish if so many are right (and raise max_growth under checks in tables.yml if they will be again), else discard.',
  },
  {
    codes: { any: 'guard.min_rows' },
    retry: 'wait',
    title: () => 'Too few rows',
    message: (w) => phrase`${w.table} has fewer rows than min_rows asks for: ${w.actual}, expected ${w.expected}`,
    hint: () =>
      'Look at the table in the source and at where; publish if so few are right (and lower min_rows under checks in tables.yml), else discard.',
  },
  {
    codes: { any: 'guard.empty' },
    retry: 'wait',
    title: () => 'Source without rows',
    message: (w) => phrase`${w.table} has no rows to copy, and an empty table is not published without being asked for`,
    hint: () =>
      'Look at the table in the source and at where; publish if no rows are right (and add allow_empty: true to the table in tables.yml), else discard.',
  },
  {
    codes: { any: 'guard.stale' },
    retry: 'wait',
    title: () => 'No fresh rows',
    message: (w) => phrase`${w.table} has nothing newer in ${w.column}: ${w.actual}, expected ${w.expected}`,
    hint: () =>
      'Look whether the source still gets new rows, and whether it is a copy that lags; publish if old rows are right, else discard.',
  },
  {
    codes: { any: 'guard.nulls' },
    retry: 'wait',
    title: () => 'Too many empty values',
    message: (w) =>
      phrase`${w.column} of ${w.table} has no value in too many rows: ${w.actual}, expected ${w.expected}`,
    hint: (w) =>
      phrase`Look at ${w.theColumn} in the source; publish if so many are right (and raise its null_rate in tables.yml), else discard.`,
  },
  {
    codes: { any: 'guard.duplicates' },
    retry: 'wait',
    title: () => 'Rows that repeat',
    message: (w) => phrase`${w.column} of ${w.table} is not unique: ${w.actual}, expected ${w.expected}`,
    hint: () => 'Look for rows that are there twice in the source; publish if they are right, else discard.',
  },
  {
    codes: { any: 'guard.expired' },
    retry: 'never',
    title: () => 'Held run expired',
    message: (w) =>
      phrase`nobody decided about the held run of ${w.table} within ${w.because === '' ? phrase`its time` : w.because}: it was discarded`,
    hint: (w) =>
      phrase`Run ${w.table} again and decide when it is held again; hold_for in tables.yml says how long a run waits.`,
  },
  {
    codes: { any: 'guard.changed' },
    retry: 'never',
    title: () => 'Held rows out of date',
    message: (w) => phrase`the held rows of ${w.table} cannot be published any more: ${why(w)}`,
    hint: (w) => phrase`Run ${w.table} again, which reads the source as it is now.`,
  },
  {
    codes: { any: 'guard.plan_changed' },
    retry: 'never',
    title: () => 'Not as planned',
    message: (w) => phrase`${w.table} is not as it was when the plan was made: ${why(w)}; nothing was written`,
    hint: (w) => phrase`Look at a new plan with /sync plan ${w.table}, and run that one.`,
  },
  {
    codes: { any: 'undo.none' },
    retry: 'never',
    title: () => 'No version to put back',
    message: (w) => phrase`there is no previous version of ${w.table} to put back: ${why(w)}`,
    hint: () =>
      'Correct the source (of a model, its SQL) and run the table again; a version is kept by mode replace with keep_previous: 1, from the second run on.',
  },
  {
    codes: { any: 'undo.altered' },
    retry: 'never',
    title: () => 'Target not as published',
    message: (w) => phrase`${w.table} is not what sync-bot published last: ${why(w)}`,
    hint: (w) =>
      phrase`Look at what was changed in ${w.table}, put it into the source where it is needed, then run the table again.`,
  },
  {
    codes: { any: 'undo.masked' },
    retry: 'never',
    title: () => 'Version before a mask',
    message: (w) => phrase`the previous version of ${w.table} would bring back what tables.yml hides now: ${why(w)}`,
    hint: (w) => phrase`Run ${w.table} again instead, which reads the source under the masks of today.`,
  },
] as const satisfies readonly FailureRow[];
