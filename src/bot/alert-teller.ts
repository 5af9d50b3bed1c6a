import type { Alert, AlertPost, Jobs, Run } from '../jobs/index.ts';
import { alertFacts, alertMessage, onlyRun } from './alert-facts.ts';
import { sameChannel } from './channels.ts';
import { factsOf } from './facts.ts';
import type { Kept } from './kept.ts';
import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Message } from './message.ts';
import type { Outbox } from './outbox.ts';
import type { Timers } from './timers.ts';
import { failing, inMessage, membersMessage } from './views/alert.ts';
import { calledNotice, recoveredNotice, wokenNotice } from './views/alert-over.ts';
import { runMessage } from './views/run.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly kept: Kept;
  readonly languageOf: (channel: string) => Language;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/** Between two edits of the message of an alert: its members may come within one second. */
const EVERY_MS = 3000;
/** What ran out of time was announced by its own message, and still wakes somebody. */
const ANEW = 'guard.expired';

/** Tells of alerts: one message each, its members in the thread, and in the thread what must not be overlooked. */
export function createAlertTeller({ jobs, outbox, kept, languageOf, timers, log }: Ports) {
  /** One at a time for each alert; what changed meanwhile is asked of the jobs again. */
  const busy = new Map<number, Promise<void>>();
  /** The revision that was handed over last: what stands in the channel is noted only when it stands there. */
  const handed = new Map<number, number>();
  const when = () => ({ now: timers.now(), zone: jobs.config().timezone });

  function hear(alert: Alert): void {
    if (busy.has(alert.id)) return;
    const work = upToDate(alert)
      .catch((error: unknown) => log.error(traceOf(error), 'telling of an alert went wrong'))
      .finally(() => busy.delete(alert.id));
    busy.set(alert.id, work);
  }

  /** What changed while something was on its way is told next. */
  async function upToDate({ id }: Alert): Promise<void> {
    for (let alert = jobs.alert(id); alert !== null && handed.get(id) !== alert.revision; alert = jobs.alert(id)) {
      handed.set(id, alert.revision);
      await tell(alert);
    }
  }

  async function tell(alert: Alert): Promise<void> {
    const told = (post: AlertPost | null = alert.post): void => jobs.alertTold(alert.id, alert.revision, post);
    if (alert.post !== null) return edit(alert, alert.post);
    // Nothing was said, so nothing has to be taken back; who asked for recoveries alone hears of this now.
    if (alert.quiet !== (alert.state === 'resolved')) return told(null);
    const own = ownRuns(alert);
    if (own.length > 0) {
      if (alert.acked !== null || alert.snoozed !== null) for (const run of own) refresh(run);
      return told(null);
    }
    const key = `alert ${alert.id}`;
    // A letter that an earlier process wrote says what was true then.
    const stale = jobs.letters.byKey(key) !== null;
    const posted = await outbox.post(alert.channel, alertMessage(jobs, alert, when()), {
      key,
      language: languageOf(alert.channel),
    });
    if (posted.kind === 'refused') {
      const facts = { alert: alert.id, channel: alert.channel, reason: posted.reason };
      log.error(facts, `an alert that is ${alert.state} could not be told`);
      // Slack said no for good: without an end it would be asked each second.
      return told(null);
    }
    kept.posted(key);
    const post = { channel: posted.channel, ts: posted.ts, membersTs: null };
    jobs.alertTold(alert.id, 0, post);
    if (stale) return edit(alert, post);
    await inThread(alert, post);
    told(null);
  }

  /**
   * The runs of the members where whoever asked for each has its message already; empty where one of them is news in the
   * channel, or where somebody is called: that needs a message of its own.
   */
  function ownRuns(alert: Alert): readonly Run[] {
    if (alert.code === ANEW || alert.quiet || alert.escalated !== null || alert.wokenAt !== null) return [];
    const runs = failing(alert).map(({ run }) => (run === null ? null : jobs.run(run)));
    const own = runs.filter((run) => run !== null && isKnown(run, alert.channel)) as readonly Run[];
    return own.length === runs.length ? own : [];
  }

  /** Nobody asked for what a schedule starts; a channel that watches a table hears of all that it does not see itself. */
  function isKnown(run: Run, channel: string): boolean {
    if (run.by.kind === 'schedule') return false;
    const seen = jobs.posts.of(run.id).some((post) => sameChannel(jobs.notes, channel, post.channel));
    return seen || channel === jobs.config().slack.channel;
  }

  /** The message of a run that tells of its alert itself: who took it stands there. */
  function refresh(run: Run): void {
    for (const post of jobs.posts.of(run.id)) {
      show(`run ${run.id} ${post.channel}`, post, runMessage(factsOf(jobs, run), when()), true);
    }
  }

  function show(
    key: string,
    post: { readonly channel: string; readonly ts: string },
    message: Message,
    final: boolean,
    done: () => void = () => {},
  ): void {
    kept.show(key, { post, message, language: languageOf(post.channel), everyMs: EVERY_MS, final, done });
  }

  async function edit(alert: Alert, post: AlertPost): Promise<void> {
    const shown = new Promise<void>((resolve) => {
      show(`alert ${alert.id}`, post, alertMessage(jobs, alert, when()), alert.state !== 'open', resolve);
    });
    await inThread(alert, post);
    // Slack may take its time; what changes until then need not wait for this edit.
    void shown
      .then(() => jobs.alertTold(alert.id, alert.revision, null))
      .catch((error: unknown) => log.error(traceOf(error), 'an alert that was told could not be noted'));
  }

  /** What hangs below the message: its members, and each notice once. */
  async function inThread(alert: Alert, post: AlertPost): Promise<void> {
    const facts = alertFacts(jobs, alert);
    const { membersTs } = post;
    if (alert.members.length > inMessage(alert)) {
      const members = membersMessage(facts, when());
      if (membersTs === null) {
        const stale = jobs.letters.byKey(`alert ${alert.id} members`) !== null;
        const ts = await reply(alert, post, 'members', members, false);
        jobs.alertTold(alert.id, 0, { ...post, membersTs: ts });
        if (stale && ts !== null) show(`members ${alert.id}`, { channel: post.channel, ts }, members, true);
      } else show(`members ${alert.id}`, { channel: post.channel, ts: membersTs }, members, alert.state === 'resolved');
    }
    const called = alert.state === 'open' ? calledNotice(facts, when()) : null;
    if (called !== null) await reply(alert, post, `called ${alert.escalated?.at}`, called, true);
    if (alert.state === 'open' && alert.wokenAt !== null)
      await reply(alert, post, `woken ${alert.wokenAt}`, wokenNotice(facts, when()), true);
    // Another alert tells of it now: that its own is over is no news.
    if (alert.state === 'resolved' && alert.members.some(({ recoveredBy }) => recoveredBy !== null))
      await reply(alert, post, 'over', recoveredNotice(facts, when()), alert.escalated !== null);
  }

  async function reply(
    alert: Alert,
    { channel, ts }: AlertPost,
    name: string,
    message: Message,
    broadcast: boolean,
  ): Promise<string | null> {
    const key = `alert ${alert.id} ${name}`;
    const posted = await outbox.post(channel, message, {
      key,
      thread: ts,
      broadcast,
      language: languageOf(alert.channel),
    });
    if (posted.kind === 'posted') return posted.ts;
    log.error({ alert: alert.id, channel, reason: posted.reason }, 'a notice could not be posted');
    return null;
  }

  return {
    hear,
    /** A run changed: the message of its alert says so where it is about that run alone. */
    follow(run: Run): void {
      if (run.state === 'failed') return;
      for (const alert of jobs.alertsOf(run.table)) {
        if (alert.post !== null && onlyRun(jobs, alert)?.id === run.id)
          show(`alert ${alert.id}`, alert.post, alertMessage(jobs, alert, when()), run.state === 'held');
      }
    },
    idle: async (): Promise<void> => void (await Promise.all(busy.values())),
  };
}
