/** What is refused of a table, whoever makes or changes it? */
import { ApiError } from './api-error.ts';
import type { CatalogTable } from './catalog.ts';

export function checkTableId(tableId: string): void {
  if (/^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]+$/u.test(tableId) && Buffer.byteLength(tableId) <= 1024) return;
  throw new ApiError('invalid', `Invalid table ID "${tableId}".`, tableId);
}

export function checkExpiry(expirationTime: string, now: number): void {
  if (Number(expirationTime) > now) return;
  throw new ApiError('invalid', `Invalid expiration time ${expirationTime}: it is in the past`, 'expirationTime');
}

export function checkKey(columns: readonly string[], fields: CatalogTable['fields']): void {
  for (const name of columns) {
    if (fields.some((field) => field.name === name)) continue;
    throw new ApiError('invalid', `The primary key column ${name} cannot be found in the schema`);
  }
}
