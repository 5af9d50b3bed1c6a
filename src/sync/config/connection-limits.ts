import type { ConnectionSpec } from './spec.ts';

const MAX_READERS = 4;

type Limits = { readonly max_readers?: number | undefined; readonly max_writers?: number | undefined };

/** How many runs may read from and write to the connection at once. */
export function limitsOf(
  name: string,
  raw: Limits,
  writers: number,
): Pick<ConnectionSpec, 'name' | 'maxReaders' | 'maxWriters'> {
  return { name, maxReaders: raw.max_readers ?? MAX_READERS, maxWriters: raw.max_writers ?? writers };
}
