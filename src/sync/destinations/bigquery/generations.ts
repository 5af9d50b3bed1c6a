import type { Generation, Generations, Kept, Plan, PublishMethod } from '../../types.ts';
import { hiddenSince, previousName, WHY } from '../generations.ts';
import type { OpenSession } from './connect.ts';
import { BigQueryError } from './errors.ts';
import { LABEL, NEXT_LABEL } from './labels.ts';
import { lastJob, type ReplaceNote, readReplaceNote } from './ledger.ts';
import { jobId, type TableId } from './session.ts';
import { fieldsOf, nativeOf, readTable, reference, type TableResource } from './tables.ts';

/** As long as BigQuery knows the jobs that say what a version is. */
const KEPT_MS = 180 * 24 * 3600 * 1000;

/** A version, with what was written down of it. */
type Known = { readonly token: string; readonly note: ReplaceNote; readonly publishedAt: string };

/** Where the version that an attempt published is kept: a snapshot of its own for every version. */
export function keptAt(target: TableId, token: string): TableId {
  return { ...target, name: `${previousName(target.name)}_${token}` };
}

/** The version of a token, where its publication is in the history of jobs. */
async function knownOf({ jobs }: OpenSession, token: string): Promise<Known | null> {
  const note = await readReplaceNote(jobs, token);
  const job = note === null ? null : await lastJob(jobs, jobId(token, 'publish'));
  if (note === null || job === null) return null;
  const publishedAt = note.publishedAt ?? new Date(Number(job.statistics.endTime)).toISOString();
  return { token, note, publishedAt };
}

async function currentOf(session: OpenSession, target: TableResource | null): Promise<Known | null> {
  const { [LABEL]: token, [NEXT_LABEL]: next } = target?.labels ?? {};
  // An attempt that died before it could set its own label.
  const later = next === undefined ? null : await knownOf(session, next);
  if (later !== null) return later;
  return token === undefined ? null : await knownOf(session, token);
}

/** What happened to the target since it was published; null where it is as it was. */
function alteration(target: TableResource, { note }: Known): string | null {
  const columns = columnsOf(target);
  if (JSON.stringify(columns) !== JSON.stringify([...note.columns].sort())) return 'its columns were changed';
  if (target.streamingBuffer !== undefined) return 'somebody streams rows into it';
  // Partitions go by themselves there.
  if (target.timePartitioning?.expirationMs != null) return null;
  const there = Number(target.numRows ?? 0);
  return there === note.rows ? null : `it has ${there} rows, and ${note.rows} were published`;
}

/** Names and types, in an order of their own: a swap may change that of the table. */
export function columnsOf(table: TableResource): readonly string[] {
  return fieldsOf(table)
    .map((field) => `${field.name} ${nativeOf(field)}`)
    .sort();
}

/** See Destination.generations. */
export async function generations(session: OpenSession, table: TableId): Promise<Generations> {
  const target = await readTable(session, table);
  const current = await currentOf(session, target);
  if (target === null || current === null) return { current: null, previous: null, altered: null };
  return {
    current: shown(current, current.note.rows),
    previous: await previousOf(session, table, current),
    altered: alteration(target, current),
  };
}

/** The version before, where its snapshot is still there. */
async function previousOf(session: OpenSession, table: TableId, { note }: Known): Promise<Generation | null> {
  if (note.previous === null) return null;
  const kept = await readTable(session, keptAt(table, note.previous));
  const previous = kept?.type === 'SNAPSHOT' ? await knownOf(session, note.previous) : null;
  return kept === null || previous === null ? null : shown(previous, Number(kept.numRows ?? 0));
}

function shown({ token, note, publishedAt }: Known, rows: number): Generation {
  return { token, origin: note.origin, rows, publishedAt, masks: note.masks };
}

/** What becomes of the version that is there: whether it is kept, and which snapshots are of no use afterwards. */
type Keeping = {
  readonly kept: Kept | null;
  readonly previous: string | null;
  readonly drop: readonly string[];
};

/**
 * Keeps the version that is there as a snapshot, where that may be; `plan`: under which the next one is made, null for an
 * undo. A snapshot costs nothing until the target changes, and what it then still shares with it costs nothing either.
 */
export async function keepCurrent(
  session: OpenSession,
  table: TableId,
  target: TableResource | null,
  { plan, method, token }: { readonly plan: Plan | null; readonly method: PublishMethod; readonly token: string },
): Promise<Keeping> {
  const current = await currentOf(session, target);
  const older = current?.note.previous ?? null;
  const drop = older === null ? [] : [keptAt(table, older).name];
  if (target === null || method === 'create') return { kept: null, previous: null, drop };
  const why = reason();
  if (current === null || why !== null) {
    const left = current === null ? [] : [keptAt(table, current.token).name];
    return { kept: { kept: false, why: why ?? WHY.unknown }, previous: null, drop: [...drop, ...left] };
  }
  const refused = await snapshot(session, table, keptAt(table, current.token), token);
  if (refused !== null) return { kept: { kept: false, why: refused }, previous: null, drop };
  return { kept: { kept: true, why: null }, previous: current.token, drop };

  function reason(): string | null {
    if (plan?.keepPrevious === false) return WHY.off;
    if (target === null || current === null || alteration(target, current) !== null) return WHY.unknown;
    const hidden = plan === null ? [] : hiddenSince(shown(current, current.note.rows), plan);
    return hidden.length > 0 ? WHY.hidden(hidden) : null;
  }
}

/** Null where the snapshot is there, else why it cannot be. */
async function snapshot(session: OpenSession, from: TableId, to: TableId, token: string): Promise<string | null> {
  const there = await readTable(session, to);
  // Made by an earlier try to replace this very version, which came no further.
  if (there !== null) return there.type === 'SNAPSHOT' ? null : WHY.taken(to.name);
  try {
    await session.run(jobId(token, 'keep'), {
      copy: {
        sourceTable: reference(from),
        destinationTable: reference(to),
        operationType: 'SNAPSHOT',
        writeDisposition: 'WRITE_EMPTY',
        destinationExpirationTime: new Date(session.now() + KEPT_MS).toISOString(),
      },
    });
    return null;
  } catch (error) {
    if (error instanceof BigQueryError && error.reason === 'accessDenied') return 'sync-bot may not read all of it';
    throw error;
  }
}

/** The names of the snapshots that belong to a target. */
export async function keptVersions(
  session: OpenSession,
  table: TableId,
  target: TableResource,
): Promise<readonly string[]> {
  const token = target.labels?.[LABEL];
  if (token === undefined) return [];
  const note = await readReplaceNote(session.jobs, token);
  return [token, note?.previous ?? null].flatMap((kept) => (kept === null ? [] : [keptAt(table, kept).name]));
}
