import type { Jobs, Run, RunPost } from '../jobs/index.ts';
import { createAlerts } from './alerts.ts';
import { factsOf } from './facts.ts';
import { type Log, traceOf } from './log.ts';
import type { Outbox, Posted } from './outbox.ts';
import { isOver, MOST_TRIES, needsAlert, nextEditAt, rests, retryAfter } from './policy.ts';
import type { Timers } from './timers.ts';
import { questionsMessage } from './views/columns.ts';
import { digestMessage } from './views/digest.ts';
import type { RunFacts } from './views/facts.ts';
import { runMessage } from './views/run.ts';

export type Place = { readonly channel: string; readonly thread: string | null };

/** Where the message of a run went. */
export type Announced =
  | { readonly kind: 'here' }
  | { readonly kind: 'elsewhere'; readonly channel: string; readonly reason: string }
  | { readonly kind: 'nowhere'; readonly reason: string };

export type Notifier = {
  /** Posts the message of a run where it was asked for; from then on the message follows the run. */
  announce(runId: number, place: Place): Promise<Announced>;
  /** Resolves when every message shows the last known state of its run, or cannot. */
  idle(): Promise<void>;
  /** Hears no more events and starts no more edits. */
  stop(): void;
};

/** One message that follows a run. Its edits go one after the other, and the newest state wins. */
type Lane = {
  readonly post: RunPost;
  run: Run;
  /** Gathered when the run changed: when the last edit goes out, the history may be closed already. */
  facts: RunFacts;
  /** The run as it is shown; null after a restart, when nobody knows. */
  shown: Run | null;
  lastAt: number;
  /** Posted and never edited since. */
  fresh: boolean;
  tries: number;
  sending: boolean;
  unschedule: (() => void) | null;
};

export type NotifierOptions = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly log: Log;
};

