/** What is a join, USING and partition conditions in ON included? */
import type { FromItem, Name } from './ast.ts';
import type { Column, Scope } from './context.ts';
import { condition } from './expression.ts';
import { type FromGiven, fromWhere, type Relation, translateFrom } from './from.ts';
import { conjuncts, notePartitionFilter } from './partition-filter.ts';
import { invalid } from './refusal.ts';
import { named } from './resolve.ts';
import { coerce, common } from './types.ts';

export function translateJoin(
  item: FromItem & { readonly is: 'join' },
  given: FromGiven,
  before: Relation | null,
): Relation {
  const left = translateFrom(item.left, given, before);
  const within = before === null ? left : { ...left, ranges: [...before.ranges, ...left.ranges] };
  const right = translateFrom(item.right, given, within);
  const clash = right.ranges.find(
    ({ alias }) => alias !== null && left.ranges.some((one) => one.alias?.toLowerCase() === alias.toLowerCase()),
  );
  if (clash !== undefined) throw invalid(`Duplicate table alias ${clash.alias} in the same FROM clause`, item.at);
  const ranges = [...left.ranges, ...right.ranges];
  const kind = item.kind === 'cross' ? 'cross join' : `${item.kind} join`;
  if (item.using.length > 0) {
    const pairs = item.using.map((name) => pair(name, left, right));
    const on = pairs.map(({ a, b, name }) => {
      const type = common([a, b]);
      if (type === null)
        throw invalid(`Column ${name.text} in USING has incompatible types on either side of the join`, name.at);
      given.reads.push(...a.leaves, ...b.leaves);
      return `${coerce(a, type)} = ${coerce(b, type)}`;
    });
    const merged = pairs.map(({ a, b }) => mergedColumn(a, b, item.kind));
    // A joined column stands before the others and once.
    const rest = ranges.map((range) => ({ ...range }));
    return {
      sql: `(${left.sql} ${kind} ${right.sql} on ${on.join(' and ')})`,
      ranges: rest,
      merged: [...merged, ...left.merged.filter((one) => !merged.some((m) => named(m, one.name ?? '')))],
    };
  }
  if (item.on === null) {
    const on = kind === 'cross join' ? '' : ' on true';
    return { sql: `(${left.sql} ${kind} ${right.sql}${on})`, ranges, merged: [...left.merged, ...right.merged] };
  }
  const scope: Scope = { ranges: [...(before?.ranges ?? []), ...ranges], merged: [], parent: given.parent };
  const where = fromWhere(given, scope, 'JOIN ON clause');
  const on = condition(item.on, where);
  const asked =
    item.kind === 'inner' ? ranges : item.kind === 'left' ? right.ranges : item.kind === 'right' ? left.ranges : [];
  const columns = new Set<Column>(asked.flatMap((range) => range.columns));
  for (const part of conjuncts(item.on)) notePartitionFilter(part, where, (column) => columns.has(column));
  return { sql: `(${left.sql} ${kind} ${right.sql} on ${on})`, ranges, merged: [...left.merged, ...right.merged] };
}

function pair(name: Name, left: Relation, right: Relation): { a: Column; b: Column; name: Name } {
  const one = (side: Relation, which: string): Column => {
    const merged = side.merged.filter((column) => named(column, name.text));
    const found =
      merged.length > 0
        ? merged
        : side.ranges.flatMap(({ columns }) => columns.filter((column) => named(column, name.text)));
    const [column] = found;
    if (column === undefined)
      throw invalid(`Column ${name.text} in USING clause not found on ${which} side of join`, name.at);
    if (found.length > 1)
      throw invalid(`Column ${name.text} in USING clause is ambiguous on ${which} side of join`, name.at);
    return column;
  };
  return { a: one(left, 'left'), b: one(right, 'right'), name };
}

function mergedColumn(a: Column, b: Column, kind: string): Column {
  if (kind === 'right') return { ...b, leaves: b.leaves };
  if (kind !== 'full') return a;
  return { ...a, sql: `coalesce(${a.sql}, ${b.sql})`, leaves: [...a.leaves, ...b.leaves], direct: [] };
}
