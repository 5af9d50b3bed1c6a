import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { httpMode, openHome, say, startBot } from '../support/bot-process.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';
import { namesOf, writeLongHistory } from '../support/long-history.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { memoryOf, percentile } from './bot.ts';

// 280 tables, each with a schedule of its own, and a history of 100,000 runs: App Home is there within a second, and
// what people ask most within 200 ms, from the request that Slack signs to the answer that it is given.
const TABLES = 280;
const RUNS = 100_000;
const QUESTIONS = [
  'status',
  'list',
  'status table_001',
  'history table_001',
  'next',
  'late',
  'list failed',
  'chart table_001',
];
const TIMES = 9;

test('with 280 tables and 100,000 runs App Home is there within a second, and answers within 200 ms', async (t) => {
  const home = temporaryDirectory();
  const history = join(home, 'history.db');
  writeLongHistory(history, TABLES, RUNS, Date.now());
  const tables = namesOf(TABLES).map((name, i) => `  ${name}: { schedule: "${i % 60} ${i % 24} * * *", owner: U0KIM }`);
  writeFileSync(
    join(home, 'tables.yml'),
    `timezone: Asia/Tokyo
slack: { channel: "#data-syncs" }
roles: { operator: ["*"] }
connections:
  source: { type: sqlite, path: ./source.db }
  destination: { type: sqlite, path: ./destination.db }
defaults: { source: source, destination: destination, sentinel: off }
tables:
${tables.join('\n')}
`,
  );
  const slack = await fakeSlack();
  const port = await freePort();
  const began = performance.now();
  const bot = startBot(home, { ...httpMode(slack, port), SYNC_BOT_HISTORY: history });
  try {
    await eventually('a connected bot', () => bot.said.all.includes('connected to Slack'), 30_000);
    const startMs = performance.now() - began;

    const timed = async (method: string, act: () => Promise<void>): Promise<number> => {
      const before = slack.of(method).length;
      const from = performance.now();
      await act();
      await eventually(`an answer by ${method}`, () => slack.of(method).length > before, 30_000);
      return performance.now() - from;
    };
    const homeMs = await timed('views.publish', () => openHome(port));
    const lines = [`started in ${startMs.toFixed(0)} ms, App Home in ${homeMs.toFixed(0)} ms`];
    const slow: string[] = [];
    for (const question of QUESTIONS) {
      const answers = question.startsWith('chart') ? 'files.completeUploadExternal' : 'respond';
      const times: number[] = [];
      for (let i = 0; i < TIMES; i += 1) times.push(await timed(answers, () => say(slack, port, question)));
      const [half, most] = [percentile(times, 0.5), percentile(times, 1)];
      lines.push(`${question}: p50 ${half.toFixed(0)} ms, most ${most.toFixed(0)} ms`);
      if (answers === 'respond' && half >= 200) slow.push(`${question} took ${times.map((ms) => ms.toFixed(0))} ms`);
    }
    lines.push(`the bot has ${memoryOf(bot.child.pid!).toFixed(0)} MB`);
    for (const line of lines) t.diagnostic(line);
    assert.ok(homeMs < 1000, `${homeMs} ms`);
    assert.deepEqual(slow, []);
  } finally {
    bot.child.kill('SIGTERM');
    await bot.over;
    await slack.close();
  }
});
