/** What does a connection cut at a random moment do to a load into BigQuery? Cuts real runs and counts rows. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readBigQuery } from '../contract/bigquery-rows.ts';
import type { Cut } from '../support/bigquery/faults.ts';
import type { LoopbackBigQuery } from '../support/bigquery/index.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';

export const PLACES = [
  'opening the upload',
  'in the middle of the upload',
  'after the last byte of the upload, before its answer',
  'asking for a job',
  'after a job was accepted, before its answer',
  'looking after a job',
  'reading an answer of a query',
  'making, changing or dropping a table',
  'every request of a second long outage',
] as const;
export type Place = (typeof PLACES)[number];

const MODES = ['replace', 'append', 'merge'] as const;
const ROWS = 400;

/**
 * A table for every mode, whose rows grow from cut to cut. `cut` runs one of them once with a fault at a place and
 * throws where the target is not what the source is, where a job was carried out twice, or where something is left.
 */
export async function cuttingRange(home: string, server: LoopbackBigQuery, dataset: string, random: () => number) {
  const file = join(home, 'tables.yml');
  writeFileSync(
    file,
    `timezone: UTC
connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: bigquery, project: ${server.project}, dataset: ${dataset}, endpoint: "${server.endpoint}" }
defaults: { source: shop, destination: warehouse, retries: 3, retry_wait: 0s, sentinel: off }
tables:
  cut_replace: {}
  cut_append: { mode: append, incremental_key: id, lookback: 0 }
  cut_merge: { mode: merge, incremental_key: id, lookback: 100 }
`,
  );
  const shop = new Database(join(home, 'shop.db'));
  for (const mode of MODES) shop.exec(`create table cut_${mode} (id integer primary key, v text not null)`);
  const jobs = await openTestJobs(file);
  let round = 0;

  /** Rows that hardly compress, so that an upload has a middle. */
  function grow(table: string): void {
    const insert = shop.prepare(`insert into ${table} (v) values (?)`);
    shop.transaction(() => {
      for (let i = 0; i < ROWS; i++) insert.run(randomBytes(600).toString('base64'));
    })();
  }

  function fault(place: Place): void {
    const at = random() < 0.5 ? 'request' : 'answer';
    const jobs = /\/projects\/[^/]+\/jobs(\?|$)/;
    const changes = ['POST', 'PATCH', 'DELETE'] as const;
    const cuts: Readonly<Record<Place, Cut>> = {
      'opening the upload': { method: 'POST', path: /\/upload\//, at },
      'in the middle of the upload': { method: 'PUT', at: 'body', bytes: Math.floor(random() * 300_000) },
      'after the last byte of the upload, before its answer': { method: 'PUT', at: 'answer' },
      'asking for a job': { method: 'POST', path: jobs, at: 'request' },
      'after a job was accepted, before its answer': { method: 'POST', path: jobs, at: 'answer' },
      'looking after a job': { method: 'GET', path: /\/jobs\//, at, times: 1 + Math.floor(random() * 3) },
      'reading an answer of a query': { method: 'GET', path: /\/queries\//, at },
      'making, changing or dropping a table': {
        method: changes[Math.floor(random() * changes.length)] as string,
        path: /\/tables/,
        at,
      },
      'every request of a second long outage': { at, times: 12 },
    };
    server.faults.cut(cuts[place]);
  }

  return {
    async cut(place: Place): Promise<string> {
      const mode = MODES[round++ % MODES.length] as (typeof MODES)[number];
      const table = `cut_${mode}`;
      grow(table);
      server.faults.runningPolls = Math.floor(random() * 3);
      fault(place);
      const run = await runTable(jobs, table);
      server.faults.clear();
      const what = `${table}, cut ${place}`;
      assert.deepEqual([run.state, run.error], ['success', null], what);
      const there = shop.prepare(`select cast(id as text) as id, v from ${table} order by ${table}.id`).all();
      assert.deepEqual(await readBigQuery({ ...server, dataset }, table), there, what);
      const twice = server.jobs.filter(({ carriedOut }) => carriedOut > 1);
      assert.deepEqual(twice, [], what);
      const left = [...server.catalog().tables.keys()].filter((name) => /_sync_bot_(?!previous_)/.test(name));
      assert.deepEqual(left, [], what);
      return `${run.attempt} ${run.attempt === 1 ? 'try' : 'tries'}`;
    },
    async close(): Promise<void> {
      await jobs.stop(0);
      shop.close();
    },
  };
}
