import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HomeView } from '@slack/types';
import type { Contexts } from '../../../src/bot/contexts.ts';
import { CONTROL_PREFIX } from '../../../src/bot/surface-blocks.ts';
import { createHome } from '../../../src/bot/surfaces/home.ts';
import type { Published, Views } from '../../../src/bot/surfaces/views.ts';
import type { HomeFacts } from '../../../src/bot/views/home-parts.ts';
import { viewProblems } from '../../support/block-kit.ts';
import { contextOf } from '../../support/context.ts';
import { eventually } from '../../support/eventually.ts';
import { aFailure, aRun, aSuccess, type FakeJobs, fakeJobs, NINE, shopConfig } from '../../support/fake-jobs.ts';
import { type HandClock, handClock } from '../../support/hand-clock.ts';
import { botBetween, type Sender } from '../../support/slack-clicks.ts';
import { homeFacts } from '../views/home-facts.ts';

const words = (value: unknown) => JSON.stringify(value);
const MINUTE = 60_000;

/** A Slack that takes what is published, or answers what it is told to. */
function stage(config = shopConfig()) {
  const clock: HandClock = handClock(NINE);
  const jobs: FakeJobs = fakeJobs(clock, config);
  const published: { user: string; view: HomeView; hash: string | null; at: number }[] = [];
  const answers: Published[] = [];
  const nothing = () => Promise.reject(new Error('only App Home is published here'));
  const views: Views = {
    open: nothing,
    update: nothing,
    post: nothing,
    direct: nothing,
    async publish(user, view, hash) {
      published.push({ user, view, hash, at: clock.now() - NINE });
      return answers.shift() ?? { kind: 'published', hash: `h${published.length}` };
    },
  };
  const log = { info: () => {}, warn: () => {}, error: (_: object, said: string) => assert.fail(said) };
  const facts = (_: unknown, long: HomeFacts['long']) => homeFacts({ tables: jobs.statuses(), long });
  const contexts: Contexts = async ({ user }) => contextOf(jobs, { kind: 'slack', id: user });
  const home = createHome({
    jobs,
    views,
    contexts,
    timers: clock,
    log,
    facts,
  });
  return { clock, jobs, home, published, answers };
}

test('what changes is published to those who look, every 30 seconds at most, and by the hash of what they see', async () => {
  const { clock, jobs, home, published } = stage();
  await home.opened({ user: 'U0KIM', team: null }, 'seen');
  for (let i = 0; i < 100; i += 1) jobs.tell(aRun({ state: 'running', rowsRead: i }), 'progress');
  await clock.pass(29_000);
  assert.equal(published.length, 1);
  await clock.pass(1000);
  for (let i = 0; i < 100; i += 1) jobs.tell(aRun({ state: 'running', rowsRead: i }), 'progress');
  await clock.pass(30_000);
  assert.deepEqual(
    published.map(({ user, hash, at }) => [user, hash, at]),
    [
      ['U0KIM', 'seen', 0],
      ['U0KIM', 'h1', 30_000],
      ['U0KIM', 'h2', 60_000],
    ],
  );
  home.stop();
});

test('who has not looked for an hour is not published to, and who looks again is', async () => {
  const { clock, jobs, home, published } = stage();
  await home.opened({ user: 'U0KIM', team: null }, null);
  await clock.pass(61 * MINUTE);
  jobs.tell(aSuccess());
  await clock.pass(2 * MINUTE);
  assert.equal(published.length, 1);
  await home.opened({ user: 'U0KIM', team: null }, null);
  assert.equal(published.length, 2);
  home.stop();
});

test('a view that another process has published since is replaced by the newest facts', async () => {
  const { home, published, answers } = stage();
  answers.push({ kind: 'conflict' });
  await home.opened({ user: 'U0KIM', team: null }, 'old');
  assert.deepEqual(
    published.map(({ hash }) => hash),
    ['old', null],
  );
  home.stop();
});

test('a rate limit is waited for, and what changed meanwhile is in what comes then', async () => {
  const { clock, jobs, home, published, answers } = stage();
  answers.push({ kind: 'later', afterMs: 45_000 });
  await home.opened({ user: 'U0KIM', team: null }, null);
  jobs.tell(aFailure());
  await clock.pass(44_000);
  assert.equal(published.length, 1);
  await clock.pass(1000);
  assert.equal(published.length, 2);
  assert.match(words(published[1]!.view), /src\.refused/);
  home.stop();
});

