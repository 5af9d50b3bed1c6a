import type { Click, Jobs } from '../jobs/index.ts';
import type { Reply } from './commands/command.ts';
import type { Message } from './message.ts';
import { alreadyPressedMessage } from './views/pressed.ts';

/** A button that was pressed: `message` is the channel and ts of the message it stands on. */
export type Press = { readonly message: string; readonly value: string; readonly by: string };

/**
 * A button that changes something acts once, whoever presses it and how often, until its message says something new,
 * what it started is over, or ten minutes have passed. One that only looks acts every time.
 */
export function createClicks(jobs: Jobs) {
  const told = ({ by, at, runs }: Click): Message => {
    const started = runs.flatMap((id) => jobs.run(id) ?? []);
    return alreadyPressedMessage({ by, agoMs: jobs.now() - at, started });
  };
  /** What became of a press that acted; null: nobody foresaw its end. */
  function acted({ message, value }: Press, reply: Reply | null): void {
    if (reply === null || reply.outcome !== 'ok' || reply.asks) jobs.clicks.release(message, value);
    else if (reply.started.length > 0) jobs.clicks.started(message, value, reply.started);
  }

  const isOver = ({ runs }: Click): boolean => runs.length > 0 && runs.every((id) => jobs.run(id)?.finishedAt != null);

  return {
    /** Acts, or says who did before. `press` null: not a button, or one that only looks. */
    async once(
      press: Press | null,
      act: () => Promise<Reply>,
    ): Promise<{ readonly reply: Reply } | { readonly already: Message }> {
      if (press === null) return { reply: await act() };
      const claim = () => jobs.clicks.claim(press.message, press.value, press.by);
      let first = claim();
      if (first !== null && isOver(first)) {
        jobs.clicks.release(press.message, press.value);
        first = claim();
      }
      if (first !== null) return { already: told(first) };
      let reply: Reply | null = null;
      try {
        reply = await act();
        return { reply };
      } finally {
        acted(press, reply);
      }
    },
  };
}
