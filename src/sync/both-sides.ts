/**
 * Does something on both sides at once. Whichever fails, the other one's `signal` is aborted and waited for, and the
 * first error is thrown: nothing is under way on a connection that is closed next.
 */
export async function bothSides<A, B>(
  signal: AbortSignal,
  here: (either: AbortSignal) => Promise<A>,
  there: (either: AbortSignal) => Promise<B>,
): Promise<readonly [A, B]> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let first: { readonly error: unknown } | null = null;
  const failed = (error: unknown): never => {
    first ??= { error };
    ended.abort();
    throw error;
  };
  const [a, b] = await Promise.allSettled([here(either).catch(failed), there(either).catch(failed)]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  throw (first as { readonly error: unknown } | null)?.error;
}
