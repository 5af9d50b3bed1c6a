import { type FailureFacts, failure } from './classify.ts';
import type { TableSpec } from './config/spec.ts';
import type { SyncError } from './errors.ts';
import type { Check } from './orders.ts';

/** What has to hold before the commit. Pure: counts in, findings out; the first that is not `ok` stops the run. */
export function checkLoad(counts: {
  readonly read: number;
  readonly staged: number;
  readonly previous: number | null;
  readonly checks: TableSpec['checks'];
  readonly allowEmpty: boolean;
}): readonly Check[] {
  const { read, staged, previous, checks } = counts;
  const found: Check[] = [
    { name: 'row parity', ok: read === staged, expected: `${read} rows read`, actual: `${staged} rows staged` },
  ];
  if (checks.minRows !== null) {
    found.push({
      name: 'min_rows',
      ok: staged >= checks.minRows,
      expected: `at least ${checks.minRows} rows`,
      actual: `${staged} rows`,
    });
  }
  if (checks.maxDrop !== null && previous !== null) {
    // 100 * (1 - 0.7) is a little more than 30 in binary fractions, and must not ask for 31 rows.
    const least = Math.ceil(Number((previous * (1 - checks.maxDrop)).toFixed(6)));
    found.push({
      name: 'max_drop',
      ok: staged >= least,
      expected: `at least ${least} rows (${previous} last time, less ${Math.round(checks.maxDrop * 100)} %)`,
      actual: `${staged} rows`,
    });
  }
  if (staged === 0 && !counts.allowEmpty && found.every((check) => check.ok)) {
    found.push({ name: 'not empty', ok: false, expected: 'at least 1 row', actual: '0 rows' });
  }
  return found;
}

const CODES: Readonly<Record<string, 'guard.min_rows' | 'guard.rows_drop' | 'guard.empty'>> = {
  min_rows: 'guard.min_rows',
  max_drop: 'guard.rows_drop',
  'not empty': 'guard.empty',
};

/** The failure that a finding which is not `ok` stands for. */
export function checkFailure({ name, expected, actual }: Check, facts: FailureFacts): SyncError {
  const code = CODES[name] ?? 'guard.parity';
  return failure(code, { side: 'source', stage: 'check', facts: { ...facts, expected, actual } });
}
