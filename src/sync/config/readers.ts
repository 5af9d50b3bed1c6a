import type { Declared } from './connections.ts';
import type { Report } from './mistakes.ts';
import { show } from './shape.ts';
import type { WrittenMap } from './written.ts';

const WHY_ONE = {
  mysql: 'sessions of MySQL and MariaDB cannot share a snapshot without a lock on the whole server',
  sqlite: 'a SQLite file is read by one session',
} as const;

/** Reports more readers than the source can give one snapshot to, or than its connection lets in. */
export function checkReaders(
  table: WrittenMap,
  readers: number | undefined,
  source: Declared | undefined,
  report: Report,
): void {
  const node = table.entries.get('readers');
  if (node === undefined || node.broken || readers === undefined || readers === 1 || !source?.type) return;
  if (source.type === 'bigquery') return;
  if (source.type !== 'postgres') {
    report.at(node, `${show(node)} readers cannot read one snapshot: ${WHY_ONE[source.type]} (allowed: 1)`);
    return;
  }
  const most = source.spec?.maxReaders;
  if (most === undefined || readers <= most) return;
  report.at(
    node,
    `${show(node)} is more than max_readers of ${source.spec?.name} lets in, and the run would wait for ever (allowed: 1 to ${most})`,
  );
}
