/** Which column does a name mean? */
import type { Name } from './ast.ts';
import type { Column, Range, Scope } from './context.ts';
import { invalid } from './refusal.ts';

export type Found =
  | { readonly is: 'column'; readonly column: Column; readonly rest: readonly Name[]; readonly outer: boolean }
  | { readonly is: 'range'; readonly range: Range; readonly outer: boolean };

/** `column`, `table.column`, and fields below. Throws BigQuery's `Unrecognized name`. */
export function resolve(scope: Scope, names: readonly Name[]): Found {
  const [first, second, ...rest] = names as [Name, ...Name[]];
  for (let inner: Scope | null = scope; inner !== null; inner = inner.parent) {
    const outer = inner !== scope;
    const aliases =
      second === undefined ? (inner.aliases?.columns.filter((column) => named(column, first.text)) ?? []) : [];
    const below = matching(inner, first.text);
    const columns = aliases.length > 0 && (inner.aliases?.first === true || below.length === 0) ? aliases : below;
    const range = inner.ranges.find(({ alias }) => alias?.toLowerCase() === first.text.toLowerCase());
    // Before a point a table's alias counts more than a column of the same name, but not more than one further inside.
    if (columns.length > 1 && (range === undefined || second === undefined)) {
      throw invalid(`Column name ${first.text} is ambiguous`, first.at);
    }
    if (range !== undefined && (second !== undefined || columns.length === 0)) {
      if (second === undefined) return { is: 'range', range, outer };
      const within = range.columns.filter((column) => named(column, second.text));
      if (within.length > 1) throw invalid(`Column name ${second.text} is ambiguous`, second.at);
      const [column] = within;
      if (column !== undefined) return { is: 'column', column, rest, outer };
      if (columns.length === 0) {
        throw invalid(`Name ${second.text} not found inside ${first.text}`, second.at);
      }
    }
    const [column] = columns;
    if (column !== undefined) return { is: 'column', column, rest: names.slice(1), outer };
  }
  throw invalid(`Unrecognized name: ${names.map(({ text }) => text).join('.')}`, first.at);
}

function matching(scope: Scope, name: string): readonly Column[] {
  const merged = scope.merged.filter((column) => named(column, name));
  if (merged.length > 0) return merged;
  return scope.ranges.flatMap(({ columns }) => columns.filter((column) => named(column, name)));
}

export function named(column: Column, name: string): boolean {
  return column.name !== null && column.name.toLowerCase() === name.toLowerCase();
}
