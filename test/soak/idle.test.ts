import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';
import { TEST_MASK_KEY } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { percentile, startSoakBot } from './bot.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IDLE_MS = 10_000;

test('the idle bot with the tables.yml of the project stays under 150 MB', async (t) => {
  const files = { config: join(ROOT, 'tables.yml'), history: join(temporaryDirectory(), 'history.db') };
  // The first start after a change compiles every file, and keeps what that took; it is told, and the next is measured.
  const first = await startSoakBot(files);
  t.diagnostic(`resident once connected, at a first start: ${first.memory().toFixed(0)} MB`);
  await first.stop();
  const bot = await startSoakBot(files);
  try {
    const began = performance.now();
    let most = 0;
    await eventually(
      'ten seconds',
      () => {
        most = Math.max(most, bot.memory());
        return performance.now() - began > IDLE_MS;
      },
      2 * IDLE_MS,
    );
    t.diagnostic(`resident after ${IDLE_MS / 1000} s: ${bot.memory().toFixed(0)} MB, most ${most.toFixed(0)} MB`);
    assert.ok(bot.memory() < 150, `${bot.memory()} MB`);
  } finally {
    await bot.stop();
  }
});

test('npx sync-bot list --json answers within a second', async (t) => {
  const history = join(temporaryDirectory(), 'history.db');
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    const { stdout } = await promisify(execFile)('npx', ['sync-bot', 'list', '--json', '--history', history], {
      cwd: ROOT,
      env: { ...process.env, SYNC_BOT_MASK_KEY: TEST_MASK_KEY },
    });
    times.push(performance.now() - began);
    assert.ok(JSON.parse(stdout).length > 0);
  }
  const median = percentile(times, 0.5);
  t.diagnostic(`npx sync-bot list --json: median ${median.toFixed(0)} ms of ${times.map((ms) => ms.toFixed(0))}`);
  assert.ok(median < 1000, `${median} ms`);
});
