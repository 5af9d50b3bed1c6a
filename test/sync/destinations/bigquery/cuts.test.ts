import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { needs } from '../../../support/servers.ts';
import { dropAll, planOf, runOnce, startWorld, tableNames, users, type World } from './world.ts';

const JOBS = /\/bigquery\/v2\/projects\/[^/]+\/jobs(\?|$)/;
const ROWS = Array.from({ length: 500 }, (_, i) => [String(i), `name ${i}`] as const);

/** The same numbers in every run of the test. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a connection to BigQuery that is cut', needs('postgres'), () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => dropAll(world));
  after(() => world.close());
  /** How often the load and the publication of a token were carried out. */
  const carried = (token: string) =>
    ['load', 'publish'].map((step) =>
      world.bigquery.jobs
        .filter(({ jobId }) => jobId.startsWith(`sync_bot_${token}_${step}`))
        .reduce((sum, job) => sum + job.carriedOut, 0),
    );

  for (const [name, cut] of [
    ['before the upload begins', { at: 'request', path: /\/upload\// }],
    ['in the middle of the upload', { at: 'body', bytes: 2000, method: 'PUT', path: /\/upload\// }],
    ['after the last byte, before the answer', { at: 'answer', method: 'PUT', path: /\/upload\// }],
    ['while the load is waited for', { at: 'answer', method: 'GET', path: /\/jobs\/sync_bot_\w+_load/ }],
    ['after the publication was accepted', { at: 'answer', method: 'POST', path: JOBS, times: 2 }],
    ['while the publication is waited for', { at: 'request', method: 'GET', path: /\/jobs\/sync_bot_\w+_publish/ }],
    ['when staging is made', { at: 'answer', method: 'POST', path: /\/tables(\?|$)/ }],
    ['when staging is dropped', { at: 'answer', method: 'DELETE' }],
    ['when the table is described', { at: 'answer', method: 'PATCH' }],
  ] as const) {
    test(`${name} loads and publishes once`, async () => {
      const token = name.replaceAll(/\W/g, '_');
      world.bigquery.faults.runningPolls = 2;
      world.bigquery.faults.cut(cut);
      assert.equal((await runOnce(world, planOf(), token, ROWS)).rows, ROWS.length);
      assert.deepEqual(carried(token), [1, 1]);
      assert.deepEqual(await users(world), ROWS);
      assert.deepEqual(tableNames(world), ['users']);
    });
  }

  test('thirty times, anywhere, loads and publishes every run once', async () => {
    const next = numbers(4);
    const tables = Array.from({ length: 8 }, (_, i) => `t${i}`);
    let cuts = 0;
    const sometimes = Object.assign(/./, { test: () => cuts < 30 && next() < 0.1 && ++cuts > 0 });
    for (let i = 0; i < 30; i++) {
      world.bigquery.faults.cut({ at: i % 2 === 0 ? 'request' : 'answer', path: sometimes });
    }
    await Promise.all(
      tables.map(async (name) => {
        const plan = planOf({
          destination: { kind: 'bigquery', connection: 'warehouse', table: { schema: null, name } },
        });
        for (const run of [1, 2]) {
          const rows = ROWS.slice(0, 10 * run);
          assert.equal((await runOnce(world, plan, `r${run}_${name}`, rows)).rows, rows.length);
          assert.deepEqual(carried(`r${run}_${name}`), [1, 1]);
        }
      }),
    );
    assert.equal(cuts, 30);
    for (const name of tables) assert.equal((await world.bigquery.rows(`shop.${name}`)).length, 20);
  });
});
