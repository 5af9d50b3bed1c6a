/**
 * How fast are we beside the shell? `npm run bench`: users and purchases (docs/performance.md), each way in turns with the
 * pipe of the databases' own clients, in one run, because only ratios within one run say anything.
 *   --users N --purchases N   rows (2,000,000 and 4,000,000)      --rounds N   of each (3)
 *   --loads all|NAME          load files of BigQuery alone, or one of them: avro, "avro, packed", ndjson …
 *   --receipt rows            without the figures of columns      --readers N  sessions that read PostgreSQL (1)
 */
import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { WORKER_ARGUMENTS } from '../src/jobs/executor.ts';
import type { ConnectionSpec } from '../src/sync/config/spec.ts';
import type { FromWorker, SyncResult } from '../src/sync/orders.ts';
import { freshMysql } from '../test/support/mysql.ts';
import { freshPostgres } from '../test/support/postgres.ts';
import { startServers } from '../test/support/servers.ts';
import { tableSpec } from '../test/sync/engine.ts';
import { benchLoads } from './load.ts';
import { mysqlPipe, postgresPipe, runPipe } from './pipes.ts';
import { SHAPES, type Shape } from './shapes.ts';
import { median, type Timing, usage } from './usage.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000000' },
    purchases: { type: 'string', default: '4000000' },
    rounds: { type: 'string', default: '3' },
    receipt: { type: 'string', default: 'columns' },
    readers: { type: 'string', default: '1' },
    loads: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const COMMON = { maxReaders: 1, maxWriters: 1 };

/** One run in a worker process of its own, as the bot does it; CPU and peak memory are the worker's. */
async function ours(
  source: ConnectionSpec,
  target: ConnectionSpec,
  shape: Shape,
  name: string,
): Promise<Timing & { result: SyncResult }> {
  const worker: ChildProcess = fork(new URL('../src/sync/worker.ts', import.meta.url), {
    execArgv: [...WORKER_ARGUMENTS],
  });
  const hear = <T>(pick: (message: FromWorker) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const listen = (message: FromWorker): void => {
        const got = pick(message);
        if (got === undefined) return;
        worker.off('message', listen);
        resolve(got);
      };
      worker.on('message', listen);
    });
  await hear((message) => (message.type === 'ready' ? true : undefined));
  const table = tableSpec(name, {
    source: { connection: 'from', table: { schema: null, name: shape.name } },
    destination: { connection: 'to', table: { schema: 'public', name } },
    columns: shape.columns,
    timeoutMs: 3_600_000,
    receipt: values.receipt === 'rows' ? 'rows' : 'columns',
    readers: source.type === 'postgres' ? Number(values.readers) : 1,
  });
  const began = performance.now();
  const end = hear((message) => (message.type === 'done' || message.type === 'failed' ? message : undefined));
  worker.send({
    type: 'order',
    order: {
      do: 'sync',
      table,
      source,
      destination: target,
      token: `bench_${Date.now()}`,
      maskKey: null,
      previousRows: null,
      scope: { kind: 'due' },
      cursor: null,
    },
  });
  const message = await end;
  const seconds = (performance.now() - began) / 1000;
  const { cpuSeconds, peakMb } = usage(worker.pid as number);
  worker.disconnect();
  if (message.type !== 'done' || message.outcome.do !== 'sync') throw new Error(JSON.stringify(message));
  return { seconds, cpuSeconds, peakMb, result: message.outcome.result };
}

const servers = await startServers();
try {
  if (servers.missing.length > 0) throw new Error(servers.missing.join('\n'));
  const mysql = await freshMysql('bench');
  const postgres = await freshPostgres('bench');
  const target = await freshPostgres('bench_target');
  const to: ConnectionSpec = { ...COMMON, name: 'to', type: 'postgres', url: target.url, schema: 'public' };
  const ways = [
    {
      name: 'MariaDB -> PostgreSQL',
      from: { ...COMMON, name: 'from', type: 'mysql', url: mysql.url } as ConnectionSpec,
      pipe: (s: Shape) => mysqlPipe(s, mysql.url, target.url),
    },
    {
      name: 'PostgreSQL -> PostgreSQL',
      from: { ...COMMON, name: 'from', type: 'postgres', url: postgres.url, schema: 'public' } as ConnectionSpec,
      pipe: (s: Shape) => postgresPipe(s, postgres.url, target.url),
    },
  ];
  console.log(
    'way                        table      rows       pipe s  ours s  ours/pipe  rows/s     rows/CPU-s  peak MB',
  );
  for (const shape of SHAPES) {
    const rows = Number(values[shape.name]);
    await mysql.query(`create table ${shape.name} (${shape.mysql}) character set utf8mb4`);
    await mysql.query(shape.fillMysql(rows));
    const from = { ...COMMON, name: 'from', type: 'mysql', url: mysql.url } as const;
    const only = values.loads === 'all' ? undefined : values.loads;
    await benchLoads(from, { shape, rows, rounds, only });
    if (values.loads !== undefined) continue;
    await postgres.query(`create table ${shape.name} (${shape.postgres})`);
    await postgres.query(shape.fillPostgres(rows));
    await target.query(`create table ${shape.name}_pipe (${shape.postgres})`);
    for (const way of ways) {
      const pipes: number[] = [];
      const runs: Timing[] = [];
      for (let round = 0; round < rounds; round++) {
        await target.query(`truncate ${shape.name}_pipe`);
        const began = performance.now();
        await runPipe(way.pipe(shape));
        pipes.push((performance.now() - began) / 1000);
        runs.push(await ours(way.from, to, shape, shape.name));
        await same(target.query, shape, rows);
      }
      const pipe = median(pipes);
      const own = median(runs.map((run) => run.seconds));
      const cells = [
        way.name.padEnd(26),
        shape.name.padEnd(10),
        String(rows).padEnd(10),
        pipe.toFixed(2).padEnd(7),
        own.toFixed(2).padEnd(7),
        (pipe / own).toFixed(2).padEnd(10),
        Math.round(rows / own)
          .toLocaleString('en')
          .padEnd(10),
        Math.round(rows / median(runs.map((run) => run.cpuSeconds)))
          .toLocaleString('en')
          .padEnd(11),
        median(runs.map((run) => run.peakMb)).toFixed(0),
      ];
      console.log(cells.join(' '));
    }
  }
  // Servers that somebody else started stay.
  await Promise.all([mysql, postgres, target].map((database) => database.drop()));
} finally {
  await servers.stop();
}

/** A fast copy of something else is no copy: both tables by count and by an order-free hash. */
async function same(
  query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
  shape: Shape,
  rows: number,
): Promise<void> {
  const sum = (table: string): string =>
    `select count(*)::text || ' ' || sum(hashtextextended((${shape.columns.join(', ')})::text, 0)::numeric)::text as s from ${table}`;
  const [ours] = await query(sum(shape.name));
  const [pipe] = await query(sum(`${shape.name}_pipe`));
  if (ours?.s !== pipe?.s) throw new Error(`${shape.name}: ours ${ours?.s}, the pipe's ${pipe?.s}`);
  if (!String(ours?.s).startsWith(`${rows} `)) throw new Error(`${shape.name}: ${ours?.s}, expected ${rows} rows`);
}
