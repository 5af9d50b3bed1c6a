/** Which part of which table does `t$20260102` or `t@1767225600000` mean? */
import { ApiError } from './api-error.ts';
import type { TableRef } from './catalog.ts';
import { checkTableId } from './table-checks.ts';

export type Decorated = {
  readonly ref: TableRef;
  /** The id behind `$`. */
  readonly partition: string | null;
  /** The moment behind `@`, epoch ms. */
  readonly at: number | null;
};

/** Reads a table's name as jobs have it. `now` is for `@-3600000`, which counts from there. */
export function readDecorator(asked: TableRef, now: number): Decorated {
  const [, tableId = '', sign, rest = ''] = /^([^$@]*)(?:([$@])(.*))?$/s.exec(asked.tableId) ?? [];
  checkTableId(tableId);
  const ref = { ...asked, tableId };
  if (sign === undefined) return { ref, partition: null, at: null };
  if (sign === '$' && /^(\d+|-\d+|__NULL__|__UNPARTITIONED__)$/.test(rest)) return { ref, partition: rest, at: null };
  if (sign === '@' && /^-?\d{1,14}$/.test(rest)) {
    const time = Number(rest);
    return { ref, partition: null, at: time <= 0 ? now + time : time };
  }
  throw new ApiError('invalid', `Invalid table decorator in "${asked.tableId}"`, asked.tableId);
}
