import { misconfigured } from '../../errors.ts';
import type { Plan } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { STAGING_LABEL } from './labels.ts';
import { layoutOf, layoutWith, refuseOtherPartitioning } from './layout.ts';
import { datasetPath } from './paths.ts';
import type { TableId } from './session.ts';
import { refuseForeign } from './surroundings.ts';
import { type Field, makeTable, plannedFields, readTable } from './tables.ts';

/** A held run may wait for so long; what nobody settles goes by itself then. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

export function stagingOf(target: TableId, token: string): TableId {
  return { ...target, name: `_sync_bot_${token}` };
}

/** Refuses a target that rows cannot be put into, and makes the empty staging table beside it, of these columns. */
export async function makeStaging(
  session: OpenSession,
  plan: Plan,
  target: TableId,
  staging: TableId,
  fields: readonly Field[] = plannedFields(plan),
): Promise<void> {
  await checkPlace(session, plan, target);
  const there = await readTable(session, target);
  refuseForeign(there, target);
  if (there !== null) refuseOtherPartitioning(plan, there);
  const layout = layoutOf(plan, there);
  // What is put into a target beside its rows, and keys alone, may lack a column that the target is divided by.
  const fitting = plan.mode === 'replace' ? layout : layoutWith(layout, fields);
  await makeTable(session, staging, stagingResource(session, fields, fitting));
}

/**
 * Divided as the target is to be, since a copy keeps that; but no partition of it expires, or rows of last year would be
 * gone before they are counted, and no query has to filter.
 */
function stagingResource(
  session: OpenSession,
  fields: readonly Field[],
  layout: ReturnType<typeof layoutOf>,
): Readonly<Record<string, unknown>> {
  const { timePartitioning, ...rest } = layout;
  const { expirationMs: _, ...time } = timePartitioning ?? { type: '' };
  return {
    ...rest,
    ...(timePartitioning === undefined ? {} : { timePartitioning: time }),
    schema: { fields },
    expirationTime: String(session.now() + KEPT_MS),
    labels: { [STAGING_LABEL]: 'true' },
  };
}

/** A job reads and writes in one place only: the data set of the target has to be where the session's jobs run. */
async function checkPlace(session: OpenSession, plan: Plan, { project, dataset }: TableId): Promise<void> {
  const { connection } = plan.destination;
  const path = datasetPath({ project, dataset });
  const found = await session.find<{ readonly location?: string }>({ method: 'GET', path });
  if (found === null) {
    throw misconfigured(
      'begin',
      `there is no data set ${dataset} in project ${project} (${connection})`,
      `Run create schema \`${project}.${dataset}\` options (location = '${session.location}'); or correct the data set in tables.yml.`,
    );
  }
  const location = found.location ?? session.location;
  if (location.toLowerCase() === session.location.toLowerCase()) return;
  throw misconfigured(
    'begin',
    `data set ${dataset} is in ${location}, and ${connection} works in ${session.location}`,
    `Write location: ${location} for ${connection} in tables.yml, or add another connection for the data sets that are there.`,
  );
}
