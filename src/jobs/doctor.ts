import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Config, type ConnectionSpec, type ErrorSummary, failure, type ProbeReport } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { Executor } from './executor.ts';

/** How the way to one database is. */
export type ConnectionHealth = {
  readonly name: string;
  readonly type: ConnectionSpec['type'];
  /** The steps that were taken, in their order; after one that failed none is. */
  readonly steps: ProbeReport['steps'];
  /** Whether the session is encrypted; null where there is nothing to encrypt, or nobody knows. */
  readonly encrypted: boolean | null;
  /** How far the server's clock is ahead of the bot's, in ms; null where nobody knows. */
  readonly skewMs: number | null;
};
export type DiskHealth = {
  /** `history`, or the name of a connection. */
  readonly name: string;
  /** Null where the file system does not say. */
  readonly freeBytes: number | null;
};
export type Health = { readonly connections: readonly ConnectionHealth[]; readonly disks: readonly DiskHealth[] };
export type DoctorDesk = {
  /** Goes the way to every database and looks for room on the disks. Changes nothing; takes seconds. */
  doctor(): Promise<Health>;
};

type Ports = {
  readonly executor: Executor;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly config: () => Config;
  /** The history file. */
  readonly file: string;
};

/** A database that does not answer within this time is told as such. */
const PROBE_MS = 30_000;
/** Each is a process of its own. */
const AT_ONCE = 3;

export function createDoctor({ executor, clock, config, file }: Ports): DoctorDesk {
  async function examine(connection: ConnectionSpec): Promise<ConnectionHealth> {
    const { as, table } = useOf(connection, config());
    const from = clock.now();
    const execution = executor.execute({ do: 'probe', connection, as, look: table }, () => {});
    const stopWaiting = clock.after(PROBE_MS, () => execution.cancel());
    const end = await execution.ending;
    stopWaiting();
    const until = clock.now();
    const { name, type } = connection;
    if (!end.ok || end.outcome.do !== 'probe') {
      const error = end.ok ? unforeseen() : end.error;
      return { name, type, steps: [{ name: 'login', ok: false, error }], encrypted: null, skewMs: null };
    }
    const { steps, at, encrypted } = end.outcome.report;
    return { name, type, steps, encrypted, skewMs: at === null ? null : skewOf(at, from, until) };
  }

  return {
    async doctor() {
      const left = Object.values(config().connections);
      const found = new Map<string, ConnectionHealth>();
      const work = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift())
          found.set(next.name, await examine(next));
      };
      const all = [...left];
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return {
        connections: all.flatMap(({ name }) => found.get(name) ?? []),
        disks: [
          ...(file === ':memory:' ? [] : [diskOf('history', file)]),
          ...all.flatMap((spec) => (spec.type === 'sqlite' ? [diskOf(spec.name, spec.path)] : [])),
        ],
      };
    },
  };
}

/** As what a connection is used, and a table of it that the bot has to be able to see. */
function useOf({ name, type }: ConnectionSpec, { tables }: Config) {
  const read = Object.values(tables).find(({ source, model }) => model === null && source.connection === name);
  if (read !== undefined) return { as: 'source', table: read.source.table } as const;
  const written = Object.values(tables).find(({ destination }) => destination.connection === name);
  if (written !== undefined) return { as: 'destination', table: written.destination.table } as const;
  return { as: type === 'bigquery' ? 'destination' : 'source', table: null } as const;
}

/** The server read its clock some time between the two: what lies outside of that is skew. */
function skewOf(at: number, from: number, until: number): number {
  return at < from ? at - from : at > until ? at - until : 0;
}

function diskOf(name: string, path: string): DiskHealth {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return { name, freeBytes: bavail * bsize };
  } catch {
    return { name, freeBytes: null };
  }
}

const unforeseen = (): ErrorSummary =>
  failure('local.crash', { side: 'local', stage: 'connect', facts: { because: 'another answer than was asked for' } })
    .summary;
