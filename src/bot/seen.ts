const KEEP_MS = 10 * 60_000;

/**
 * Tells whether a key comes for the first time in ten minutes. Slack and its transports deliver the same click,
 * command or event more than once; each of them has to act once.
 */
export function createSeen(): (key: string, now: number) => boolean {
  const known = new Map<string, number>();
  return (key, now) => {
    // A Map keeps the order of insertion: the oldest are at the front.
    for (const [old, at] of known) {
      if (now - at < KEEP_MS) break;
      known.delete(old);
    }
    if (known.has(key)) return false;
    known.set(key, now);
    return true;
  };
}
