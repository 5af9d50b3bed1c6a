/** What do the tests of the BigQuery destination share? A loopback, a plan of two columns, and one run of it. */
import type { BigQuerySpec } from '../../../../src/sync/config/spec.ts';
import { openBigQueryDestination } from '../../../../src/sync/destinations/bigquery/index.ts';
import type { Column, Destination, Load, Plan, Published } from '../../../../src/sync/types.ts';
import type { CatalogTable } from '../../../support/bigquery/catalog.ts';
import { type LoopbackBigQuery, startBigQuery } from '../../../support/bigquery/index.ts';
import { bigqueryAt, bigqueryTable } from '../../engine.ts';
import { planOf as planOfColumns } from './plans.ts';

export type World = {
  readonly bigquery: LoopbackBigQuery;
  readonly spec: BigQuerySpec;
  readonly destination: Destination;
  close(): Promise<void>;
};

/** A loopback with an empty data set `shop`, and a destination that is connected to it. */
export async function startWorld(): Promise<World> {
  const bigquery = await startBigQuery();
  const spec = specOf(bigquery);
  const destination = await bigquery
    .dataset('shop', { location: 'asia-northeast1' })
    .then(() => openBigQueryDestination(spec))
    .catch(async (error: unknown) => {
      await bigquery.close();
      throw error;
    });
  return {
    bigquery,
    spec,
    destination,
    async close() {
      await destination.close();
      await bigquery.close();
    },
  };
}

export function specOf(server: Pick<LoopbackBigQuery, 'endpoint' | 'project'>): BigQuerySpec {
  return bigqueryAt(server, 'shop');
}

const ID: Column = { name: 'id', type: 'integer', length: 8, nullable: false, native: 'bigint' };
const NAME: Column = {
  name: 'name',
  type: 'string',
  length: 20,
  nullable: true,
  native: 'varchar(20)',
  comment: 'as given',
};

export const ID_AND_NAME: readonly Column[] = [ID, NAME];

/** A plan of replace. */
export function planOf(changes: Partial<Plan> & { readonly shape?: readonly Column[] } = {}): Plan {
  const { shape = ID_AND_NAME, ...rest } = changes;
  return planOfColumns(shape, { mode: 'replace', key: [], keepPrevious: true, bigquery: bigqueryOf(), ...rest });
}

export function bigqueryOf(changes: Partial<NonNullable<Plan['bigquery']>> = {}): NonNullable<Plan['bigquery']> {
  return { ...bigqueryTable(), format: 'ndjson', ...changes };
}

export type Row = readonly (string | null)[];

/** Stages rows under a token. */
export async function stage(
  { destination }: Pick<World, 'destination'>,
  plan: Plan,
  token: string,
  rows: readonly Row[],
): Promise<Load> {
  const load = await destination.begin(plan, token);
  const cells = rows.map((row) => row.map((cell) => (cell === null ? null : Buffer.from(cell))));
  await load.write({ format: 'cells', rows: cells, bytes: cells.flat().reduce((sum, c) => sum + (c?.length ?? 0), 0) });
  await load.finish();
  return load;
}

/** Stages and publishes them. */
export async function runOnce(
  world: Pick<World, 'destination'>,
  plan: Plan,
  token: string,
  rows: readonly Row[],
): Promise<Published> {
  const load = await stage(world, plan, token, rows);
  return await load.commit();
}

/** The rows of `shop.users`, by id. */
export async function users({ bigquery }: World): Promise<readonly unknown[]> {
  const rows = await bigquery.rows('shop.users');
  return rows.map((row) => Object.values(row)).sort((a, b) => Number(a[0]) - Number(b[0]));
}

export function tableNames({ bigquery }: World): readonly string[] {
  return [...bigquery.catalog().tables.keys()].map((key) => key.replace('shop.', '')).sort();
}

export function tableOf({ bigquery }: World, name: string): CatalogTable | undefined {
  return bigquery.catalog().tables.get(`shop.${name}`);
}

/** What somebody else changes about a table. */
export async function patch(world: World, name: string, change: (table: CatalogTable) => CatalogTable): Promise<void> {
  await world.bigquery.transaction(async (transaction) => {
    const ref = { projectId: world.bigquery.project, datasetId: 'shop', tableId: name };
    await transaction.alterTable(change(transaction.table(ref)));
  });
}

/** Empties the data set for the next test. */
export async function dropAll({ bigquery }: World): Promise<void> {
  bigquery.faults.clear();
  await bigquery.transaction(async (transaction) => {
    for (const { ref } of bigquery.catalog().tables.values()) await transaction.dropTable(ref);
  });
}

export async function makeView({ bigquery }: World, tableId: string, query: string): Promise<void> {
  const { endpoint, project } = bigquery;
  const response = await fetch(`${endpoint}/bigquery/v2/projects/${project}/datasets/shop/tables`, {
    method: 'POST',
    headers: { authorization: 'Bearer emulator', 'content-type': 'application/json' },
    body: JSON.stringify({
      tableReference: { projectId: project, datasetId: 'shop', tableId },
      view: { query, useLegacySql: false },
    }),
  });
  if (!response.ok) throw new Error(await response.text());
}
