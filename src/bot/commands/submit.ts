import type { Run, RunRequest } from '../../jobs/index.ts';
import { type Early, submittedMessage } from '../views/answers.ts';
import { absolute } from '../when.ts';
import { type Context, type Reply, reply, whenOf } from './command.ts';
import { MANY } from './confirm.ts';
import { runData } from './data.ts';

/** What a model is run before: tables and models it runs after that have not succeeded today. */
function earlyOf({ jobs, now }: Context, table: string): readonly Early[] {
  const spec = jobs.config().tables[table];
  const today = spec === undefined ? null : absolute(now, spec.timezone).slice(0, 10);
  const late = (spec?.model?.after ?? []).filter((other) => {
    const last = jobs.status(other)?.lastSuccess ?? null;
    return last === null || absolute(last.dueAt ?? last.queuedAt, spec?.timezone ?? 'UTC').slice(0, 10) !== today;
  });
  return late.length === 0 ? [] : [{ table, before: late }];
}

/** Asks for these runs and says what became of each: one that goes on already is shown, and never a second one started. */
export function submitAll(context: Context, requests: readonly Omit<RunRequest, 'by'>[]): Reply {
  const { jobs, asker } = context;
  const accepted: Run[] = [];
  const already: Run[] = [];
  const draining: string[] = [];
  // So many get no message of their own, after a crash neither.
  const place = requests.length > MANY ? null : context.place;
  for (const request of requests) {
    const submission = jobs.submit({ ...request, by: asker, place });
    if (submission.kind === 'accepted') accepted.push(submission.run);
    else if (submission.kind === 'already') already.push(submission.run);
    else draining.push(request.table);
  }
  const early = accepted.flatMap(({ table }) => earlyOf(context, table));
  const posts = new Map(already.flatMap(({ id }) => jobs.posts.of(id).slice(0, 1)).map((post) => [post.runId, post]));
  const together = accepted.length > MANY;
  return reply(
    submittedMessage({ accepted, already, draining, early, posts }, whenOf(context)),
    {
      accepted: accepted.map(runData),
      already: already.map(runData),
      draining,
      ...(early.length === 0 ? {} : { early }),
    },
    {
      outcome: draining.length > 0 ? 'refused' : 'ok',
      started: accepted.map(({ id }) => id),
      joined: already.map(({ id }) => id),
      saidByRuns: already.length + draining.length + early.length === 0 && !together,
      ...(together ? { together, visibility: 'channel' } : {}),
    },
  );
}
