import type { Alert, Jobs, Run } from '../jobs/index.ts';
import { factsOf } from './facts.ts';
import { type Message, phrase, type Text, type When } from './message.ts';
import { about, isCallable, seenOf } from './trouble.ts';
import { type AlertFacts, failing, groupMessage, lateAlertMessage } from './views/alert.ts';
import { overMessage } from './views/alert-over.ts';
import { failureTitle } from './views/error.ts';
import { runMessage } from './views/run.ts';

/** The class of tables that are late, which no run ends with. */
const LATE = 'guard.late';

/** The class of an alert in a few words. */
export const failureOf = ({ code }: Pick<Alert, 'code'>): Text => (code === LATE ? phrase('Late') : failureTitle(code));

/** What the views need to know of an alert, asked of the jobs. */
export function alertFacts(jobs: Jobs, alert: Alert): AlertFacts {
  const tables = jobs.config().tables;
  const runs = new Map<string, Run>();
  const recoveries = new Map<string, { readonly run: Run | null; readonly mode: string }>();
  for (const { table, run, recoveredBy } of alert.members) {
    const found = run === null ? null : jobs.run(run);
    if (found !== null) runs.set(table, found);
    const spec = tables[table];
    if (recoveredBy === null || spec === undefined) continue;
    recoveries.set(table, { run: jobs.run(recoveredBy), mode: spec.model === null ? spec.mode : 'model' });
  }
  const left = new Set(failing(alert).map(({ table }) => table));
  const good = [...left].map((table) => jobs.status(table)?.lastSuccess?.finishedAt ?? null);
  return {
    alert,
    failure: failureOf(alert),
    runs,
    recoveries,
    late: alert.code === LATE ? jobs.late().filter(({ table }) => left.has(table)) : [],
    owners: [...new Set(alert.members.flatMap(({ table }) => tables[table]?.owner ?? []))],
    oldestGoodAt: good.includes(null) || good.length === 0 ? null : Math.min(...good.map((at) => at ?? 0)),
    seen: seenOf(jobs, alert.members[0]?.table ?? '', alert.code),
    callable: isCallable(jobs),
  };
}

/** The only run that an alert is about; null where it is about several tables, or none that ran. */
export function onlyRun(jobs: Jobs, alert: Alert): Run | null {
  const [member] = alert.members;
  if (alert.members.length !== 1 || member === undefined || member.run === null || alert.code === LATE) return null;
  return jobs.run(member.run);
}

/** The message of an alert: that of its run while it is about one, and one for all where it is about several. */
export function alertMessage(jobs: Jobs, alert: Alert, when: When): Message {
  const run = onlyRun(jobs, alert);
  // What became of a held run is told by its own message: published, discarded, expired.
  if (run !== null && (alert.state !== 'resolved' || alert.members[0]?.recoveredBy == null)) {
    return runMessage({ ...factsOf(jobs, run), alert, ...about(jobs, run) }, when);
  }
  const facts = alertFacts(jobs, alert);
  if (alert.state === 'resolved') return overMessage(facts, when);
  return alert.code === LATE ? lateAlertMessage(facts, when) : groupMessage(facts, when);
}
