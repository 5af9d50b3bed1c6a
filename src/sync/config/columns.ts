import type { Report } from './mistakes.ts';
import { allowed, didYouMean } from './nearest.ts';
import { show, sound } from './shape.ts';
import type { Written, WrittenMap, WrittenScalar } from './written.ts';

/** Reports what is wrong with `columns`, `exclude`, `mask`, `unmasked` and `on_invalid` of one table together. */
export function checkColumns(table: WrittenMap, report: Report): void {
  const columns = namesIn(table.entries.get('columns'), report);
  const excludeNode = table.entries.get('exclude');
  const exclude = namesIn(excludeNode, report);
  const both = table.entries.has('columns') && excludeNode !== undefined;
  if (both) report.at(excludeNode, 'columns says already what is copied; drop exclude, or drop columns');

  const mask = table.entries.get('mask');
  const onInvalid = table.entries.get('on_invalid');
  for (const map of [mask, onInvalid]) {
    if (map?.kind !== 'map') continue;
    for (const [column, entry] of map.entries) {
      // Names from variables must not be told.
      if (columns?.all && !columns.values.has(column)) {
        const names = [...columns.values.values()];
        const spoken = names.filter((node) => !node.substituted).map((node) => String(node.value));
        report.at(
          entry,
          `this column is not in columns${didYouMean(column, spoken)} ${allowed(names.map(plainWords))}`,
        );
      } else if (!both && exclude?.values.has(column)) {
        report.at(entry, 'this column is excluded; drop it here or from exclude');
      }
    }
  }
  namesIn(table.entries.get('accept_changes'), report);
  const unmasked = namesIn(table.entries.get('unmasked'), report);
  for (const [column, entry] of unmasked?.values ?? []) {
    if (columns?.all && !columns.values.has(column)) {
      report.at(entry, `${show(entry)} is not in columns; drop it here, or add it there`);
    } else if (mask?.kind === 'map' && mask.entries.has(column)) {
      report.at(entry, `${show(entry)} is masked; drop it here or from mask`);
    } else if (!both && exclude?.values.has(column)) {
      report.at(entry, `${show(entry)} is excluded; drop it here or from exclude`);
    }
  }
  if (mask?.kind === 'map' && onInvalid?.kind === 'map') checkTogether(mask, onInvalid, report);
}

/** Of a masked column only year, email and last4 look at the value, and what they write has a type of its own. */
function checkTogether(mask: WrittenMap, onInvalid: WrittenMap, report: Report): void {
  for (const [column, entry] of onInvalid.entries) {
    const masked = mask.entries.get(column);
    if (masked === undefined || entry.broken || masked.broken || entry.kind !== 'scalar') continue;
    const reads = masked.kind === 'scalar' && ['year', 'email', 'last4'].includes(String(masked.value));
    if (!reads) report.at(entry, 'the mask of this column takes every value; drop it here or from mask');
    else if (entry.value === 'text') report.at(entry, '"text" cannot stand beside a mask (allowed: fail, null)');
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
