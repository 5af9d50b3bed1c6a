import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** Columns of the source that changed since the target was made: found before anything is copied. */
export const SCHEMA = [
  {
    codes: { source: 'src.column_dropped' },
    retry: 'never',
    title: () => 'Column gone from source',
    message: (w) => phrase`${w.table} of ${w.connection} has ${w.column} no more, and its target still has it`,
    hint: (w) =>
      phrase`Add accept_changes: [${w.sql.column}] to the table in tables.yml to let it go with the values in the target; else bring the column back in the source.`,
  },
  {
    codes: { source: 'src.column_retyped' },
    retry: 'never',
    title: () => 'Column of another type',
    message: (w) => phrase`${w.column} of ${w.table} in ${w.connection} has another type than its target can hold`,
    hint: (w) =>
      phrase`Add accept_changes: [${w.sql.column}] to the table in tables.yml to take the new type, or read from a view that casts it back.`,
  },
  {
    codes: { any: 'guard.columns' },
    retry: 'wait',
    title: () => 'Columns to decide about',
    message: (w) =>
      phrase`columns of ${w.table} look like personal data, and nobody has decided about them${w.columns}; nothing was copied`,
    hint: () =>
      'Tell with the buttons or with /sync column what shall be done with each: mask it, exclude it, or copy it as it is.',
  },
] as const satisfies readonly FailureRow[];
