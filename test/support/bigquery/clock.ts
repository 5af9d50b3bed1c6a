/** What time is it for the loopback? */

/** The machine's own clock until a test stops it or moves it. Epoch ms. */
export type LoopbackClock = {
  now(): number;
  /** Moves the time on, whether it stands or goes. */
  pass(ms: number): void;
  /** Lets the time stand at this moment. */
  stopAt(ms: number): void;
};

export function loopbackClock(): LoopbackClock {
  let ahead = 0;
  let stopped: number | null = null;
  return {
    now: () => stopped ?? Date.now() + ahead,
    pass(ms) {
      if (stopped === null) ahead += ms;
      else stopped += ms;
    },
    stopAt(ms) {
      stopped = ms;
    },
  };
}
