import { SyncError } from '../../errors.ts';
import { tableText } from '../../facts.ts';
import type { Measure } from '../../findings.ts';
import type { Load, Plan } from '../../types.ts';
import { publishBeside } from './beside.ts';
import { measure, profileTable } from './figures.ts';
import { dropFiles, filesUri, type StagingPlace } from './files.ts';
import { isCompressed, loadConfiguration, openRows } from './load-rows.ts';
import { publish, versionOf } from './publish.ts';
import type { Questions } from './questions.ts';
import { jobId, type TableId } from './session.ts';
import { makeStaging, stagingOf } from './staging.ts';
import { dropTable, fieldsOf, nativeOf, readTable } from './tables.ts';

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
  await makeStaging(session, plan, target, staging);
  const compressed = isCompressed(session);
  const rows = await openRows(session, { plan, token, table: staging, staging: files, compressed });
  const then = staged(loading, staging);
  return {
    ...then,
    async write(batch) {
      if (batch.format !== 'cells') throw new Error(`BigQuery takes no ${batch.format}`);
      await rows.write(batch.rows);
    },
    async finish() {
      const { rows: given, job } = await rows.finish();
      const { outputRows } = (job.statistics.load ?? {}) as { readonly outputRows?: string };
      const there = Number((await readTable(session, staging))?.numRows ?? 0);
      if (Number(outputRows ?? Number.NaN) !== given || there !== given) {
        throw notAsGiven(plan, `${given} were sent, the load job counts ${outputRows ?? 'none'}, staging has ${there}`);
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
        return done;
      }
      const load =
        // What a query gave is in no file.
        files === null || plan.source.kind === 'bigquery'
          ? null
          : loadConfiguration(plan.bigquery?.format ?? 'ndjson', {
              token,
              table: target,
              disposition: 'WRITE_TRUNCATE_DATA',
              uris: [filesUri(files, token)],
            });
      const done = await publish(session, names, versionOf(plan, token), load);
      published = true;
      if (files !== null) await dropFiles(session, files, token);
      return done;
    },
    async abort() {
      if (published) return;
      await dropStaged(loading, target, token);
    },
  };
}

/** Ends the load of an attempt, and drops what it staged; the tables that were there. */
export async function dropStaged(
  { session, files }: Pick<Loading, 'session' | 'files'>,
  target: TableId,
  token: string,
): Promise<readonly TableId[]> {
  const load = await session.jobs.look(jobId(token, 'load'));
  if (load !== null && load.status.state !== 'DONE') await session.jobs.cancel(load.jobReference.jobId);
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
