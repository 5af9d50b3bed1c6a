import type { Plan, Published } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { BigQueryError } from './errors.ts';
import { dropVersion, finished, finishOf } from './finish.ts';
import { keptVersions, strayVersions } from './generations.ts';
import { LABEL } from './labels.ts';
import { copyConfiguration, type Names } from './publish-replace.ts';
import { publishRows } from './rows.ts';
import { jobId, type TableId } from './session.ts';
import { readTable, type TableResource } from './tables.ts';

/** Puts the staged rows beside or over those of the target, or makes the target out of them. */
export async function publishBeside(
  session: OpenSession,
  plan: Plan,
  names: Names & { readonly keys: TableId | null },
): Promise<Published> {
  const { target, staging, token } = names;
  const create = async (): Promise<void> => {
    await session.run(jobId(token, 'publish'), copyConfiguration({ target, staging }, 'create'));
  };
  const staged = await readTable(session, staging);
  const published = await publishRows(session, plan, { ...names, create }).catch((error: unknown) =>
    toldOf(session, target, error),
  );
  await finishBeside(session, { plan, staged }, target);
  // Of a table that was dropped: a merge makes it anew with what it masks by now.
  const stray = published.method === 'create' ? await strayVersions(session, target) : [];
  for (const name of stray) await dropVersion(session, { ...target, name });
  return published;
}

/**
 * The same after rows were put beside or over those of the target: no undo leads back from there, so that the version
 * before, which may hold what is masked by now, is taken away. Null where an attempt is settled, of which nobody knows more.
 */
export async function finishBeside(
  session: OpenSession,
  { plan, staged }: { readonly plan: Plan | null; readonly staged: TableResource | null },
  target: TableId,
): Promise<void> {
  const there = await readTable(session, target);
  if (there === null) return;
  const drop = await keptVersions(session, target, there);
  const finish = finishOf(session, { plan, there, staged: staged ?? there, method: 'merge', token: null, drop });
  const labels = there.labels?.[LABEL] === undefined ? {} : { [LABEL]: null };
  await finished(session, target, { ...finish, labels: { ...finish.labels, ...labels } });
}

/** BigQuery has no reason of its own for rows that are still being streamed in: the table says that there are some. */
async function toldOf(session: OpenSession, target: TableId, error: unknown): Promise<never> {
  const refused = error instanceof BigQueryError && ['badRequest', 'invalid', 'invalidQuery'].includes(error.reason);
  const streamed = refused ? await readTable(session, target).catch(() => null) : null;
  if (!refused || streamed?.streamingBuffer === undefined) throw error;
  throw new BigQueryError('rows are being streamed in', { reason: 'streamingBuffer', job: error.job }, error);
}
