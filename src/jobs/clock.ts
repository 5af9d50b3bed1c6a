/** Time and chance, as an argument: whoever needs them is given one of these, and a test gives one it moves by hand. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls once after `ms`; the function given back takes the call back. */
  after(ms: number, call: () => void): () => void;
  /** Calls every `ms` until taken back. */
  every(ms: number, call: () => void): () => void;
  /** From 0 (included) to 1 (excluded). */
  random(): number;
};

/** The machine's clock. What repeats keeps no process alive by itself; what happens once does. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  every(ms, call) {
    const timer = setInterval(call, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  random: () => Math.random(),
};
