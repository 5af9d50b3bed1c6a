// Reads 300 MB through a consumer that waits, in a process of its own, and says how much memory that took.
import { setImmediate } from 'node:timers/promises';
import { openSource } from '../../../src/sync/sources/index.ts';
import { eventually } from '../../support/eventually.ts';
import { mysqlAt, openRead } from '../engine.ts';

const [url] = process.argv.slice(2) as [string];
const watcher = await openSource(mysqlAt(url), 'watcher', null);
const source = await openSource(mysqlAt(url), 'reader', null);
const { batches } = await openRead(source, 'big');
let rows = 0;
let base = 0;
let most = 0;
let largest = 0;
for await (const batch of batches) {
  if (batch.format !== 'cells') throw new Error('asked for cells');
  if (rows === 0) {
    base = process.memoryUsage().rss;
    // The server has filled the sockets and waits: all that this process would take by itself, it has taken.
    let waits = 0;
    await eventually('the server waits for its reader', async () => {
      const { batches: states } = await openRead(watcher, 'waiting');
      let waiting = false;
      for await (const state of states) waiting = state.format === 'cells' && state.rows.length === 1;
      waits = waiting ? waits + 1 : 0;
      return waits === 20;
    });
  }
  rows += batch.rows.length;
  largest = Math.max(largest, batch.bytes);
  await setImmediate();
  most = Math.max(most, process.memoryUsage().rss - base);
}
await source.close();
await watcher.close();
console.log(JSON.stringify({ rows, largest, grewMb: Math.round(most / 1024 / 1024) }));
