import type { Clock } from '../../src/jobs/index.ts';

/** A clock that stands still until a test moves it. */
export type HandClock = Clock & {
  /** Moves the time on and calls what became due, in order, letting promises settle in between. */
  pass(ms: number): Promise<void>;
};

export function handClock(start: number): HandClock {
  let now = start;
  let calls: { at: number; call: () => void }[] = [];
  const after = (ms: number, call: () => void) => {
    const entry = { at: now + ms, call };
    calls.push(entry);
    return () => {
      calls = calls.filter((other) => other !== entry);
    };
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after,
    every: (ms, call) => {
      let stop = () => {};
      const again = () => {
        stop = after(ms, again);
        call();
      };
      stop = after(ms, again);
      return () => stop();
    },
    random: () => 0.5,
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = calls.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        calls = calls.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.call();
      }
      now = end;
      await settle();
    },
  };
}
