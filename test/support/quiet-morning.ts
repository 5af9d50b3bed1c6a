/** How does a test let a morning pass: the real history, the real desks, the real notifier, and an outbox that counts? */

import { flat } from '../../src/bot/language/index.ts';
import type { Message } from '../../src/bot/message.ts';
import { createNotifier } from '../../src/bot/notify.ts';
import type { Delivered, Outbox } from '../../src/bot/outbox.ts';
import { openHistory } from '../../src/jobs/history.ts';
import type { Config, Jobs, JobsEvent, Run, RunState } from '../../src/jobs/index.ts';
import { createQuiet } from '../../src/jobs/quiet.ts';
import { aFailure, aSuccess, fakeJobs, NINE } from './fake-jobs.ts';
import { type HandClock, handClock } from './hand-clock.ts';

export type Sent = {
  readonly what: 'post' | 'edit';
  readonly at: number;
  readonly channel: string;
  readonly thread: string | null;
  readonly ts: string;
  readonly title: string;
  readonly broadcast: boolean;
  readonly message: Message;
};
/** What Slack holds: it outlives the bot. */
export type Slack = { readonly sent: Sent[]; readonly byKey: Map<string, string> };

export const BY_SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;

/** Opens the history at `path` (`:memory:` for one life) and starts a bot over it. */
export function quietBot(config: Config, path: string, given: Partial<{ clock: HandClock; slack: Slack }> = {}) {
  const clock = given.clock ?? handClock(NINE);
  const slack = given.slack ?? { sent: [], byKey: new Map<string, string>() };
  const history = openHistory(path, () => 'h');
  const listeners = new Set<(event: JobsEvent) => void>();
  const emit = (event: JobsEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const quiet = createQuiet({ history, clock, config: () => config, audit: { write: () => {} }, emit });
  const jobs: Jobs = {
    ...fakeJobs(handClock(NINE), config),
    ...quiet.desk,
    now: clock.now,
    run: (id) => history.run(id),
    posts: { save: history.savePost, of: history.posts } as unknown as Jobs['posts'],
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const outbox = outboxOf(slack, clock);
  let killed = false;
  // What a kill leaves half done has nobody to complain to.
  const log = { info() {}, warn() {}, error: (facts: object) => void (killed || assertNothing(facts)) };
  const notifier = createNotifier({ jobs, outbox, languageOf: () => 'en', timers: clock, log });
  const unlook = clock.every(1000, quiet.look);

  function change(run: Run, to: Partial<Run> & { readonly state: RunState }): Run {
    const { state, startedAt, finishedAt, error, result, attempt, nextAttemptAt } = { ...run, ...to };
    const changed = history.update(run.id, {
      state,
      error,
      attempt,
      nextAttemptAt,
      ...(startedAt === null ? {} : { startedAt }),
      ...(finishedAt === null ? {} : { finishedAt }),
      ...(result === null ? {} : { result }),
    });
    quiet.heard(changed);
    emit({ type: 'run', run: changed, change: 'state' });
    return changed;
  }

  return {
    clock,
    slack,
    history,
    jobs,
    desk: quiet.desk,
    queue(table: string, dueAt: number | null, by: Run['by'] = BY_SCHEDULE): Run {
      const made = history.insert({
        table,
        state: 'queued',
        by,
        note: null,
        dueAt,
        scope: { kind: 'due' },
        queuedAt: clock.now(),
        attempts: 3,
        owner: 'me',
      });
      if (made === null) throw new Error(`${table} has a run already`);
      emit({ type: 'run', run: made, change: 'state' });
      return made;
    },
    change,
    start: (run: Run): Run => change(run, { state: 'running', startedAt: clock.now(), attempt: 1 }),
    succeed: (run: Run): Run =>
      change(run, { state: 'success', finishedAt: clock.now(), result: aSuccess().result, error: null }),
    fail: (run: Run, error: Partial<NonNullable<Run['error']>> = {}): Run =>
      change(run, { state: 'failed', finishedAt: clock.now(), error: { ...aFailure().error!, ...error } }),
    retry: (run: Run): Run => change(run, { state: 'retry_wait', error: aFailure().error }),
    digest: (): void =>
      emit({ type: 'digest', channel: '#data-syncs', digest: jobs.digest(clock.now() - 86_400_000, clock.now()) }),
    emit,
    /** As a kill does: nothing is sent any more, nothing is closed in order. */
    kill(): void {
      killed = true;
      unlook();
      notifier.stop();
      history.close();
    },
  };
}

function assertNothing(facts: object): never {
  throw new Error(`the bot complained: ${JSON.stringify(facts)}`);
}

/** Posts each key once, as the letters do, and writes down everything that Slack would show. */
function outboxOf({ sent, byKey }: Slack, clock: HandClock): Outbox {
  const listeners = new Set<(delivered: Delivered) => void>();
  const note = (entry: Omit<Sent, 'at' | 'title'>) =>
    void sent.push({ ...entry, at: clock.now(), title: flat('en', entry.message.title) });
  return {
    async post(channel, message, { key, thread = null, broadcast = false }) {
      const id = channel.replace('#data-syncs', 'C0DATA');
      const ts = byKey.get(key) ?? `${byKey.size + 1}.0`;
      if (!byKey.has(key)) note({ what: 'post', channel: id, thread, ts, broadcast, message });
      byKey.set(key, ts);
      for (const hear of listeners) hear({ key, channel: id, ts });
      return { kind: 'posted', channel: id, ts };
    },
    async edit({ channel, ts }, message) {
      const shown = typeof message === 'function' ? message() : message;
      note({ what: 'edit', channel, thread: null, ts, broadcast: false, message: shown });
      return { kind: 'edited' };
    },
    onDelivered(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {},
    stop: () => {},
  };
}

/** The most that happened within any minute. */
export function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
}
