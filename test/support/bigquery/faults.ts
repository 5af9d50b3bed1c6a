/** What goes wrong on demand? */
import type { Reason } from './api-error.ts';

/** Which requests; `path` is matched with the path, and with the path and the query string behind it. */
export type Matching = {
  readonly method?: string;
  readonly path?: RegExp;
  /** How many of them; 1 unless told. */
  readonly times?: number;
};

export type Failure = Matching & {
  readonly status: 401 | 403 | 404 | 410 | 429 | 500 | 502 | 503;
  readonly reason: Reason;
  /** The request is acted on all the same: nobody knows from the answer. */
  readonly acted?: true;
  /** Seconds for a Retry-After header. */
  readonly retryAfter?: number;
};

/**
 * `request`: before it is acted on. `body`: after so many bytes of the body, which are kept where the protocol keeps them.
 * `answer`: after it was acted on, before the first byte of the answer.
 */
export type Cut = Matching & ({ readonly at: 'request' | 'answer' } | { readonly at: 'body'; readonly bytes: number });

export type JobFailure = { readonly id?: RegExp; readonly times?: number; readonly reason: Reason };

export type Hold = {
  /** Resolves with the id of the first job that is held. */
  readonly held: Promise<string>;
  /** Lets the jobs that are held go on, and holds no more. */
  release(): void;
};

export type Faults = {
  /** Answers the next requests that match with an error instead of acting on them. */
  fail(failure: Failure): void;
  /** Cuts the connection of the next requests that match. */
  cut(cut: Cut): void;
  /** Ends the next jobs that match with an error instead of carrying them out. */
  failJob(failure: JobFailure): void;
  /** Keeps jobs whose id matches in RUNNING, not carried out, until they are released or cancelled. */
  hold(id?: RegExp): Hold;
  /** How often a job is told of as RUNNING, before being asked waits for its end. */
  runningPolls: number;
  /** Rows that a page of a result has at most, whatever is asked for. */
  rowsPerPage: number;
  /** Rows of load jobs are counted and thrown away, as they arrive. */
  discard: boolean;
  /** Forgets everything that was asked for and did not happen yet. */
  clear(): void;
};

/** The other side: what the server asks. */
export type FaultsAsked = {
  failureOf(request: Asked): Failure | null;
  cutOf(request: Asked): Cut | null;
  jobFailureOf(id: string): JobFailure | null;
  /** Resolves when nothing holds the job. */
  heldUp(id: string): Promise<void>;
};

type Asked = { readonly method: string; readonly path: string };

export function openFaults(): Faults & FaultsAsked {
  const failures = counted<Failure>();
  const cuts = counted<Cut>();
  const jobFailures = counted<JobFailure>();
  let holds: { readonly id: RegExp; readonly released: Promise<void>; readonly hold: Hold; seen(id: string): void }[] =
    [];
  const faults: Faults & FaultsAsked = {
    runningPolls: 0,
    rowsPerPage: 100_000,
    discard: false,
    fail: failures.add,
    cut: cuts.add,
    failJob: jobFailures.add,
    hold(id = /./) {
      const released = Promise.withResolvers<void>();
      const held = Promise.withResolvers<string>();
      const hold: Hold = {
        held: held.promise,
        release() {
          holds = holds.filter((other) => other.hold !== hold);
          released.resolve();
        },
      };
      holds.push({ id, released: released.promise, hold, seen: held.resolve });
      return hold;
    },
    clear() {
      for (const list of [failures, cuts, jobFailures]) list.clear();
      for (const { hold } of holds) hold.release();
      faults.runningPolls = 0;
      faults.rowsPerPage = 100_000;
    },
    failureOf: (request) => failures.take((failure) => matches(failure, request)),
    cutOf: (request) => cuts.take((cut) => matches(cut, request)),
    jobFailureOf: (id) => jobFailures.take((failure) => failure.id === undefined || failure.id.test(id)),
    async heldUp(id) {
      for (const { id: pattern, released, seen } of [...holds]) {
        if (!pattern.test(id)) continue;
        seen(id);
        await released;
      }
    },
  };
  return faults;
}

function matches({ method, path }: Matching, asked: Asked): boolean {
  if (method !== undefined && method !== asked.method) return false;
  const [alone = ''] = asked.path.split('?');
  return path === undefined || path.test(alone) || path.test(asked.path);
}

/** Entries that each apply a number of times. */
function counted<T extends { readonly times?: number }>() {
  let entries: { readonly entry: T; left: number }[] = [];
  return {
    add(entry: T): void {
      entries.push({ entry, left: entry.times ?? 1 });
    },
    take(fits: (entry: T) => boolean): T | null {
      const found = entries.find(({ entry }) => fits(entry));
      if (found === undefined) return null;
      found.left -= 1;
      entries = entries.filter(({ left }) => left > 0);
      return found.entry;
    },
    clear(): void {
      entries = [];
    },
  };
}
