import type { TableSpec } from '../sync/index.ts';
import type { AlertKey, Run } from './types.ts';

/** Classes that are about one table, or one column of it, although a server answered: others do not share their cause. */
const OF_A_TABLE = new Set([
  'config',
  'unknown',
  'local.timeout',
  'src.bad_where',
  'src.changed_midway',
  'src.column_dropped',
  'src.column_missing',
  'src.column_retyped',
  'src.encoding',
  'src.lock_wait',
  'src.perm_column',
  'dst.bq_buffer',
  'dst.bq_busy',
  'dst.bq_bytes',
  'dst.bq_invalid',
  'dst.bq_limit',
  'dst.bq_resources',
  'dst.changed_midway',
  'dst.column_missing',
  'dst.columns',
  'dst.encoding',
  'dst.exists',
  'dst.lock_wait',
  'dst.no_identity',
  'dst.partitioning',
  'dst.swap_blocked',
]);

/**
 * By what a failed or held run is the same trouble as another: infrastructure by (class, connection), data by (class,
 * table, column). What happens on the bot's own machine is about no connection. Pure.
 */
export function alertKey(
  run: Pick<Run, 'table' | 'error'>,
  spec: Pick<TableSpec, 'source' | 'destination'> | null,
): AlertKey {
  const code = run.error?.code ?? 'unknown';
  const side = run.error?.side ?? 'local';
  const column = run.error?.column ?? null;
  if (/^(data|guard|undo)\./.test(code) || OF_A_TABLE.has(code)) {
    return { code, connection: null, table: run.table, column, key: [code, run.table, column ?? []].flat().join(' ') };
  }
  const ends = { source: spec?.source.connection, destination: spec?.destination.connection };
  const connection = side === 'source' || side === 'destination' ? (ends[side] ?? null) : null;
  return { code, connection, table: null, column: null, key: [code, connection ?? []].flat().join(' ') };
}

export const LATE = 'guard.late';

/** Tables that did not start are late for one reason; those that are too old, for one of their source. Pure. */
export function lateKey(why: 'age' | 'not started', connection: string): AlertKey {
  const at = why === 'age' ? connection : null;
  return { code: LATE, connection: at, table: null, column: null, key: [LATE, why, at ?? []].flat().join(' ') };
}