test('200 people who look are not published to more often than Slack takes', async () => {
  const { clock, jobs, home, published } = stage();
  for (let i = 0; i < 200; i += 1) await home.opened({ user: `U0${i}`, team: null }, null);
  const opened = published.length;
  for (let minute = 0; minute < 10; minute += 1) {
    jobs.tell(aRun({ state: 'running' }), 'progress');
    await clock.pass(MINUTE);
  }
  assert.ok((published.length - opened) / 10 <= 100, `${(published.length - opened) / 10} a minute`);
  home.stop();
});

test('App Home over HTTP: published with 280 tables within a second, looked up, made longer, answered', async (t) => {
  const names = Array.from({ length: 280 }, (_, i) => `受注_${String(i).padStart(3, '0')}`);
  const config = shopConfig(names);
  const mine = Object.fromEntries(
    Object.entries(config.tables).map(([name, spec]) => [name, { ...spec, owner: 'U0KIM' }]),
  );
  const jobs = fakeJobs(handClock(NINE), { ...config, tables: mine });
  for (const [i, name] of names.entries()) jobs.store(aSuccess({ id: 100 + i, table: name }));
  const bot: Sender = await botBetween(jobs);
  t.after(() => bot.stop());
  const start = performance.now();
  await bot.event({ type: 'app_home_opened', user: 'U0KIM', channel: 'D1', tab: 'home', event_ts: '1.1' });
  const first = await eventually('a view', () => bot.slack.of('views.publish')[0]);
  const ms = performance.now() - start;
  assert.ok(ms < 1000, `${Math.round(ms)} ms`);
  assert.deepEqual(viewProblems(first.body.view), []);
  assert.match(words(first.body.view), /Show more \(268\)/);

  const press = (action: object, view = { type: 'home', callback_id: 'sync_home', id: 'V0', private_metadata: '' }) =>
    bot.interact({ type: 'block_actions', view, actions: [{ block_id: 'b', action_ts: '1', ...action }] });
  await press({ type: 'button', action_id: `${CONTROL_PREFIX}more_mine`, value: undefined });
  const long = await eventually('a longer list', () => bot.slack.of('views.publish')[1]);
  assert.ok(words(long.body.view).length > words(first.body.view).length);
  assert.deepEqual(viewProblems(long.body.view), []);

  const options = await bot.interact({
    type: 'block_suggestion',
    action_id: `${CONTROL_PREFIX}search`,
    block_id: 'b',
    value: '受注_17',
  });
  const [chosen] = options.body.options;
  await press({ type: 'external_select', action_id: `${CONTROL_PREFIX}search`, selected_option: chosen });
  const answer = await eventually('an answer', () => bot.slack.of('views.update')[0]);
  assert.match(words(answer.body.view), /受注_170/);
  assert.deepEqual(viewProblems(answer.body.view), []);

  // A run that is started in there is told in a direct message, and the modal says so.
  const inside = { ...(answer.body.view as object), id: 'V9' } as never;
  await press({ type: 'button', action_id: 'sync_command_0', value: 'run 受注_170' }, inside);
  const post = await eventually('the message of the run', () => bot.slack.of('chat.postMessage')[0]);
  assert.equal(post.body.channel, 'D0KIM');
  const said = await eventually('a word in the modal', () => bot.slack.of('views.update')[1]);
  assert.equal(said.body.view_id, 'V9');
  assert.match(words(said.body.view), /conversation with me/);
});

test('the tab of messages publishes nothing', async (t) => {
  const bot = await botBetween(fakeJobs(handClock(NINE)));
  t.after(() => bot.stop());
  await bot.event({ type: 'app_home_opened', user: 'U0KIM', channel: 'D1', tab: 'messages', event_ts: '1.1' });
  await bot.event({ type: 'app_home_opened', user: 'U0LEE', channel: 'D2', tab: 'home', event_ts: '1.2' });
  await eventually('a view', () => bot.slack.of('views.publish')[0]);
  assert.deepEqual(
    bot.slack.of('views.publish').map(({ body }) => body.user_id),
    ['U0LEE'],
  );
});
