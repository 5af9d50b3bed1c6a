import { failure } from '../../classify.ts';
import { phrase } from '../../phrase.ts';
import type { Generations, Published } from '../../types.ts';
import { notAsPublished } from '../generations.ts';
import type { OpenSession } from './connect.ts';
import { generations, keptAt } from './generations.ts';
import { publish } from './publish-replace.ts';
import { jobId, type TableId } from './session.ts';
import { stagingOf } from './staging.ts';
import { dropTable, reference } from './tables.ts';

/**
 * Puts the previous version in the place of the present one. Its snapshot becomes the staging table of the undo, which is
 * published like any other: in one job, in the same two ways, and not at all once somebody has settled the attempt. Throws
 * a SyncError where the versions are not `was`.
 */
export async function undo(session: OpenSession, target: TableId, token: string, was: Generations): Promise<Published> {
  const staging = stagingOf(target, token);
  const name = `${target.dataset}.${target.name}`;
  const now = await generations(session, target);
  if (now.current === null || now.previous === null) {
    const because = phrase`its table is gone`;
    throw failure('undo.none', { side: 'destination', stage: 'commit', facts: { table: name, because } });
  }
  if (now.altered !== null) throw notAsPublished(name, now.altered);
  if (now.current.token !== was.current?.token || now.previous.token !== was.previous?.token) {
    throw notAsPublished(name, phrase`it was replaced in this very moment`);
  }
  const { origin, publishedAt, masks, token: previous } = now.previous;
  await session.run(jobId(token, 'load'), {
    copy: {
      sourceTable: reference(keptAt(target, previous)),
      destinationTable: reference(staging),
      operationType: 'RESTORE',
      writeDisposition: 'WRITE_EMPTY',
    },
  });
  try {
    const done = await publish(session, { target, staging, token }, { plan: null, origin, publishedAt, masks }, null);
    return { rows: done.rows, method: done.method, changes: null };
  } catch (error) {
    await dropTable(session, staging).catch(() => {});
    throw error;
  }
}
