import type { Jobs, Run, RunPost } from '../jobs/index.ts';
import { createAlerts } from './alerts.ts';
import { factsOf } from './facts.ts';
import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import { fallbackOf, type Outbox } from './outbox.ts';
import { isOver, nextEditAt, rests } from './policy.ts';
import { createTellers } from './tellers.ts';
import { type Timers, within } from './timers.ts';
import { pausesOverMessage } from './views/answers.ts';
import { questionsMessage } from './views/columns.ts';
import { digestMessage } from './views/digest.ts';
import type { RunFacts } from './views/facts.ts';
import { unclassifiedMessage } from './views/failures.ts';
import { runMessage } from './views/run.ts';

export type Place = { readonly channel: string; readonly thread: string | null };

/** Where the message of a run went. */
export type Announced =
  | { readonly kind: 'here' }
  | { readonly kind: 'elsewhere'; readonly channel: string; readonly reason: string }
  /** Slack takes its time; the message comes by itself. */
  | { readonly kind: 'later' }
  | { readonly kind: 'nowhere'; readonly reason: string };

export type Notifier = {
  /** Posts the message of a run where it was asked for; from then on the message follows the run. */
  announce(runId: number, place: Place): Promise<Announced>;
  /** Resolves when every message shows the last known state of its run, or cannot. */
  idle(): Promise<void>;
  /** Hears no more events and starts no more edits. */
  stop(): void;
};

/** Whoever asked is answered after so long, though the message of the run is not there yet. */
const ANNOUNCE_MS = 2000;

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
  sending: boolean;
  unschedule: (() => void) | null;
};

export type NotifierOptions = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  /** What is said in a channel. */
  readonly languageOf: (channel: string) => Language;
  readonly timers: Timers;
  readonly log: Log;
};

/** Keeps the messages of runs true, and tells the channel what nobody asked for: failures of schedules, and the digest. */
export function createNotifier({ jobs, outbox, languageOf, timers, log }: NotifierOptions): Notifier {
  /** Lanes by run. A run of which no message is known has an empty list, so that the store is asked once. */
  const lanes = new Map<number, Lane[]>();
  /** What a message shows that is on its way, by its key. */
  const posting = new Map<string, Run>();
  const pending = new Set<Promise<unknown>>();
  let waiting: (() => void)[] = [];
  let stopped = false;

  const unsubscribe = jobs.on((event) => {
    if (event.type === 'unclassified')
      track(alerts.unclassified(event.channel, event.until, unclassifiedMessage(event.found, whenNow())));
    if (event.type === 'digest')
      track(alerts.digest(event.channel, event.digest.until, digestMessage(event.digest, whenNow())));
    if (event.type === 'pauses over')
      track(alerts.pausesOver(event.pauses, pausesOverMessage(event.pauses, whenNow())));
    if (event.type === 'questions') {
      const columns = event.questions.map(({ column, askedAt }) => `${column.name} ${askedAt}`);
      track(alerts.ask(event.table, columns, questionsMessage(event.table, event.questions, whenNow())));
    }
    if (event.type === 'run') follow(event.run, event.change);
    tellers.hear(event);
  });

  const unhear = outbox.onDelivered(({ key, channel, ts }) => {
    const id = Number(/^run (\d+)(?: \w+)?$/.exec(key)?.[1] ?? Number.NaN);
    const run = posting.get(key) ?? jobs.run(id);
    if (run !== null) adopt(run, { channel, ts }, posting.delete(key));
  });

  const whenNow = () => ({ now: timers.now(), zone: jobs.config().timezone });
  const alerts = createAlerts({ jobs, outbox, languageOf, log });
  const tellers = createTellers({ jobs, outbox, languageOf, timers, log });
  const messageOf = (facts: RunFacts) => runMessage(facts, whenNow());

  function follow(run: Run, change: 'state' | 'progress'): void {
    const known = lanesOf(run);
    for (const lane of known) {
      lane.run = run;
      lane.facts = change === 'progress' ? { ...lane.facts, run } : factsOf(jobs, run);
      schedule(lane);
    }
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
    // An end does not wait for an edit that waits itself: it takes its place.
    if (stopped || (lane.sending && !rests(lane.run))) return;
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
    let { run } = lane;
    const newest = () => {
      run = lane.run;
      return messageOf(lane.facts);
    };
    const edited = await outbox.edit(lane.post, newest, { language: languageOf(lane.post.channel), final: rests(run) });
    if (edited.kind === 'superseded') return;
    lane.sending = false;
    lane.lastAt = timers.now();
    if (edited.kind === 'gone') {
      const { reason } = edited;
      log.warn({ run: run.id, channel: lane.post.channel, reason }, 'the message of a run cannot be edited');
      drop(lane);
      return;
    }
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
    const key = `run ${runId}`;
    posting.set(key, run);
    const { channel, thread } = place;
    const sent = outbox.post(channel, messageOf(factsOf(jobs, run)), { key, thread, language: languageOf(channel) });
    const posted = await within(timers, ANNOUNCE_MS, sent);
    if (posted === null) return { kind: 'later' };
    if (posted.kind === 'refused') return { kind: 'nowhere', reason: posted.reason };
    if (posted.refused === undefined) return { kind: 'here' };
    return { kind: 'elsewhere', channel: fallbackOf(jobs.config()) ?? posted.channel, reason: posted.refused.reason };
  }

  /** From here on the message follows the run; what happened while it was being posted is shown next. */
  function adopt(
    posted: Run,
    { channel, ts }: { readonly channel: string; readonly ts: string },
    known: boolean,
  ): void {
    const post = { runId: posted.id, channel, ts };
    jobs.posts.save(post);
    const others = (lanes.get(posted.id) ?? []).filter((lane) => lane.post.ts !== ts || lane.post.channel !== channel);
    const run = jobs.run(posted.id) ?? posted;
    const same = run.state === posted.state && run.stage === posted.stage && run.rowsRead === posted.rowsRead;
    const shown = !known ? null : same ? run : posted;
    const lane = newLane(post, factsOf(jobs, run), { shown, lastAt: timers.now() });
    lanes.set(posted.id, [...others, lane]);
    schedule(lane);
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

  // The bot died between a run and its first word.
  for (const { run, ...place } of jobs.untoldRuns()) track(announce(run, place));

  return {
    announce,
    async idle() {
      await tellers.idle();
      if (!isIdle()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    stop() {
      stopped = true;
      unsubscribe();
      unhear();
      tellers.stop();
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
  sending: false,
  unschedule: null,
});
