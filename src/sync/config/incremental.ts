import type { Report } from './mistakes.ts';
import { show, sound } from './shape.ts';
import type { Written, WrittenMap, WrittenScalar } from './written.ts';

/** Keys that say something to append and merge only. */
const FOR_ROWS = ['primary_key', 'incremental_key', 'lookback', 'max_transaction', 'deletes', 'gap_audit'] as const;
/** Of those, what needs an incremental key. */
const FOR_INCREMENTAL = ['lookback', 'max_transaction', 'deletes', 'gap_audit'] as const;

/** Reports what `mode` and the keys of append and merge cannot mean together, with the reason. */
export function checkIncremental(table: WrittenMap, report: Report): void {
  const modeNode = table.entries.get('mode');
  if (modeNode?.broken) return;
  const mode = modeNode?.kind === 'scalar' ? modeNode.value : 'replace';
  if (mode === 'replace') {
    for (const key of FOR_ROWS) {
      const node = said(table, key);
      if (node) report.at(node, 'mode replace reads and replaces everything; drop it, or set mode: append or merge');
    }
    return;
  }
  const snapshots = takesSnapshots(table, mode);
  const key = table.entries.get('primary_key');
  if (snapshots && key && !key.broken)
    report.at(
      key,
      'with synced_at and no incremental_key every run adds all rows, and knows none again; drop it, or name incremental_key',
    );
  const incremental = table.entries.get('incremental_key');
  for (const key of incremental === undefined ? FOR_INCREMENTAL : []) {
    const node = said(table, key);
    if (node) report.at(node, 'without incremental_key every run reads all rows; drop it, or name incremental_key');
  }
  const deletes = said(table, 'deletes');
  if (deletes && mode === 'append' && !deletes.broken)
    report.at(
      deletes,
      `${show(deletes)} would change rows that are there, which append leaves as they are (allowed: keep)`,
    );
  const empty = table.entries.get('allow_empty');
  if (empty && !empty.broken && !snapshots)
    report.at(empty, `mode ${mode} takes no row away, so a run without rows is always fine; drop it`);
  const checks = table.entries.get('checks');
  for (const name of ['max_drop', 'max_growth']) {
    const share = checks?.kind === 'map' ? checks.entries.get(name) : undefined;
    if (share && !share.broken && !snapshots)
      report.at(share, `mode ${mode} reads what is new, which says nothing of the rows there are; drop it`);
  }
  checkNames(table, report);
}

/** Append with synced_at and without incremental_key: every run adds all there is, and replaces its own day only. */
function takesSnapshots(table: WrittenMap, mode: unknown): boolean {
  return (
    mode === 'append' &&
    !table.entries.has('incremental_key') &&
    itemsOf(table.entries.get('add_columns')).some(({ value }) => value === 'synced_at')
  );
}

/** The columns of both keys must be copied, and as they are: a mask may make one of two values. */
function checkNames(table: WrittenMap, report: Report): void {
  const list = table.entries.get('primary_key');
  const key = itemsOf(list);
  for (const [i, item] of key.entries()) {
    if (key.findIndex((other) => other.value === item.value) < i)
      report.at(item, `${show(item)} is listed twice; keep one`);
    else checkColumn(table, item, ['hash'], report);
  }
  const incremental = table.entries.get('incremental_key');
  if (incremental?.kind === 'scalar' && !incremental.broken) checkColumn(table, incremental, [], report);
}

function checkColumn(table: WrittenMap, item: WrittenScalar, masks: readonly string[], report: Report): void {
  const columns = table.entries.get('columns');
  const named = (node: Written | undefined): boolean => itemsOf(node).some((other) => other.value === item.value);
  const whole = columns?.kind === 'list' && !columns.broken && columns.items.every((each) => !each.broken);
  if (whole && !named(columns)) report.at(item, `${show(item)} is not in columns; add it there`);
  if (named(table.entries.get('exclude'))) report.at(item, `${show(item)} is excluded; drop it from exclude`);
  const mask = table.entries.get('mask');
  const masked = mask?.kind === 'map' ? mask.entries.get(String(item.value)) : undefined;
  if (masked?.kind !== 'scalar' || masked.broken || masks.includes(String(masked.value))) return;
  const why =
    masks.length > 0
      ? `under mask ${String(masked.value)} different keys become one; use hash, or another key`
      : 'it is masked, and rows are compared by its values; drop the mask, or name another column';
  report.at(item, `${show(item)} cannot be used: ${why}`);
}

function itemsOf(node: Written | undefined): readonly WrittenScalar[] {
  if (node?.kind !== 'list' || node.broken) return [];
  return sound(node.items).filter((item) => item.kind === 'scalar');
}

/** The node of a key that says something: `gap_audit: null` and `deletes: keep` say what would hold anyway. */
function said(table: WrittenMap, key: string): Written | undefined {
  const node = table.entries.get(key);
  const idle = node?.kind === 'scalar' && (node.value === null || (key === 'deletes' && node.value === 'keep'));
  return idle ? undefined : node;
}
