/** Which columns does a SELECT list name, stars written out? */
import type { Expression, Select, SelectItem } from './ast.ts';
import type { Column, Where } from './context.ts';
import type { Relation } from './from.ts';
import { invalid, type Place, unknownSql } from './refusal.ts';
import { named, resolve } from './resolve.ts';

export type Item = { readonly name: string | null; readonly at: Place } & (
  | { readonly is: 'expression'; readonly of: Expression }
  | { readonly is: 'column'; readonly column: Column }
);

export function listItems(select: Select, relation: Relation | null, where: Where): readonly Item[] {
  return select.items.flatMap((item): readonly Item[] => {
    if (item.is === 'star') return star(item, relation, where);
    const implied =
      item.of.is === 'path' ? (item.of.names.at(-1)?.text ?? null) : item.of.is === 'field' ? item.of.name : null;
    return [{ is: 'expression', of: item.of, name: item.alias ?? implied, at: item.at }];
  });
}

function star(item: SelectItem & { readonly is: 'star' }, relation: Relation | null, where: Where): readonly Item[] {
  if (relation === null) throw invalid('SELECT * must have a FROM clause', item.at);
  const columns = starColumns(item, relation, where);
  for (const name of item.except) {
    if (!columns.some((column) => named(column, name.text))) {
      throw invalid(`Column ${name.text} in SELECT * EXCEPT list does not exist`, name.at);
    }
  }
  for (const { name } of item.replace) {
    if (!columns.some((column) => named(column, name)))
      throw invalid(`Column ${name} in SELECT * REPLACE list does not exist`, item.at);
  }
  const left = columns.filter((column) => !item.except.some(({ text }) => named(column, text)));
  if (left.length === 0) throw invalid('SELECT * expands to zero columns after applying EXCEPT', item.at);
  return left.map((column): Item => {
    const other = item.replace.find(({ name }) => named(column, name));
    if (other !== undefined) return { is: 'expression', of: other.of, name: column.name, at: item.at };
    return { is: 'column', column, name: column.name, at: item.at };
  });
}

function starColumns(item: SelectItem & { readonly is: 'star' }, relation: Relation, where: Where): readonly Column[] {
  const shown = (columns: readonly Column[]) => columns.filter(({ hidden }) => hidden !== true);
  if (item.of === null) {
    const rest = relation.ranges.flatMap(({ columns }) => shown(columns));
    return [
      ...relation.merged,
      ...rest.filter((column) => !relation.merged.some((one) => named(one, column.name ?? ''))),
    ];
  }
  if (item.of.is !== 'path') throw unknownSql('a star after an expression', item.at);
  const found = resolve(where.scope, item.of.names);
  if (found.is !== 'range') throw unknownSql('a star after a struct', item.at);
  return shown(found.range.columns);
}
