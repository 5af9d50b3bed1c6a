import type { Plan, Published } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { finished, finishOf } from './finish.ts';
import { keptVersions } from './generations.ts';
import { LABEL } from './labels.ts';
import { copyConfiguration, type Names } from './publish.ts';
import { publishRows } from './rows.ts';
import { jobId, type TableId } from './session.ts';
import { plannedFields, readTable } from './tables.ts';

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
  const published = await publishRows(session, plan, { ...names, create });
  await finishBeside(session, plan, target);
  return published;
}

/**
 * The same after rows were put beside or over those of the target: no undo leads back from there, so that the version
 * before, which may hold what is masked by now, is taken away. `plan`: null where an attempt is settled.
 */
export async function finishBeside(session: OpenSession, plan: Plan | null, target: TableId): Promise<void> {
  const there = await readTable(session, target);
  if (there === null) return;
  const drop = await keptVersions(session, target, there);
  const staged = plan === null ? there : { schema: { fields: plannedFields(plan) } };
  const finish = finishOf(session, { plan, there, staged, method: 'merge', token: null, drop });
  const labels = there.labels?.[LABEL] === undefined ? {} : { [LABEL]: null };
  await finished(session, target, { ...finish, labels: { ...finish.labels, ...labels } });
}
