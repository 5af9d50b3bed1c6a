import { createHash } from 'node:crypto';
import type { Config } from '../sync/index.ts';

/** Never part of a fingerprint: one could be guessed from it. And where something stands in a file changes nothing. */
const LEFT_OUT = new Set(['password', 'credentials', 'url', 'file', 'files', 'line', 'warnings']);

/** Short, and the same for the same content, whatever the order of its keys. */
export function fingerprint(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('hex')
    .slice(0, 10);
}

/** Of all that tables.yml says. */
export const configPrint = (config: Config): string => fingerprint(config);

/** Of what tables.yml says of these tables, their connections and what is dangerous. */
export function tablesPrint({ tables, connections, danger }: Config, names: readonly string[]): string {
  return fingerprint([
    danger,
    names.toSorted().map((name) => {
      const table = tables[name];
      return [
        name,
        table,
        connections[table?.source.connection ?? ''],
        connections[table?.destination.connection ?? ''],
      ];
    }),
  ]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([key]) => !LEFT_OUT.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
