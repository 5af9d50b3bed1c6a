import { ACTIVE_STATES, type Run } from '../jobs/index.ts';

// Which change of a run is told by a new message and which by an edit, and when a message may be edited again. Slack takes
// about 50 edits a minute from the whole app.

/** The run is over, and what ended it is written down. */
export const isOver = (run: Run): boolean =>
  run.finishedAt !== null && !(ACTIVE_STATES as readonly string[]).includes(run.state);

/** Nothing newer comes by itself: it is over, or waits for a person. */
export const rests = (run: Run): boolean => isOver(run) || run.state === 'held';

const LEAST_MS = 10_000;
/** A message that says "queued" is soon wrong: its first edit may come earlier. */
const FIRST_MS = 1000;
const PER_MESSAGE_MS = 1500;

/** The shortest time between two edits of one message while `editing` messages are being edited. */
export const editInterval = (editing: number): number => Math.max(LEAST_MS, PER_MESSAGE_MS * editing);

export type EditQuestion = {
  readonly now: number;
  /** When this message was posted or edited last. */
  readonly lastAt: number;
  /** The message was posted and never edited since. */
  readonly fresh: boolean;
  /** Messages of runs that go on now, this one included. */
  readonly editing: number;
  /** The run is over: nothing newer will come. */
  readonly final: boolean;
};

/** The moment of the next edit (epoch ms): an end is told at once, progress waits for its turn. */
export const nextEditAt = ({ now, lastAt, fresh, editing, final }: EditQuestion): number => {
  if (final) return now;
  const interval = editInterval(editing);
  return Math.max(now, lastAt + (fresh && interval === LEAST_MS ? FIRST_MS : interval));
};
