import { SyncError } from '../../errors.ts';
import { tableText } from '../../facts.ts';
import type { Measure } from '../../findings.ts';
import type { Load, Plan } from '../../types.ts';
import { measure, profileTable } from './figures.ts';
import { dropFiles, type StagingPlace } from './files.ts';
import { endJobs, lastJob } from './ledger.ts';
import { isCompressed, loadConfiguration, openRows } from './load-rows.ts';
import { publish, versionOf } from './publish-replace.ts';
import { publishBeside } from './publish-rows.ts';
import type { Questions } from './questions.ts';
import { type JobConfiguration, jobId, type TableId } from './session.ts';
import { makeStaging, stagingOf } from './staging.ts';
import { methodFor, refuseRequired } from './surroundings.ts';
import { dropTable, fieldsOf, nativeOf, plannedFields, readTable } from './tables.ts';

/** What a load works with. */
export type Loading = Questions & {
  readonly plan: Plan;
  readonly token: string;
  readonly target: TableId;
  /** Where files are staged; null: rows are uploaded to BigQuery itself. */
  readonly files: StagingPlace | null;
};

/** Makes the staging table of an attempt and begins to load rows into it. */
export async function beginLoad(loading: Loading): Promise<Load> {
  const { session, plan, token, target, files } = loading;
  const staging = stagingOf(target, token);
  if (plan.mode === 'replace' && files === null) {
    // Before the rows are sent, which may take long.
    const there = await readTable(session, target);
    if (there !== null && methodFor(there, plannedFields(plan)) === 'in_place') refuseRequired(target, there, 'begin');
  }
  await makeStaging(session, plan, target, staging);
  const compressed = isCompressed(session);
  const then = staged(loading, staging);
  const rows = await openRows(session, { plan, token, table: staging, staging: files, compressed }).catch(
    async (error: unknown) => {
      // Nobody else knows of it yet.
      await then.abort().catch(() => {});
      throw error;
    },
  );
  return {
    ...then,
    async write(batch) {
      if (batch.format !== 'cells') throw new Error(`BigQuery takes no ${batch.format}`);
      await rows.write(batch.rows);
    },
    async finish(signal) {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', rows.abort, { once: true });
      const { rows: given, job } = await rows.finish();
      signal?.removeEventListener('abort', rows.abort);
      const { outputRows } = (job.statistics.load ?? {}) as { readonly outputRows?: string };
      const there = Number((await readTable(session, staging))?.numRows ?? 0);
      if (Number(outputRows ?? 0) !== given || there !== given) {
        throw notAsGiven(plan, `${given} were sent, the load job counts ${outputRows ?? 0}, staging has ${there}`);
      }
      return { rows: there };
    },
    async abort() {
      rows.abort();
      await then.abort();
    },
  };
}

/** Takes up what an earlier worker staged; null where it is gone. */
export async function resumeLoad(loading: Loading): Promise<Load | null> {
  const staging = stagingOf(loading.target, loading.token);
  if ((await readTable(loading.session, staging)) === null) return null;
  return {
    ...staged(loading, staging),
    write: () => Promise.reject(new Error('everything is staged')),
    finish: async () => ({ rows: Number((await readTable(loading.session, staging))?.numRows ?? 0) }),
  };
}

/** What can be done with rows once they are staged. */
function staged(loading: Loading, staging: TableId): Pick<Load, 'measure' | 'profile' | 'commit' | 'abort'> {
  const { session, plan, token, target, files, ask } = loading;
  let published = false;
  return {
    measure: (figures) => measure(session, plan, staging, figures, { id: ask(jobId(token, 'measure')) }),
    async profile(measures, signal) {
      const fields = fieldsOf((await readTable(session, staging)) ?? {});
      const native = (name: string): string =>
        nativeOf(fields.find((field) => field.name === name) ?? { name, type: '' });
      const columns = plan.columns.map(({ name, to }, i) => ({
        column: { ...to, native: native(name) },
        measure: measures[i] as Measure,
      }));
      const table = { schema: `${staging.project}.${staging.dataset}`, name: staging.name };
      const query = { table, columns, where: null, window: null, native: false, depth: 'quick' } as const;
      return await profileTable(session, staging, query, { id: ask(jobId(token, 'profile')), signal });
    },
    async commit() {
      const names = { target, staging, token };
      if (plan.mode !== 'replace') {
        const keys = plan.keys === null ? null : stagingOf(target, plan.keys);
        const done = await publishBeside(session, plan, { ...names, keys });
        published = true;
        await dropStaged(loading, target, token);
        if (plan.keys !== null) await dropStaged(loading, target, plan.keys);
        return done;
      }
      const load = files === null ? null : await filesAgain(loading);
      const done = await publish(session, names, versionOf(plan, token), load);
      published = true;
      // It is published: what may be left is for the bucket's own lifecycle.
      if (files !== null) await dropFiles(session, files, token).catch(() => {});
      return done;
    },
    async abort() {
      if (published) return;
      await dropStaged(loading, target, token);
    },
  };
}

/** The load of the same files into the target: exactly those that staging was made of. */
async function filesAgain({ session, plan, token, target }: Loading): Promise<JobConfiguration | null> {
  const loaded = (await lastJob(session.jobs, jobId(token, 'load')))?.configuration.load;
  const { sourceUris: uris } = (loaded ?? {}) as { readonly sourceUris?: readonly string[] };
  if (uris === undefined) return null;
  const format = plan.bigquery?.format ?? 'ndjson';
  return loadConfiguration(format, { token, table: target, disposition: 'WRITE_TRUNCATE_DATA', uris });
}

/** Ends the load of an attempt, and drops what it staged; the tables that were there. */
export async function dropStaged(
  { session, files }: Pick<Loading, 'session' | 'files'>,
  target: TableId,
  token: string,
): Promise<readonly TableId[]> {
  // One that goes on all the same finds no table to load into.
  await endJobs(session.jobs, jobId(token, 'load'));
  const staging = stagingOf(target, token);
  const there = await dropTable(session, staging);
  if (files !== null) await dropFiles(session, files, token);
  return there ? [staging] : [];
}

function notAsGiven(plan: Plan, why: string): SyncError {
  return new SyncError({
    code: 'guard.parity',
    side: 'destination',
    stage: 'finish',
    message: `${tableText(plan.destination.table)} would not hold the rows that were sent (${why}); nothing was published`,
    hint: `Run ${plan.table} again; if it repeats, look at its load job in the job history of BigQuery.`,
    retry: 'once',
  });
}
