/** A run as far as slots are concerned. */
export type Claim = { readonly id: number; readonly source: string; readonly destination: string };

export type Limits = {
  /** Runs at once, all together. */
  readonly total: number;
  /** Runs at once that read from this connection. */
  readonly readers: (connection: string) => number;
  /** Runs at once that write to this connection. */
  readonly writers: (connection: string) => number;
};

/** Which of the waiting runs may start now, in their order; one that has to wait does not hold up those behind it. */
export function startable(waiting: readonly Claim[], running: readonly Claim[], limits: Limits): readonly number[] {
  const going = [...running];
  const chosen: number[] = [];
  for (const claim of waiting) {
    if (going.length >= limits.total) break;
    const readers = going.filter((other) => other.source === claim.source).length;
    const writers = going.filter((other) => other.destination === claim.destination).length;
    if (readers >= limits.readers(claim.source) || writers >= limits.writers(claim.destination)) continue;
    going.push(claim);
    chosen.push(claim.id);
  }
  return chosen;
}
