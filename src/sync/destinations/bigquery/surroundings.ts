import { misconfigured, SyncError } from '../../errors.ts';
import { googleTable } from '../../sql/bigquery-names.ts';
import { quote } from '../../sql/quote.ts';
import type { PublishMethod } from '../../types.ts';
import { BigQueryError } from './errors.ts';
import { partitionText } from './layout.ts';
import { tablePath } from './paths.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { type Field, fieldsOf, nativeOf, type TableResource } from './tables.ts';

// What hangs on a target, and which way of publishing keeps it.

const KINDS: Readonly<Record<string, string>> = {
  VIEW: 'a view',
  MATERIALIZED_VIEW: 'a materialized view',
  EXTERNAL: 'an external table',
  SNAPSHOT: 'a snapshot',
};

/** Refuses a target whose rows are not its own. */
export function refuseForeign(target: TableResource | null, { dataset, name }: TableId): void {
  const kind = KINDS[target?.type ?? 'TABLE'];
  if (kind === undefined) return;
  throw misconfigured(
    'begin',
    `${dataset}.${name} in the destination is ${kind}`,
    'Set to: of the table in tables.yml to a name that is free or that of a table.',
  );
}

/** How the next rows get into the target: inside it where it has their columns, and by another table else. */
export function methodFor(target: TableResource | null, next: readonly Field[]): PublishMethod {
  if (target === null) return 'create';
  const now = new Map(next.map((field) => [field.name.toLowerCase(), nativeOf(field)]));
  const same = fieldsOf(target).every((field) => now.get(field.name.toLowerCase()) === nativeOf(field));
  return same ? 'in_place' : 'swap';
}

/** What another table in the target's place would lose for good. */
export async function lostBySwap(
  session: BigQuerySession,
  table: TableId,
  target: TableResource,
): Promise<readonly string[]> {
  const fields = allFields(fieldsOf(target));
  const has = (what: string, which: (field: Field) => boolean): readonly string[] =>
    fields.filter(which).map((field) => `${what} ${field.name}`);
  return [
    ...has('the policy tags of', (field) => (field.policyTags?.names?.length ?? 0) > 0),
    ...has('the data policies of', (field) => (field.dataPolicies?.length ?? 0) > 0),
    ...has('the default value of', (field) => field.defaultValueExpression !== undefined),
    ...(await rowPolicies(session, table)).map((name) => `row access policy ${name}`),
    ...(target.tableConstraints?.primaryKey === undefined ? [] : ['the primary key']),
    ...(target.tableConstraints?.foreignKeys?.length ? ['foreign keys'] : []),
  ];
}

/** What stands around the target and is kept, in words. */
export async function surroundings(
  session: BigQuerySession,
  table: TableId,
  target: TableResource,
): Promise<readonly string[]> {
  const ours = (name: string): boolean => name.startsWith('sync_bot');
  const described = allFields(fieldsOf(target)).filter((field) => (field.description ?? '') !== '').length;
  return [
    ...(await lostBySwap(session, table, target)),
    ...(target.description ? ['the description'] : []),
    ...(described === 0 ? [] : [`descriptions of ${described} ${described === 1 ? 'column' : 'columns'}`]),
    ...(Object.keys(target.labels ?? {}).some((name) => !ours(name)) ? ['labels'] : []),
    ...(target.expirationTime === undefined ? [] : ['the expiry']),
    ...(partitionText(target) === 'not at all' ? [] : [`partitions ${partitionText(target)}`]),
    ...(target.timePartitioning?.expirationMs == null ? [] : ['the expiry of partitions']),
    ...(target.requirePartitionFilter === true ? ['the required partition filter'] : []),
    ...(target.clustering === undefined ? [] : [`clustering by ${target.clustering.fields.join(', ')}`]),
  ];
}

/**
 * Refuses columns that are NOT NULL where a query fills them: what a query gives is NULLABLE, and BigQuery then wants the
 * column to become so too, which is for its owner to do.
 */
export function refuseRequired(
  { project, dataset, name }: TableId,
  target: TableResource,
  stage: 'begin' | 'commit',
): void {
  const required = fieldsOf(target).filter((field) => field.mode === 'REQUIRED');
  if (required.length === 0) return;
  const names = required.map((field) => field.name);
  const drops = names.map((column) => `ALTER COLUMN ${quote('bigquery', column)} DROP NOT NULL`);
  throw new SyncError({
    code: 'dst.columns',
    side: 'destination',
    stage,
    message: `${dataset}.${name} has columns that are NOT NULL (${names.join(', ')}), and BigQuery replaces no rows of such a table by a query; nothing was published`,
    hint: `Run ALTER TABLE ${googleTable({ project, dataset, name })} ${drops.join(', ')}; or set staging: gs://… of the connection in tables.yml, which replaces rows by a load.`,
    retry: 'never',
  });
}

/** Refuses to put another table in the target's place where that would lose what nothing can put back. */
export function refuseLosing(
  { dataset, name }: TableId,
  target: TableResource,
  next: readonly Field[],
  lost: readonly string[],
): void {
  if (lost.length === 0) return;
  const words = (fields: readonly Field[]): readonly string[] => fields.map((f) => `${f.name} ${nativeOf(f)}`);
  const [had, has] = [words(fieldsOf(target)), words(next)];
  const parts = [...difference('the target has', had, has), ...difference('the sync brings', has, had)];
  throw new SyncError({
    code: 'dst.columns',
    side: 'destination',
    stage: 'commit',
    message: `${dataset}.${name} has other columns than the sync: ${parts.join('; ')}. Replacing the table would lose what hangs on it (${lost.slice(0, 5).join(', ')}${lost.length > 5 ? `, and ${lost.length - 5} more` : ''})`,
    hint: `Alter the columns of ${dataset}.${name} to match, or take away what hangs on it, then run again.`,
    retry: 'never',
  });
}

function difference(who: string, these: readonly string[], those: readonly string[]): readonly string[] {
  const only = these.filter((word) => !those.includes(word));
  return only.length === 0 ? [] : [`${who} ${only.join(', ')}`];
}

/** Whoever may not list them may not write over a table that has some either: BigQuery refuses that by itself. */
async function rowPolicies(session: BigQuerySession, table: TableId): Promise<readonly string[]> {
  try {
    const { rowAccessPolicies = [] } = await session.request<{
      readonly rowAccessPolicies?: readonly { readonly rowAccessPolicyReference: { readonly policyId: string } }[];
    }>({ method: 'GET', path: `${tablePath(table)}/rowAccessPolicies` });
    return rowAccessPolicies.map((policy) => policy.rowAccessPolicyReference.policyId);
  } catch (error) {
    if (error instanceof BigQueryError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}

function allFields(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields ?? [])]);
}
