import type { RunResult } from '../../jobs/index.ts';
import { command, type Field, field, list, person, phrase, say } from '../message.ts';
import { count } from './quantities.ts';

// What a publication says beside its rows: values and columns that are not what they were, what stayed, the way back.

/** Things around a table that are named before they are only counted. */
const SHOWN = 4;

export const publishedFields = (table: string, result: RunResult): readonly Field[] => [
  ...altered(result.altered ?? {}),
  ...changedColumns(result),
  ...decided(result),
  ...kept(result),
  ...previous(table, result),
];

/** New columns that were left out, and columns that have another type now. */
function changedColumns({ newColumns = [], retyped = [] }: RunResult): Field[] {
  const fresh = newColumns.map(({ name }) => name).join(', ');
  const other = retyped.map(({ name, from, to }) => `${name}: ${from} → ${to}`).join('; ');
  return [
    ...(fresh === '' ? [] : [field('New in the source, left out', fresh)]),
    ...(other === '' ? [] : [field('Columns of another type', other)]),
  ];
}

const decided = ({ publishedBy }: RunResult): Field[] =>
  publishedBy === undefined ? [] : [field('Published by', say`${person(publishedBy)}, although a check did not hold`)];

/** What hangs on the table and stayed: `5: grants, comments, index items_name_idx, view v and 1 more`. */
function kept({ kept: all }: RunResult): Field[] {
  if (all === undefined) return [];
  // A view hangs on its table by a rule of it.
  const words = all.map((what) => what.replace(/^rule _RETURN on /, ''));
  const more = words.length - SHOWN;
  const shown = more > 1 ? say`${list(words.slice(0, SHOWN))}, and ${more} more` : list(words);
  return [field('Kept around it', say`${all.length}: ${shown}`)];
}

/** Whether the version before can be put back. */
function previous(table: string, result: RunResult): Field[] {
  if (result.previous === undefined) return [];
  if (result.previous.kept) return [field('Version before', say`kept: ${command(`undo ${table}`)} puts it back`)];
  return [field('Version before', say`not kept: ${result.previous.why ?? phrase('nobody knows why')}`)];
}

/** `birthday 17 to NULL`. */
function altered(counts: Readonly<Record<string, number>>): Field[] {
  const all = Object.entries(counts).map(([column, values]) => say`${column} ${count(values)} to NULL`);
  return all.length === 0 ? [] : [field('Altered', list(all))];
}
