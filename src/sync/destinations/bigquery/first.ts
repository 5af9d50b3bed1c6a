import type { Plan } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { finished, finishOf } from './finish.ts';
import { copyConfiguration, type Names } from './publish.ts';
import { jobId } from './session.ts';
import { readTable } from './tables.ts';

/** Makes the target of an append or a merge out of its first rows. */
export async function publishFirst(session: OpenSession, plan: Plan, { target, staging, token }: Names): Promise<void> {
  const staged = await readTable(session, staging);
  if (staged === null) throw new Error('the staging table is gone');
  const finish = finishOf(session, { plan, there: null, staged, method: 'create', token, drop: [] });
  await session.run(jobId(token, 'publish'), copyConfiguration({ target, staging }, 'create'));
  await finished(session, target, finish);
}
