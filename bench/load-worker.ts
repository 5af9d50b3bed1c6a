/** What does a worker do for a load into BigQuery? Reads, guards, counts, encodes, compresses, uploads; in a process of its own. */

import { copy } from '../src/sync/copy.ts';
import type { OpenSession } from '../src/sync/destinations/bigquery/connect.ts';
import { openRows } from '../src/sync/destinations/bigquery/load-rows.ts';
import type { OrderTo } from '../src/sync/orders.ts';
import { makePlan } from '../src/sync/plan.ts';
import { measuringOf } from '../src/sync/receipt.ts';
import { openSource } from '../src/sync/sources/index.ts';
import type { Load } from '../src/sync/types.ts';
import { valueGuard } from '../src/sync/value-guard.ts';
import { newStanding, whereabouts } from '../src/sync/whereabouts.ts';

export type LoadOrder = {
  readonly order: OrderTo<'sync'>;
  readonly address: string;
  readonly compressed: boolean;
};
export type LoadEnd = { readonly rows: number };

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (end) => process.send?.(end),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function run({ order, address, compressed }: LoadOrder): Promise<LoadEnd> {
  const { table, source: spec } = order;
  const source = await openSource(spec, 'bench', null);
  const shape = await source.describe(table.source.table);
  if (shape === null) throw new Error(`no ${table.name}`);
  const destination = { kind: 'bigquery', formats: ['cells'], natives: [] } as const;
  const plan = makePlan(table, shape, { source, destination, due: order.due });
  const session: Pick<OpenSession, 'project' | 'address' | 'location' | 'authorization' | 'wait'> = {
    project: 'bench',
    address,
    location: 'US',
    authorization: async () => ({}),
    wait: async (id) => ({ id, configuration: {}, statistics: {} }),
  };
  const load = await openRows(session as OpenSession, {
    plan,
    token: 'bench',
    table: { project: 'bench', dataset: 'bench', name: table.name },
    staging: null,
    compressed,
  });
  const at = whereabouts(order, newStanding());
  const write: Load['write'] = async (batch) => {
    if (batch.format === 'cells') await load.write(batch.rows);
  };
  await copy({
    plan,
    maskKey: null,
    source,
    load: { write } as Load,
    guard: valueGuard(plan, table),
    counts: measuringOf(plan).counts,
    at,
    signal: new AbortController().signal,
  });
  const { rows } = await load.finish();
  await source.close();
  return { rows };
}
