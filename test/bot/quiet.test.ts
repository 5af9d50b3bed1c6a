import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { flat } from '../../src/bot/language/index.ts';
import type { Run } from '../../src/jobs/index.ts';
import { KIM, LEE, NINE, shopConfig } from '../support/fake-jobs.ts';
import { mostInAMinute, quietBot, type Sent } from '../support/quiet-morning.ts';

const MINUTE = 60_000;
const names = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `t${String(i).padStart(3, '0')}`);
const inChannel = ({ what, thread }: Sent): boolean => what === 'post' && thread === null;
const CALLED = { afterMs: 2 * MINUTE, to: ['U0FIRST', 'U0SECOND'], reminderMs: 20 * MINUTE };

function config(tables: readonly string[], escalation: Partial<typeof CALLED> = {}) {
  const shop = shopConfig(tables);
  return { ...shop, slack: { ...shop.slack, escalation: { ...shop.slack.escalation, ...escalation } } };
}

test('a green morning of 280 tables is two posts and at most 50 edits a minute', async () => {
  const tables = names(280);
  const bot = quietBot(config(tables), ':memory:');
  const runs = tables.map((table) => bot.queue(table, NINE));
  for (let i = 0; i < runs.length; i += 8) {
    const going = runs.slice(i, i + 8).map((run) => bot.start(run));
    await bot.clock.pass(9_000);
    for (const run of going) bot.succeed(run);
  }
  await bot.clock.pass(MINUTE);
  const { sent } = bot.slack;
  assert.deepEqual(
    sent.filter(({ what }) => what === 'post').map(({ title }) => title),
    ['Morning sync 0/280 done'],
  );
  assert.equal(sent.at(-1)?.title, 'Morning sync 280/280 done');
  const edits = sent.filter(({ what }) => what === 'edit').map(({ at }) => at);
  assert.ok(edits.length > 10, `${edits.length} edits: it is followed`);
  assert.ok(mostInAMinute(edits) <= 7, `${mostInAMinute(edits)} edits in one minute`);
  assert.ok(
    edits.slice(1, -1).every((at, i) => at - edits[i]! >= 10_000),
    'ten seconds between two edits',
  );
});

test('27 tables that fail for one reason are one alert, its members one message in the thread', async () => {
  const tables = names(27);
  const bot = quietBot(config(tables), ':memory:');
  const runs = tables.map((table) => bot.start(bot.queue(table, null)));
  for (const run of runs) {
    bot.retry(run);
    bot.fail(run);
    await bot.clock.pass(200);
  }
  await bot.clock.pass(MINUTE);
  const { sent } = bot.slack;
  const posts = sent.filter(({ what }) => what === 'post');
  assert.deepEqual(
    posts.filter(inChannel).map(({ title }) => title),
    ['t000: failed – Source refuses connections'],
  );
  assert.equal(posts.filter(({ thread }) => thread !== null).length, 1, 'one message in the thread');
  assert.equal(bot.desk.alerts().length, 1);
  const last = (ts: string | undefined) => sent.findLast((one) => one.ts === ts)?.title;
  assert.equal(last(posts[0]?.ts), '27 tables failed – Source refuses connections (shop)');
  assert.equal(last(posts[1]?.ts), 'Tables of alert 1: 27 tables still fail');
});

test('retries and later failures of the same kind say nothing new; another class is one new message', async () => {
  const bot = quietBot(config(['orders']), ':memory:');
  for (let i = 0; i < 4; i += 1) {
    const run = bot.start(bot.queue('orders', null));
    bot.retry(run);
    await bot.clock.pass(MINUTE);
    bot.fail(run);
    await bot.clock.pass(MINUTE);
  }
  assert.equal(bot.slack.sent.filter(inChannel).length, 1);
  bot.fail(bot.start(bot.queue('orders', null)), { code: 'src.password' });
  await bot.clock.pass(MINUTE);
  assert.equal(bot.slack.sent.filter(inChannel).length, 2);
  const [open, ...others] = bot.desk.alerts();
  assert.deepEqual([open?.code, others.length], ['src.password', 0], 'the first is over: its trouble is another one');
});