/** Keeps the messages of runs true, and tells the channel what nobody asked for: failures of schedules, and the digest. */
export function createNotifier({ jobs, outbox, timers, log }: NotifierOptions): Notifier {
  /** Lanes by run. A run of which no message is known has an empty list, so that the store is asked once. */
  const lanes = new Map<number, Lane[]>();
  const pending = new Set<Promise<unknown>>();
  let waiting: (() => void)[] = [];
  let stopped = false;

  const unsubscribe = jobs.on((event) => {
    if (event.type === 'digest')
      track(alerts.digest(event.channel, event.digest.until, digestMessage(event.digest, whenNow())));
    if (event.type === 'questions') {
      const columns = event.questions.map(({ column, askedAt }) => `${column.name} ${askedAt}`);
      track(alerts.ask(event.table, columns, questionsMessage(event.table, event.questions, whenNow())));
    }
    if (event.type === 'run') follow(event.run, event.change);
  });

  const whenNow = () => ({ now: timers.now(), zone: jobs.config().timezone });
  const alerts = createAlerts({ jobs, outbox, log, messageOf: (run) => messageOf(factsOf(jobs, run)) });
  const messageOf = (facts: RunFacts) => runMessage(facts, whenNow());

  function follow(run: Run, change: 'state' | 'progress'): void {
    const known = lanesOf(run);
    for (const lane of known) {
      lane.run = run;
      lane.facts = change === 'progress' ? { ...lane.facts, run } : factsOf(jobs, run);
      schedule(lane);
    }
    if (change === 'state' && needsAlert(run, known.length > 0)) track(alert(run));
    if (isOver(run) && known.length === 0) lanes.delete(run.id);
  }

  function lanesOf(run: Run): Lane[] {
    const known = lanes.get(run.id);
    if (known !== undefined) return known;
    const found = jobs.posts.of(run.id).map((post) => newLane(post, factsOf(jobs, run), { shown: null, lastAt: 0 }));
    lanes.set(run.id, found);
    return found;
  }

  function schedule(lane: Lane): void {
    if (stopped || lane.sending) return;
    if (lane.shown === lane.run) {
      done(lane);
      return;
    }
    lane.unschedule?.();
    const editing = [...lanes.values()].reduce((sum, list) => sum + list.length, 0);
    const now = timers.now();
    const at = nextEditAt({ now, lastAt: lane.lastAt, fresh: lane.fresh, editing, final: rests(lane.run) });
    later(lane, at - now);
  }

  function later(lane: Lane, ms: number): void {
    lane.unschedule = null;
    if (ms <= 0) track(send(lane));
    else lane.unschedule = timers.after(ms, () => track(send(lane)));
  }

  async function send(lane: Lane): Promise<void> {
    lane.unschedule = null;
    lane.sending = true;
    const { run, facts } = lane;
    const edited = await outbox.edit(lane.post, messageOf(facts));
    lane.sending = false;
    lane.lastAt = timers.now();
    if (edited.kind === 'later' && lane.tries < MOST_TRIES && !stopped) {
      lane.tries += 1;
      later(lane, edited.afterMs ?? retryAfter(lane.tries));
      return;
    }
    if (edited.kind !== 'edited') {
      const reason = edited.kind === 'gone' ? edited.reason : 'unreachable';
      log.warn({ run: run.id, channel: lane.post.channel, reason }, 'the message of a run cannot be edited');
      drop(lane);
      return;
    }
    lane.tries = 0;
    lane.fresh = false;
    lane.shown = run;
    schedule(lane);
  }

  function done(lane: Lane): void {
    if (isOver(lane.run)) drop(lane);
    else settle();
  }

  function drop(lane: Lane): void {
    const rest = (lanes.get(lane.run.id) ?? []).filter((other) => other !== lane);
    if (rest.length > 0 || !isOver(lane.run)) lanes.set(lane.run.id, rest);
    else lanes.delete(lane.run.id);
    settle();
  }

  async function announce(runId: number, place: Place): Promise<Announced> {
    const run = jobs.run(runId);
    if (run === null) return { kind: 'nowhere', reason: 'no such run' };
    const first = await outbox.post(place.channel, messageOf(factsOf(jobs, run)), {
      key: `run ${runId}`,
      thread: place.thread,
    });
    if (first.kind === 'posted') {
      adopt(run, first);
      return { kind: 'here' };
    }
    const channel = jobs.config().slack.channel;
    log.warn({ run: runId, channel: place.channel, reason: first.reason }, 'cannot post where the run was asked for');
    if (channel === null || channel === place.channel) return { kind: 'nowhere', reason: first.reason };
    const second = await outbox.post(channel, messageOf(factsOf(jobs, jobs.run(runId) ?? run)), {
      key: `run ${runId} elsewhere`,
    });
    if (second.kind === 'refused') return { kind: 'nowhere', reason: first.reason };
    adopt(run, second);
    return { kind: 'elsewhere', channel, reason: first.reason };
  }

  /** From here on the message follows the run; what happened while it was being posted is shown next. */
  function adopt(posted: Run, { channel, ts }: Extract<Posted, { kind: 'posted' }>): void {
    const post = { runId: posted.id, channel, ts };
    jobs.posts.save(post);
    const run = jobs.run(posted.id) ?? posted;
    const same = run.state === posted.state && run.stage === posted.stage && run.rowsRead === posted.rowsRead;
    const lane = newLane(post, factsOf(jobs, run), { shown: same ? run : posted, lastAt: timers.now() });
    lanes.set(posted.id, [...(lanes.get(posted.id) ?? []), lane]);
    schedule(lane);
  }

  async function alert(run: Run): Promise<void> {
    const posted = await alerts.tell(run);
    if (posted !== null) adopt(run, posted);
  }

  function track(work: Promise<unknown>): void {
    const caught = work.catch((error: unknown) => log.error(traceOf(error), 'telling about a run went wrong'));
    pending.add(caught);
    void caught.then(() => {
      pending.delete(caught);
      settle();
    });
  }

  const isIdle = () => pending.size === 0 && ![...lanes.values()].flat().some((lane) => lane.unschedule !== null);

  function settle(): void {
    if (!isIdle() && !stopped) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    announce,
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop() {
      stopped = true;
      unsubscribe();
      for (const lane of [...lanes.values()].flat()) lane.unschedule?.();
      settle();
    },
  };
}

const newLane = (post: RunPost, facts: RunFacts, rest: Pick<Lane, 'shown' | 'lastAt'>): Lane => ({
  post,
  run: facts.run,
  facts,
  ...rest,
  fresh: rest.shown !== null,
  tries: 0,
  sending: false,
  unschedule: null,
});
