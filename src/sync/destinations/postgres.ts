import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import type { PostgresSpec, TableName } from '../config/spec.ts';
import { openPostgres, type PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { profilePostgres } from '../drivers/postgres-profile.ts';
import type { Measure } from '../findings.ts';
import { BINARY_END, BINARY_HEADER } from '../format/pg-binary.ts';
import { copyEncoder } from '../format/pg-copy.ts';
import { columnList, madeType } from '../sql/ddl.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import type { Batch, Destination, Load, Plan, Settlement } from '../types.ts';
import { countRows, measure } from './postgres-figures.ts';
import { generations } from './postgres-generations.ts';
import { compareKeys } from './postgres-keys.ts';
import { publishRows, rowsPreview } from './postgres-merge.ts';
import { publish, published, publishPreview } from './postgres-publish.ts';
import { checkTarget } from './postgres-target.ts';
import { undo } from './postgres-undo.ts';

const STAGING = 'STAGING';

/**
 * PostgreSQL as a destination: COPY into a staging table of its own, then one transaction that puts it in the place of
 * the target, or, where something hangs on the target, puts its rows into the target.
 */
export async function openPostgresDestination(spec: PostgresSpec, label: string): Promise<Destination> {
  const session = await openPostgres(spec, label, null);
  const resolve = (table: TableName): Required<TableName> & { schema: string } => ({
    schema: table.schema ?? spec.schema,
    name: table.name,
  });
  return {
    kind: 'postgres',
    modes: ['replace', 'append', 'merge'],
    formats: ['pg-binary', 'pg-copy', 'cells'],
    natives: ['postgres'],
    describe: (table) => describePostgres(session, resolve(table).schema, table.name),
    profile: (query, signal) => profilePostgres(session, { ...query, table: resolve(query.table) }, signal),
    async preview(plan) {
      const target = resolve(plan.destination.table);
      const staging = { schema: target.schema, name: STAGING };
      const preview =
        plan.mode === 'replace'
          ? await publishPreview(session, target, staging, plan)
          : await rowsPreview(session, plan, target, staging);
      return { ...preview, statements: [createStaging(plan, { ...target, name: STAGING }), ...preview.statements] };
    },
    async begin(plan, token) {
      const target = resolve(plan.destination.table);
      const staging = { schema: target.schema, name: stagingName(token) };
      await checkTarget(session, target, plan);
      await session.query(createStaging(plan, staging));
      // Truncated in the transaction that fills it, the table may be filled with rows that are visible to every
      // snapshot: a reader whose transaction began before this run would find a swapped table empty otherwise.
      await session.query('begin');
      await session.query(`truncate ${quoteTable('postgres', staging)}`);
      return load(session, plan, { target, staging, token });
    },
    async resume(plan, token) {
      const target = resolve(plan.destination.table);
      const staging = { schema: target.schema, name: stagingName(token) };
      if ((await describePostgres(session, staging.schema, staging.name)) === null) return null;
      return {
        ...staged(session, plan, { target, staging, token }),
        write: () => Promise.reject(new Error('everything is staged')),
        finish: async () => ({ rows: await countRows(session, staging) }),
      };
    },
    generations: (table) => generations(session, resolve(table)),
    undo(table, token, was) {
      const target = resolve(table);
      return undo(session, target, { schema: target.schema, name: stagingName(token) }, token, was);
    },
    compareKeys(plan, token, asked) {
      const target = resolve(plan.destination.table);
      const keys = { schema: target.schema, name: stagingName(token) };
      return compareKeys(session, plan, { target, keys }, asked);
    },
    settle: (table, token) => settle(session, resolve(table), token),
    usage: async () => null,
    spent: () => null,
    close: () => session.close(),
  };
}

type Names = {
  readonly target: TableName & { readonly schema: string };
  readonly staging: TableName & { readonly schema: string };
  readonly token: string;
};

function stagingName(token: string): string {
  return `_sync_bot_${token}`;
}

function createStaging(plan: Plan, staging: TableName): string {
  return `create table ${quoteTable('postgres', staging)} (\n${columnList('postgres', plan.columns, plan)}\n)`;
}

/** What can be done with rows once they are staged. */
function staged(
  session: PostgresSession,
  plan: Plan,
  names: Names,
): Pick<Load, 'measure' | 'profile' | 'commit' | 'abort'> {
  const staging = quoteTable('postgres', names.staging);
  return {
    measure: (figures) => measure(session, plan, staging, figures),
    commit: () =>
      plan.mode === 'replace'
        ? publish(session, names.target, names.staging, plan, names.token)
        : publishRows(session, plan, {
            ...names,
            keys: plan.keys === null ? null : { ...names.staging, name: stagingName(plan.keys) },
          }),
    profile: (measures, signal) =>
      profilePostgres(
        session,
        {
          table: names.staging,
          columns: plan.columns.map((column, i) => ({
            column: { ...column.to, native: madeType('postgres', column, plan) },
            measure: measures[i] as Measure,
          })),
          where: null,
          window: null,
          native: plan.native,
          depth: 'quick',
        },
        signal,
      ),
    async abort() {
      await session.query('rollback').catch(() => {});
      await session.query(`drop table if exists ${staging}`);
    },
  };
}

function load(session: PostgresSession, plan: Plan, names: Names): Load {
  const staging = quoteTable('postgres', names.staging);
  const columns = quoteList(
    'postgres',
    plan.columns.map((column) => column.name),
  );
  const encode = copyEncoder(plan.columns.map((column) => column.to));
  const binary = plan.format === 'pg-binary';
  const options = binary ? 'freeze, format binary' : 'freeze';
  const copy = session.client.query(copyFrom(`copy ${staging} (${columns}) from stdin with (${options})`));
  let failure: unknown = null;
  let settled = false;
  // Errors of the server arrive between two writes; the next call throws what was kept here.
  copy.on('error', (error) => {
    failure ??= error;
  });
  if (binary) copy.write(BINARY_HEADER);
  const finished = once(copy, 'finish').catch((error) => {
    failure ??= error;
  });
  session.client.once('end', () => {
    if (!settled) copy.destroy(new Error('Connection terminated unexpectedly'));
  });

  const then = staged(session, plan, names);
  return {
    ...then,
    async write(batch: Batch) {
      if (failure !== null) throw failure;
      const data = batch.format === 'cells' ? encode(batch.rows) : batch.data;
      if (!copy.write(data)) await Promise.race([once(copy, 'drain'), finished]);
      if (failure !== null) throw failure;
    },
    async finish() {
      if (binary) copy.write(BINARY_END);
      copy.end();
      await finished;
      if (failure !== null) throw failure;
      settled = true;
      await session.query('commit');
      // The swapped table keeps these statistics; without them the first readers get bad plans.
      await session.query(`analyze ${staging}`);
      // The server's own count of the rows it stored; publishing counts the table itself.
      return { rows: copy.rowCount };
    },
    async abort() {
      if (!settled) {
        settled = true;
        // Ends the COPY with CopyFail; the server answers with an error that was ours to cause.
        copy.destroy(new Error('aborted'));
        await session.query('select 1').catch(() => {});
      }
      await then.abort();
    },
  };
}

async function settle(
  session: PostgresSession,
  target: TableName & { readonly schema: string },
  token: string,
): Promise<Settlement> {
  const staging = { schema: target.schema, name: stagingName(token) };
  // A worker that lost its bot may still hold the staging table; without this the drop would wait for it.
  await session.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = $1 and usename = current_user and pid <> pg_backend_pid()`,
    [`sync-bot ${token}`],
  );
  const before = await describePostgres(session, staging.schema, staging.name);
  await session.query(`drop table if exists ${quoteTable('postgres', staging)}`);
  await session.query(`drop table if exists ${quoteTable('postgres', { ...staging, name: `${staging.name}_keys` })}`);
  return {
    published: await published(session, target, token),
    dropped: before === null ? [] : [`${quote('postgres', staging.schema)}.${quote('postgres', staging.name)}`],
  };
}