test('a snooze does not outlive another class', async () => {
  const bot = quietBot(config(['orders']), ':memory:');
  bot.fail(bot.start(bot.queue('orders', null)));
  await bot.clock.pass(MINUTE);
  bot.desk.snooze(1, null, KIM);
  bot.fail(bot.start(bot.queue('orders', null)));
  await bot.clock.pass(MINUTE);
  assert.equal(bot.desk.alert(1)?.state, 'snoozed');
  bot.fail(bot.start(bot.queue('orders', null)), { code: 'data.null', column: 'email' });
  await bot.clock.pass(MINUTE);
  assert.equal(bot.slack.sent.filter(inChannel).length, 2);
  assert.deepEqual(
    bot.desk.alerts().map(({ key, state }) => [key, state]),
    [['data.null orders email', 'open']],
  );
});

test('when the last member recovers the message says so, with the outage and what became of the rows', async () => {
  const bot = quietBot(config(['a', 'b']), ':memory:');
  for (const table of ['a', 'b']) bot.fail(bot.start(bot.queue(table, null)));
  await bot.clock.pass(5 * MINUTE);
  bot.succeed(bot.start(bot.queue('a', null)));
  await bot.clock.pass(MINUTE);
  assert.equal(bot.desk.alerts().length, 1, 'one of the two still fails');
  bot.succeed(bot.start(bot.queue('b', null)));
  await bot.clock.pass(MINUTE);
  assert.deepEqual(bot.desk.alerts(), []);
  const { sent } = bot.slack;
  const parent = sent.find(inChannel)?.ts;
  assert.equal(sent.findLast(({ ts }) => ts === parent)?.title, '2 tables are fine again');
  const reply = sent.findLast(({ what }) => what === 'post');
  assert.deepEqual([reply?.thread, reply?.broadcast, reply?.title], [parent, false, '2 tables are fine again']);
  const lines = reply?.message.parts.flatMap((part) => (part.kind === 'text' ? [flat('en', part.text)] : []));
  assert.deepEqual(lines, [
    'The trouble went on for 6 min 00 s, until 09:06 today.',
    'No rows are lost: all 2 tables were read as a whole.',
  ]);
});

test('nobody acks: one after the other is called, once each; an ack ends it, and grows old', async () => {
  const bot = quietBot(config(['orders'], CALLED), ':memory:');
  bot.fail(bot.start(bot.queue('orders', null)));
  await bot.clock.pass(7 * MINUTE);
  const calls = () => bot.slack.sent.filter(({ title, broadcast }) => broadcast && title.includes('needs somebody'));
  const who = () => calls().map(({ message }) => /U0\w+/.exec(JSON.stringify(message.parts))?.[0]);
  assert.deepEqual(who(), ['U0FIRST', 'U0SECOND']);
  bot.desk.ack(1, LEE);
  await bot.clock.pass(15 * MINUTE);
  assert.deepEqual(who(), ['U0FIRST', 'U0SECOND']);
  await bot.clock.pass(6 * MINUTE);
  assert.equal(bot.desk.alert(1)?.state, 'open');
  assert.equal(bot.slack.sent.filter(({ title }) => title.includes('still goes on')).length, 1, 'told again');
  bot.desk.ack(1, LEE);
  bot.succeed(bot.start(bot.queue('orders', null)));
  await bot.clock.pass(5 * MINUTE);
  assert.equal(calls().length, 2);
});

test('an ack in time calls nobody, and the message shows who it was', async () => {
  const bot = quietBot(config(['orders'], CALLED), ':memory:');
  bot.fail(bot.start(bot.queue('orders', null)));
  await bot.clock.pass(MINUTE);
  bot.desk.ack(1, LEE);
  await bot.clock.pass(10 * MINUTE);
  assert.equal(bot.slack.sent.filter(({ broadcast }) => broadcast).length, 0);
  assert.match(JSON.stringify(bot.slack.sent.at(-1)?.message.parts), /acknowledged by.*U0LEE/);
});

