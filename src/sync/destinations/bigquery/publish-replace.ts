import { googleTable } from '../../sql/bigquery-names.ts';
import { quoteList } from '../../sql/quote.ts';
import type { Kept, Plan, Published, PublishMethod } from '../../types.ts';
import { masksOf } from '../generations.ts';
import type { OpenSession } from './connect.ts';
import { BigQueryError } from './errors.ts';
import { finished, finishOf } from './finish.ts';
import { columnsOf, keepCurrent } from './generations.ts';
import { NEXT_LABEL } from './labels.ts';
import { refuseOtherPartitioning } from './layout.ts';
import { type ReplaceNote, writeReplaceNote } from './ledger.ts';
import { queryConfiguration } from './query.ts';
import { type JobConfiguration, jobId, type TableId } from './session.ts';
import { lostBySwap, methodFor, refuseForeign, refuseLosing, refuseRequired, surroundings } from './surroundings.ts';
import { dropTable, type Field, fieldsOf, patchTable, readTable, reference, type TableResource } from './tables.ts';

export type Names = { readonly target: TableId; readonly staging: TableId; readonly token: string };

/** What is published: rows that a plan copied, or a version that was kept. */
export type Version = Pick<ReplaceNote, 'origin' | 'publishedAt' | 'masks'> & { readonly plan: Plan | null };

/**
 * Puts the staged rows in the place of the target's, by one job under jobId(token, 'publish'). A target that has their
 * columns stays the table it is and gets its rows replaced, with everything around it; another one is copied over, where
 * nothing is lost by that. `files`: a load of the same rows out of Cloud Storage, which is free where a query is not.
 */
export async function publish(
  session: OpenSession,
  { target, staging, token }: Names,
  version: Version,
  files: JobConfiguration | null,
): Promise<Published> {
  const { plan } = version;
  const staged = await readTable(session, staging);
  if (staged === null) throw new Error('the staging table is gone');
  const there = await readTable(session, target);
  refuseForeign(there, target);
  if (there !== null && plan !== null) refuseOtherPartitioning(plan, there);
  const method = methodFor(there, fieldsOf(staged));
  if (method === 'swap' && there !== null) {
    refuseLosing(target, there, fieldsOf(staged), await lostBySwap(session, target, there));
  }
  const byQuery = there !== null && (files?.load === undefined || !takesFiles(there, staged, files.load));
  if (method === 'in_place' && byQuery) refuseRequired(target, there, 'commit');
  const kept = there === null ? [] : await surroundings(session, target, there);
  const keeping = await keepCurrent(session, target, there, { plan, method, token });
  const rows = Number(staged.numRows ?? 0);
  const finish = finishOf(session, { plan, there, staged, method, token, drop: keeping.drop });
  const { origin, publishedAt, masks } = version;
  const columns = columnsOf(staged);
  await writeReplaceNote(session, token, target, {
    origin,
    publishedAt,
    masks,
    rows,
    columns,
    previous: keeping.previous,
    finish,
  });
  if (method === 'in_place') await patchTable(session, target, { labels: { [NEXT_LABEL]: token } });
  const by = (load: JobConfiguration | null) =>
    session.run(jobId(token, 'publish'), configurationOf({ target, staging }, there, staged, method, load));
  await by(files).catch((error: unknown) => {
    // A held run may have waited for longer than the bucket keeps files; the rows are in staging too.
    if (files === null || !(error instanceof BigQueryError) || error.reason !== 'notFound') throw error;
    return by(null);
  });
  await dropTable(session, staging);
  const after = await finished(session, target, finish);
  return {
    rows: after?.timePartitioning?.expirationMs == null ? Number(after?.numRows ?? 0) : rows,
    method,
    changes: null,
    kept,
    ...previousOf(keeping.kept),
  };
}

/** What a run publishes. */
export function versionOf(plan: Plan, token: string): Version {
  return { plan, origin: token, publishedAt: null, masks: masksOf(plan) };
}

function previousOf(kept: Kept | null): { readonly previous?: Kept } {
  return kept === null ? {} : { previous: kept };
}

/** The one job that readers notice. */
function configurationOf(
  { target, staging }: Pick<Names, 'target' | 'staging'>,
  there: TableResource | null,
  staged: TableResource,
  method: PublishMethod,
  files: JobConfiguration | null,
): JobConfiguration {
  if (method !== 'in_place' || there === null) return copyConfiguration({ target, staging }, method, there);
  const into = {
    destinationTable: reference(target),
    createDisposition: 'CREATE_NEVER',
    writeDisposition: 'WRITE_TRUNCATE_DATA',
    ...(added(there, staged).length === 0 ? {} : { schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] }),
  };
  if (files?.load !== undefined && takesFiles(there, staged, files.load))
    return { ...files, load: { ...(files.load as object), ...into } };
  const { query } = queryConfiguration({ sql: selectAll(staging, there, fieldsOf(staged)) }, null);
  return { query: { ...(query as object), ...into } };
}

export function copyConfiguration(
  { target, staging }: Pick<Names, 'target' | 'staging'>,
  method: PublishMethod,
  there: TableResource | null = null,
): JobConfiguration {
  const key = there?.encryptionConfiguration;
  return {
    copy: {
      sourceTable: reference(staging),
      destinationTable: reference(target),
      createDisposition: 'CREATE_IF_NEEDED',
      writeDisposition: method === 'swap' ? 'WRITE_TRUNCATE' : 'WRITE_EMPTY',
      ...(key === undefined ? {} : { destinationEncryptionConfiguration: key }),
    },
  };
}

/** CSV goes by the order of columns, and a file says nothing of a column that the table has not yet. */
function takesFiles(there: TableResource, staged: TableResource, load: unknown): boolean {
  const names = (table: TableResource): string =>
    fieldsOf(table)
      .map((field) => field.name.toLowerCase())
      .join();
  const { sourceFormat } = load as { readonly sourceFormat?: string };
  return added(there, staged).length === 0 && (sourceFormat !== 'CSV' || names(there) === names(staged));
}

/** In the target's own order; what it has not yet comes last. */
export function selectAll(staging: TableId, there: TableResource, next: readonly Field[]): string {
  const names = fieldsOf(there).map((field) => field.name);
  const had = new Set(names.map((name) => name.toLowerCase()));
  const more = next.map((field) => field.name).filter((name) => !had.has(name.toLowerCase()));
  return `select ${quoteList('bigquery', [...names, ...more])} from ${googleTable(staging)}`;
}

function added(there: TableResource, staged: TableResource): readonly Field[] {
  const had = new Set(fieldsOf(there).map((field) => field.name.toLowerCase()));
  return fieldsOf(staged).filter((field) => !had.has(field.name.toLowerCase()));
}
