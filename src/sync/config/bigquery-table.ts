import { checkLabels } from './bigquery-labels.ts';
import { checkPartitioning } from './bigquery-partitioning.ts';
import { BIGQUERY_TABLE } from './bigquery-raw.ts';
import type { Declared } from './connections.ts';
import type { Report } from './mistakes.ts';
import type { RawTable } from './raw.ts';
import { show, sound } from './shape.ts';
import type { BigQueryTable, Partitioning } from './spec.ts';
import { TARGET_WORDS, wordsIn } from './target-words.ts';
import type { WrittenMap } from './written.ts';

/** Reports keys of BigQuery at a table that goes elsewhere, and what they cannot mean at one that goes there. */
export function checkBigQuery(table: WrittenMap, destination: Declared | undefined, report: Report): void {
  if (!destination?.type) return;
  if (destination.type !== 'bigquery') {
    const name = destination.node.path.slice(destination.node.path.indexOf('.') + 1);
    for (const key of Object.keys(BIGQUERY_TABLE)) {
      const node = table.entries.get(key);
      const what = `needs a BigQuery destination, and ${name} is of type ${destination.type}`;
      if (node) report.at(node, `${what}; drop it, or name another destination`);
    }
    const to = table.entries.get('to');
    if (to?.kind === 'scalar' && wordsIn(String(to.value)).some((word) => TARGET_WORDS.includes(word)))
      report.at(
        to,
        `{{ }} needs a BigQuery destination, and ${name} is of type ${destination.type}; write a name without it`,
      );
    return;
  }
  checkPartitioning(table, report);
  checkLabels(table.entries.get('labels'), report);
  checkAdded(table, report);
  checkMoving(table, report);
}

/** A column that is added is none of the source's. */
function checkAdded(table: WrittenMap, report: Report): void {
  const added = table.entries.get('add_columns');
  const columns = table.entries.get('columns');
  if (added?.kind !== 'list' || added.broken) return;
  const seen = new Set<unknown>();
  for (const item of sound(added.items)) {
    if (item.kind !== 'scalar') continue;
    if (seen.has(item.value)) {
      report.at(item, `${show(item)} is listed twice; keep one`);
      continue;
    }
    seen.add(item.value);
    const same = columns?.kind === 'list' ? sound(columns.items) : [];
    if (same.some((other) => other.kind === 'scalar' && other.value === item.value))
      report.at(item, `${show(item)} is copied from the source by columns; drop it here or there`);
  }
}

/** A target of another name each day has nothing to append to. */
function checkMoving(table: WrittenMap, report: Report): void {
  const [to, mode] = [table.entries.get('to'), table.entries.get('mode')];
  if (to?.kind !== 'scalar' || to.broken || mode?.kind !== 'scalar' || mode.broken) return;
  if (wordsIn(String(to.value)).length === 0 || mode.value === 'replace') return;
  report.at(
    mode,
    `mode ${String(mode.value)} adds to the rows that are there, and to names another table each time (allowed: replace)`,
  );
}

/** The keys of BigQuery as they are meant; what is missing or wrong in them was reported. */
export function bigQueryTableOf(raw: RawTable): BigQueryTable {
  return {
    partitionBy: partitioningOf(raw.partition_by),
    clusterBy: raw.cluster_by ?? [],
    // A label without a value is one too.
    labels: Object.fromEntries(
      Object.entries(raw.labels ?? {}).map(([key, value]) => [key, typeof value === 'symbol' ? '' : String(value)]),
    ),
    description: raw.description ?? null,
    expireDays: raw.expire_days ?? null,
    format: raw.format ?? null,
    maxBytesBilled: raw.max_bytes_billed ?? null,
  };
}

function partitioningOf(raw: RawTable['partition_by']): Partitioning | null {
  if (raw === undefined) return null;
  const { column = null, grain, range, require_filter: requireFilter = false } = raw;
  if (range === undefined) {
    const expireDays = raw.expire_days ?? null;
    return { column, by: { kind: 'time', grain: grain ?? 'day', expireDays }, requireFilter };
  }
  const { start = 0, end = 0, interval = 1 } = range;
  return { column, by: { kind: 'range', start, end, interval }, requireFilter };
}
