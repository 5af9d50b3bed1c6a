import type { Report } from './mistakes.ts';
import { show, sound } from './shape.ts';
import { GRAINS } from './spec.ts';
import type { Written, WrittenMap, WrittenScalar } from './written.ts';

/** BigQuery makes no more partitions of a table by ranges. */
const MOST_RANGES = 10_000;

/** Reports what is wrong with `partition_by` and `cluster_by` of one table, by themselves and with its other keys. */
export function checkPartitioning(table: WrittenMap, report: Report): void {
  const partitions = table.entries.get('partition_by');
  if (partitions?.kind === 'map' && !partitions.broken) checkKeys(table, partitions, report);
  const clusters = table.entries.get('cluster_by');
  if (clusters?.kind !== 'list' || clusters.broken) return;
  const seen = new Set<unknown>();
  for (const item of sound(clusters.items)) {
    if (item.kind !== 'scalar') continue;
    if (seen.has(item.value)) report.at(item, `${show(item)} is listed twice; keep one`);
    else checkWritten(table, item, ['redact', 'null'], 'under mask MASK all rows have one value', report);
    seen.add(item.value);
  }
}

function checkKeys(table: WrittenMap, partitions: WrittenMap, report: Report): void {
  const { entries } = partitions;
  const [column, grain, range, days] = ['column', 'grain', 'range', 'expire_days'].map((key) => entries.get(key));
  if (grain === undefined && range === undefined) {
    report.at(partitions, `no grain; write grain: day (allowed: ${GRAINS.join(', ')}), or range for whole numbers`);
  }
  if (grain !== undefined && range !== undefined) {
    report.at(range, 'grain divides by time already, and range by numbers; drop one of them');
  } else if (range !== undefined) {
    if (column === undefined) report.at(range, 'ranges of which column? Write column: with one of whole numbers');
    if (days !== undefined)
      report.at(days, 'BigQuery drops partitions by their time only, and ranges have none; drop it');
    if (range.kind === 'map' && !range.broken) checkRange(range, report);
  }
  if (column?.kind !== 'scalar' || column.broken) return;
  // The year of a date is a whole number; what any other mask writes is text or nothing.
  const ok = range === undefined ? [] : ['year'];
  const masks = ['hash', 'redact', 'null', 'email', 'last4', 'year'].filter((mask) => !ok.includes(mask));
  const why = `mask MASK leaves no ${range === undefined ? 'date or time' : 'whole number'} to divide by`;
  checkWritten(table, column, masks, why, report);
}

function checkRange(range: WrittenMap, report: Report): void {
  const number = (key: string): number | null => {
    const node = range.entries.get(key);
    if (node === undefined) report.at(range, `no ${key}; write start, end and interval`);
    return node?.kind === 'scalar' && !node.broken ? Number(node.value) : null;
  };
  const [start, end, interval] = [number('start'), number('end'), number('interval')];
  if (start === null || end === null || interval === null) return;
  if (end <= start) {
    report.at(range.entries.get('end') ?? range, `${end} is not after start, which is ${start}`);
  } else if (Math.ceil((end - start) / interval) > MOST_RANGES) {
    const least = Math.ceil((end - start) / MOST_RANGES);
    const node = range.entries.get('interval') ?? range;
    report.at(
      node,
      `${interval} makes ${Math.ceil((end - start) / interval)} partitions, and BigQuery has ${MOST_RANGES} at most (allowed: ${least} or more)`,
    );
  }
}

/** The column must be written, by the source or by us, and not under one of these masks. */
function checkWritten(
  table: WrittenMap,
  item: WrittenScalar,
  masks: readonly string[],
  why: string,
  report: Report,
): void {
  const { entries } = table;
  const columns = entries.get('columns');
  const named = (node: Written | undefined): boolean =>
    node?.kind === 'list' && sound(node.items).some((other) => other.kind === 'scalar' && other.value === item.value);
  if (named(entries.get('add_columns'))) return;
  const whole = columns?.kind === 'list' && !columns.broken && columns.items.every((each) => !each.broken);
  const ours = item.value === 'synced_at' ? ', or write add_columns: [synced_at]' : '';
  if (whole && !named(columns)) report.at(item, `${show(item)} is not in columns; add it there${ours}`);
  if (named(entries.get('exclude'))) report.at(item, `${show(item)} is excluded; drop it from exclude${ours}`);
  const mask = entries.get('mask');
  const masked = mask?.kind === 'map' ? mask.entries.get(String(item.value)) : undefined;
  if (masked?.kind !== 'scalar' || masked.broken || !masks.includes(String(masked.value))) return;
  report.at(
    item,
    `${show(item)} cannot be used: ${why.replace('MASK', String(masked.value))}; drop the mask, or name another column`,
  );
}
