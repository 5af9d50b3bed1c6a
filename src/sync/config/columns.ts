import type { Report } from './mistakes.ts';
import { allowed, didYouMean } from './nearest.ts';
import { show, sound } from './shape.ts';
import type { Written, WrittenMap, WrittenScalar } from './written.ts';

/** Reports what is wrong with `columns`, `exclude` and `mask` of one table together. */
export function checkColumns(table: WrittenMap, report: Report): void {
  const columns = namesIn(table.entries.get('columns'), report);
  const excludeNode = table.entries.get('exclude');
  const exclude = namesIn(excludeNode, report);
  const both = table.entries.has('columns') && excludeNode !== undefined;
  if (both) report.at(excludeNode, 'columns says already what is copied; drop exclude, or drop columns');

  const mask = table.entries.get('mask');
  if (mask?.kind !== 'map') return;
  for (const [column, entry] of mask.entries) {
    // Names from variables must not be told.
    if (columns?.all && !columns.values.has(column)) {
      const names = [...columns.values.values()];
      const spoken = names.filter((node) => !node.substituted).map((node) => String(node.value));
      report.at(entry, `this column is not in columns${didYouMean(column, spoken)} ${allowed(names.map(plainWords))}`);
    } else if (!both && exclude?.values.has(column)) {
      report.at(entry, 'this column is excluded; drop it here or from exclude');
    }
  }
}

type Names = {
  readonly values: ReadonlyMap<string, WrittenScalar>;
  /** No item was left out because of a mistake in it. */
  readonly all: boolean;
};

function namesIn(list: Written | undefined, report: Report): Names | null {
  if (list?.kind !== 'list' || list.broken) return null;
  const values = new Map<string, WrittenScalar>();
  const items = sound(list.items);
  for (const item of items) {
    if (item.kind !== 'scalar') continue;
    const name = String(item.value);
    if (values.has(name)) report.at(item, `${show(item)} is listed twice; keep one`);
    else values.set(name, item);
  }
  return { values, all: items.length === list.items.length };
}

function plainWords(node: WrittenScalar): string {
  return show(node).replace(/^"(.*)"$/, '$1');
}
