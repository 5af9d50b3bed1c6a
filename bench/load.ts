/** How fast do rows become bytes that BigQuery loads? MariaDB -> a BigQuery that throws them away, beside `mariadb | gzip -1`. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { WORKER_ARGUMENTS } from '../src/jobs/executor.ts';
import { LOAD_FORMATS, type LoadFormat, type MysqlSpec } from '../src/sync/config/spec.ts';
import { bigqueryAt, bigqueryTable, orderOf, tableSpec } from '../test/sync/engine.ts';
import type { LoadEnd, LoadOrder } from './load-worker.ts';
import type { Shape } from './shapes.ts';
import { median, type Timing, usage } from './usage.ts';

const LOADS: readonly (readonly [format: LoadFormat, compressed: boolean])[] = LOAD_FORMATS.flatMap((format) => [
  [format, true] as const,
  [format, false] as const,
]);

/** A BigQuery in name: the bytes go to the server that throws them away. */
const NOWHERE = bigqueryAt({ endpoint: 'http://127.0.0.1:9', project: 'bench' }, 'bench');

/** Prints a line for every format, plain and compressed, each in turns with the pipe. */
export async function benchLoads(
  source: MysqlSpec,
  {
    shape,
    rows,
    rounds,
    only,
  }: { readonly shape: Shape; readonly rows: number; readonly rounds: number; readonly only: string | undefined },
): Promise<void> {
  const server = fork(new URL('./discard.ts', import.meta.url));
  try {
    const { address } = await said<{ address: string }>(server);
    for (const [format, compressed] of LOADS) {
      const name = `${format}${compressed ? ', packed' : ''}`;
      if (only !== undefined && only !== name) continue;
      const pipes: number[] = [];
      const runs: Timing[] = [];
      for (let round = 0; round < rounds; round++) {
        const began = performance.now();
        await gzipped(shape, source.url);
        pipes.push((performance.now() - began) / 1000);
        const table = tableSpec(shape.name, { bigquery: bigqueryTable({ format }) });
        runs.push(await loaded({ order: orderOf(table, { source, destination: NOWHERE }), address, compressed }, rows));
      }
      const pipe = median(pipes);
      const own = median(runs.map((run) => run.seconds));
      const cells = [
        `MariaDB -> ${name}`.padEnd(26),
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
  } finally {
    server.disconnect();
  }
}

/** One load in a worker process of its own. */
async function loaded(order: LoadOrder, rows: number): Promise<Timing> {
  const worker = fork(new URL('./load-worker.ts', import.meta.url), { execArgv: [...WORKER_ARGUMENTS] });
  await said(worker);
  const began = performance.now();
  worker.send(order);
  const end = await said<LoadEnd>(worker);
  const seconds = (performance.now() - began) / 1000;
  if (end.rows !== rows) throw new Error(`${end.rows} rows, not ${rows}`);
  const used = usage(worker.pid as number);
  worker.disconnect();
  return { seconds, ...used };
}

function said<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

/** What the shell does: the client's own text, through gzip. */
function gzipped(shape: Shape, source: string): Promise<void> {
  const url = new URL(source);
  const client = [
    `--host=${url.hostname}`,
    `--port=${url.port}`,
    `--user=${decodeURIComponent(url.username)}`,
    `--password=${decodeURIComponent(url.password)}`,
    '--default-character-set=utf8mb4',
    '--quick',
    '--batch',
    '--skip-column-names',
    '-e',
    `select ${shape.columns.join(', ')} from ${shape.name}`,
    url.pathname.slice(1),
  ];
  const from = spawn('mariadb', client, { stdio: ['ignore', 'pipe', 'inherit'] });
  const to = spawn('gzip', ['-1'], { stdio: [from.stdout, 'ignore', 'inherit'] });
  from.stdout.destroy();
  return new Promise((resolve, reject) => {
    to.once('error', reject);
    from.once('error', reject);
    to.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`gzip ended with ${code}`))));
  });
}