test('what a person asked for is told by its own message, and joins the alert', async () => {
  const bot = quietBot(config(['a', 'b']), ':memory:');
  const run = bot.start(bot.queue('a', null, KIM));
  bot.jobs.posts.save({ runId: run.id, channel: 'C0DATA', ts: '9.9' });
  bot.fail(run);
  await bot.clock.pass(MINUTE);
  assert.equal(bot.slack.sent.filter(({ what }) => what === 'post').length, 0);
  assert.equal(bot.desk.alerts()[0]?.members.length, 1);
  bot.fail(bot.start(bot.queue('b', null)));
  await bot.clock.pass(MINUTE);
  assert.deepEqual(
    bot.slack.sent.filter(inChannel).map(({ title }) => title),
    ['2 tables failed – Source refuses connections (shop)'],
  );
});

test('a channel that watches a table has a message of its own', async () => {
  const bot = quietBot(config(['a']), ':memory:');
  bot.desk.watch({ channel: 'C0CORE', selector: 'tag:core', what: 'failed', by: KIM });
  bot.desk.watch({ channel: 'C0GOOD', selector: 'purchases', what: 'recovered', by: KIM });
  bot.fail(bot.start(bot.queue('a', null)));
  bot.fail(bot.start(bot.queue('purchases', null)));
  await bot.clock.pass(MINUTE);
  const posts = () =>
    bot.slack.sent.filter(inChannel).map(({ channel, title }) => [channel, title.replace(/ –.*/, '')]);
  assert.deepEqual(posts(), [
    ['C0DATA', 'a: failed'],
    ['C0CORE', 'purchases: failed'],
  ]);
  bot.succeed(bot.start(bot.queue('purchases', null)));
  await bot.clock.pass(MINUTE);
  assert.deepEqual(posts().at(-1), ['C0GOOD', 'purchases: fine again']);
});

test('a kill at any moment loses no message and doubles none', async () => {
  for (let killAt = 0; killAt <= 9; killAt += 1) {
    const home = mkdtempSync(join(tmpdir(), 'quiet-'));
    const path = join(home, 'history.db');
    let bot = quietBot(config(['a', 'b'], { ...CALLED, to: ['U0FIRST'] }), path);
    let runs: Run[] = [];
    const steps: readonly (() => unknown)[] = [
      () => (runs = ['a', 'b'].map((table) => bot.queue(table, NINE))),
      () => (runs = runs.map((run) => bot.start(run))),
      () => bot.fail(runs[0]!),
      () => bot.fail(runs[1]!),
      () => bot.clock.pass(150_000),
      () => bot.desk.ack(1, LEE),
      () => (runs = ['a', 'b'].map((table) => bot.start(bot.queue(table, null)))),
      () => bot.succeed(runs[0]!),
      () => bot.succeed(runs[1]!),
    ];
    for (const [i, step] of steps.entries()) {
      await step();
      if (i + 1 === killAt) {
        bot.kill();
        bot = quietBot(config(['a', 'b'], { ...CALLED, to: ['U0FIRST'] }), path, bot);
      }
      await bot.clock.pass(20_000);
    }
    await bot.clock.pass(MINUTE);
    const { sent } = bot.slack;
    const posts = sent.filter(({ what }) => what === 'post').map(({ title }) => title.replace(/ –.*/, ''));
    const expected = [
      '2 tables are fine again',
      'Alert 1 needs somebody: Source refuses connections',
      'Morning sync 0/2 done',
      'Tables of alert 1: 2 tables still fail',
      'a: failed',
    ];
    const told = posts.map((title) => (title.startsWith('2 tables failed') ? 'a: failed' : title));
    const batch = told.map((title) => title.replace(/^Morning sync.*/, 'Morning sync 0/2 done'));
    assert.deepEqual(batch.toSorted(), expected, `killed after step ${killAt}`);
    const last = (start: RegExp) => {
      const ts = sent.find(({ what, thread, title }) => what === 'post' && thread === null && start.test(title))?.ts;
      return sent.findLast((one) => one.ts === ts)?.title;
    };
    assert.equal(last(/failed –/), '2 tables are fine again', `killed after step ${killAt}`);
    assert.match(last(/^Morning/) ?? '', /2\/2 done, 2 failed/, `killed after step ${killAt}`);
    bot.kill();
    rmSync(home, { recursive: true });
  }
});
