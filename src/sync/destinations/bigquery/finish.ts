import type { Plan, PublishMethod } from '../../types.ts';
import { BigQueryError } from './errors.ts';
import { LABEL, NEXT_LABEL, STAGING_LABEL } from './labels.ts';
import { expiryOf, layoutOf, partitionExpiry } from './layout.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { dropTable, fieldsOf, patchTable, readTable, type TableResource } from './tables.ts';

// What is set on a target around the job that publishes: by whoever published, or whoever settles it.

/** An expiry has to lie in the future, also by a clock that is a little ahead. */
const SOON_MS = 60_000;

/** What is to be set on a target once it is published: everything a job cannot bring along. */
export type Finish = {
  /** Null takes one away. */
  readonly labels: Readonly<Record<string, string | null>>;
  readonly description?: string;
  readonly expirationTime?: string;
  readonly partitionExpirationMs?: string;
  readonly requirePartitionFilter?: boolean;
  readonly clustering?: readonly string[];
  /** By column; one that has a description of its own keeps it. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** That of staging: a copy may bring it along. */
  readonly stagingExpiry: string | null;
  /** Versions that nobody can go back to any more. */
  readonly drop: readonly string[];
};

/** What the target is to have around it after the job: what tables.yml says, and what a swap takes away. */
export function finishOf(
  session: BigQuerySession,
  {
    plan,
    there,
    staged,
    method,
    token,
    drop,
  }: {
    readonly plan: Plan | null;
    readonly there: TableResource | null;
    readonly staged: TableResource;
    readonly method: PublishMethod;
    /** Null where rows were put beside those of a version. */
    readonly token: string | null;
    readonly drop: readonly string[];
  },
): Finish {
  const old: TableResource = method === 'swap' && there !== null ? there : {};
  const description = plan?.bigquery?.description ?? old.description;
  const expirationTime = (plan === null ? null : expiryOf(plan, session.now())) ?? old.expirationTime;
  const expiry = (plan === null ? null : partitionExpiry(plan)) ?? old.timePartitioning?.expirationMs ?? undefined;
  const filter = plan?.bigquery?.partitionBy?.requireFilter || old.requirePartitionFilter;
  const clustering = plan === null || there === null ? undefined : layoutOf(plan, there).clustering?.fields;
  const descriptions = Object.fromEntries(
    [...fieldsOf(staged), ...fieldsOf(old)].flatMap(({ name, description }) =>
      description ? [[name, description]] : [],
    ),
  );
  return {
    labels: {
      ...old.labels,
      ...plan?.bigquery?.labels,
      ...(token === null ? {} : { [LABEL]: token, [NEXT_LABEL]: null }),
    },
    descriptions,
    drop,
    stagingExpiry: staged.expirationTime ?? null,
    ...(description === undefined ? {} : { description }),
    ...(expirationTime === undefined ? {} : { expirationTime }),
    ...(expiry === undefined ? {} : { partitionExpirationMs: expiry }),
    ...(filter === true ? { requirePartitionFilter: true } : {}),
    ...(clustering === undefined ? {} : { clustering }),
  };
}

/**
 * Sets around a published target what its job could not bring along, and drops the versions of no use. Done again by
 * whoever settles, where the attempt that published died before it. The target as it then is.
 */
export async function finished(
  session: BigQuerySession,
  target: TableId,
  finish: Finish,
): Promise<TableResource | null> {
  const table = await readTable(session, target);
  const body = table === null ? {} : patchOf(table, finish);
  const after = Object.keys(body).length === 0 ? table : await patchTable(session, target, body);
  for (const name of finish.drop) await dropVersion(session, { ...target, name });
  return after;
}

/** Whoever may not drop a snapshot, which takes a right of its own, may let it expire. */
export async function dropVersion(session: BigQuerySession, version: TableId): Promise<void> {
  try {
    await dropTable(session, version);
  } catch (error) {
    if (!(error instanceof BigQueryError) || error.status !== 403) throw error;
    await patchTable(session, version, { expirationTime: String(session.now() + SOON_MS) });
  }
}

/** Only what differs: a patch is one of the few changes a day that BigQuery allows a table. */
function patchOf(table: TableResource, finish: Finish): Readonly<Record<string, unknown>> {
  const { labels, description, expirationTime, requirePartitionFilter, partitionExpirationMs, clustering } = finish;
  const body: Record<string, unknown> = {};
  if (Object.entries(labels).some(([name, value]) => (table.labels?.[name] ?? null) !== value))
    body.labels = { ...labels, ...unlabelled(table) };
  if (description !== undefined && description !== table.description) body.description = description;
  if (expirationTime !== undefined && expirationTime !== table.expirationTime) body.expirationTime = expirationTime;
  if (
    expirationTime === undefined &&
    table.expirationTime !== undefined &&
    table.expirationTime === finish.stagingExpiry
  ) {
    body.expirationTime = null;
  }
  if (requirePartitionFilter === true && table.requirePartitionFilter !== true) body.requirePartitionFilter = true;
  const { timePartitioning } = table;
  if (partitionExpirationMs !== undefined && timePartitioning !== undefined) {
    if (timePartitioning.expirationMs !== partitionExpirationMs) {
      body.timePartitioning = { ...timePartitioning, expirationMs: partitionExpirationMs };
    }
  }
  if (clustering !== undefined && clustering.join() !== (table.clustering?.fields ?? []).join()) {
    body.clustering = { fields: clustering };
  }
  const fields = fieldsOf(table).map((field) => {
    const description = finish.descriptions[field.name];
    return description === undefined || field.description ? field : { ...field, description };
  });
  if (fields.some((field, i) => field !== fieldsOf(table)[i])) body.schema = { fields };
  return body;
}

/** A copy may bring the label of staging along. */
function unlabelled(table: TableResource): Readonly<Record<string, null>> {
  return table.labels?.[STAGING_LABEL] === undefined ? {} : { [STAGING_LABEL]: null };
}
