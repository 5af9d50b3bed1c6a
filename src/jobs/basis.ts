import { createHash } from 'node:crypto';
import type { TableSpec } from '../sync/index.ts';

/** What decides about the rows that are there after a run, and how each is recognised and looks. */
const DECISIVE = [
  'source',
  'destination',
  'mode',
  'columns',
  'exclude',
  'mask',
  'onInvalid',
  'where',
] as const satisfies readonly (keyof TableSpec)[];

/**
 * A name for what a cursor is a cursor of. Once tables.yml says otherwise, rows before the cursor are not what it asks
 * for any more (another target, a mask more), and the next run has to read everything again.
 */
export function basisOf(spec: TableSpec): string {
  const decisive = DECISIVE.map((key) => spec[key]);
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 16);
}
