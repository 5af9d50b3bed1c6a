import type { Config } from '../sync/index.ts';
import type { Run } from './types.ts';

/** A run as far as slots are concerned. Ids grow with the moment a run was asked for. */
export type Claim = {
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  /** Sessions that read from the source at once. */
  readonly readers: number;
};

export type Limits = {
  /** Runs at once, all together. */
  readonly total: number;
  /** Sessions of runs that read from this connection at once. */
  readonly readers: (connection: string) => number;
  /** Runs at once that write to this connection. */
  readonly writers: (connection: string) => number;
};

/**
 * Which of the waiting runs may start now, in their order. One that has to wait does not hold up those behind it, until
 * one of those that passed it goes on with a connection it needs: from then on its slots are kept, so that nobody
 * waits for ever.
 */
export function startable(waiting: readonly Claim[], running: readonly Claim[], limits: Limits): readonly number[] {
  const taken = [...running];
  const chosen: Claim[] = [];
  for (const claim of waiting) {
    if (running.length + chosen.length >= limits.total) break;
    const readers = taken.reduce((sum, other) => sum + (other.source === claim.source ? other.readers : 0), 0);
    const writers = taken.filter((other) => other.destination === claim.destination).length;
    if (readers + claim.readers <= limits.readers(claim.source) && writers < limits.writers(claim.destination)) {
      taken.push(claim);
      chosen.push(claim);
    } else if (running.some((other) => other.id > claim.id && meet(other, claim))) {
      taken.push(claim);
    }
  }
  return chosen.map((claim) => claim.id);
}

function meet(one: Claim, other: Claim): boolean {
  return one.source === other.source || one.destination === other.destination;
}

/** What runs claim. One whose table is no longer declared claims nothing. */
export function claimsOf(runs: readonly Run[], config: Config): readonly Claim[] {
  return runs.flatMap((run) => {
    const spec = config.tables[run.table];
    if (spec === undefined) return [];
    const { source, destination, readers } = spec;
    return [{ id: run.id, source: source.connection, destination: destination.connection, readers }];
  });
}

/** As tables.yml has them. Connections have theirs for all processes together. */
export function limitsOf({ maxRunning, connections }: Config): Limits {
  return {
    total: maxRunning,
    readers: (name) => connections[name]?.maxReaders ?? 1,
    writers: (name) => connections[name]?.maxWriters ?? 1,
  };
}
