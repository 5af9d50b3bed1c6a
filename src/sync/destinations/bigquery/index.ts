import type { BigQuerySpec, TableName } from '../../config/spec.ts';
import type { Destination } from '../../types.ts';
import { compareKeys } from './compare-keys.ts';
import { openSession } from './connect.ts';
import { profileTable } from './figures.ts';
import { generations } from './generations.ts';
import { beginLoad, resumeLoad } from './load.ts';
import { previewOf } from './preview.ts';
import { questionsOf } from './questions.ts';
import { jobId } from './session.ts';
import { settle } from './settle.ts';
import { stagingOf } from './staging.ts';
import { readTable, shapeOf } from './tables.ts';
import { undo } from './undo.ts';
import { usageOf } from './usage.ts';

/**
 * BigQuery as a destination: one load job into a staging table of its own, then one job that publishes. The history of
 * jobs says what was published, by ids of ours.
 */
export async function openBigQueryDestination(spec: BigQuerySpec): Promise<Destination> {
  const session = await openSession(spec);
  const questions = questionsOf(session);
  const { ask } = questions;
  const files = spec.staging;
  const resolve = (table: TableName) => session.resolve(table);
  return {
    kind: 'bigquery',
    modes: ['replace', 'append', 'merge'],
    formats: ['cells'],
    natives: [],
    async describe(table) {
      const there = await readTable(session, resolve(table));
      return there === null ? null : shapeOf(there);
    },
    profile: (query, signal) =>
      profileTable(session, resolve(query.table), query, { id: ask('sync_bot_profile'), signal }),
    preview: (plan) => previewOf(session, plan, resolve(plan.destination.table), { files: files !== null }),
    begin: (plan, token) => beginLoad({ ...questions, plan, token, target: resolve(plan.destination.table), files }),
    resume: (plan, token) => resumeLoad({ ...questions, plan, token, target: resolve(plan.destination.table), files }),
    compareKeys(plan, token, asked) {
      const target = resolve(plan.destination.table);
      const id = ask(jobId(token, 'compare'));
      return compareKeys(session, plan, { target, keys: stagingOf(target, token) }, asked, { id });
    },
    settle: (table, token) => settle({ session, files }, resolve(table), token),
    generations: (table) => generations(session, resolve(table)),
    undo: (table, token, was) => undo(session, resolve(table), token, was),
    usage: (asked, signal) => usageOf(session, asked, { id: ask('sync_bot_usage'), signal }),
    spent: () => session.spent(),
    close: () => session.close(),
  };
}
