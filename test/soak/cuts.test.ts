import { after, before, test } from 'node:test';
import { cuttingRange, PLACES } from '../jobs/cuts.ts';
import { seeded } from '../jobs/kills.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// Whatever connection is cut, by whatever a run publishes: every row is in BigQuery once. Pauses between tries are real
// ones here, so that a hundred take eight minutes.
const CUTS = Number(process.env.CUTS ?? 40);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const need = needs('postgres');
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip === false) bigquery = await startBigQuery({ datasets: ['cut'] });
});
after(() => bigquery?.close());

test(`${CUTS} cuts at random moments of replaces, appends and merges, SEED=${SEED}`, need, async (t) => {
  const random = seeded(SEED);
  const range = await cuttingRange(temporaryDirectory(), bigquery, 'cut', random);
  const tries: string[] = [];
  try {
    for (let i = 0; i < CUTS; i++) {
      tries.push(await range.cut(PLACES[Math.floor(random() * PLACES.length)] as (typeof PLACES)[number]));
    }
  } finally {
    await range.close();
  }
  const counts = Map.groupBy(tries, (each) => each);
  t.diagnostic([...counts].map(([each, all]) => `${each}: ${all.length} runs`).join(', '));
});
