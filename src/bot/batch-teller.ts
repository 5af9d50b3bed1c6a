import type { Batch, Jobs } from '../jobs/index.ts';
import type { Kept } from './kept.ts';
import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { Timers } from './timers.ts';
import { batchMessage } from './views/batch.ts';
import { failureTitle } from './views/error.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly kept: Kept;
  readonly languageOf: (channel: string) => Language;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/** Between two edits; a morning of an hour is told often enough by 360. */
const EVERY_MS = 10_000;

/** Tells of the runs that one moment of the schedule starts: one message, posted at the first start, edited to the end. */
export function createBatchTeller({ jobs, outbox, kept, languageOf, timers, log }: Ports) {
  const posting = new Map<string, Promise<void>>();
  const when = () => ({ now: timers.now(), zone: jobs.config().timezone });
  const messageOf = (batch: Batch) =>
    batchMessage(
      batch,
      {
        sourceOf: (table) => {
          const spec = jobs.config().tables[table];
          return spec === undefined ? null : spec.model === null ? spec.source.connection : 'SQL';
        },
        failureOf: failureTitle,
      },
      when(),
    );

  async function post(batch: Batch): Promise<void> {
    const { channel, dueAt } = batch;
    const posted = await outbox.post(channel, messageOf(batch), {
      key: `batch ${channel} ${dueAt}`,
      language: languageOf(channel),
    });
    if (posted.kind === 'refused') {
      log.error({ channel, reason: posted.reason }, 'the message of a schedule could not be posted');
      return;
    }
    jobs.batchPosted(channel, dueAt, posted);
    kept.posted(`batch ${channel} ${dueAt}`);
    // What happened while it was on its way.
    const now = jobs.batch(dueAt);
    if (now !== null) show(now);
  }

  function show(batch: Batch): void {
    if (batch.post === null) return;
    kept.show(`batch ${batch.channel} ${batch.dueAt}`, {
      post: batch.post,
      message: messageOf(batch),
      language: languageOf(batch.channel),
      everyMs: EVERY_MS,
      final: batch.over,
      done: batch.over ? () => jobs.batchOver(batch.channel, batch.dueAt) : () => {},
    });
  }

  return {
    hear(batch: Batch): void {
      const key = `${batch.channel} ${batch.dueAt}`;
      if (batch.post !== null) show(batch);
      else if (!posting.has(key)) {
        const work = post(batch)
          .catch((error: unknown) => log.error(traceOf(error), 'telling of a schedule went wrong'))
          .finally(() => posting.delete(key));
        posting.set(key, work);
      }
    },
    idle: async (): Promise<void> => void (await Promise.all(posting.values())),
  };
}
