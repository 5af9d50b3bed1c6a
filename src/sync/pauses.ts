import { setTimeout } from 'node:timers/promises';

// The only timers of the engine: a service that is asked for the state of a job, or that says "later", has to be left
// alone for a while. Nothing here tells the time.

/** Waits. An abort ends the wait at once and throws the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** Calls `doing` with a signal that is aborted when `signal` is, or after `ms`: then it throws a TimeoutError. */
export async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  doing: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const late = new AbortController();
  const both = signal === undefined ? own.signal : AbortSignal.any([own.signal, signal]);
  setTimeout(ms, undefined, { signal: late.signal, ref: false }).then(
    () => own.abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')),
    () => {},
  );
  try {
    return await doing(both);
  } finally {
    late.abort();
  }
}
