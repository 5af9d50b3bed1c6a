import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { STEP } from '../../../src/bot/app-surfaces.ts';
import { eventually } from '../../support/eventually.ts';
import { aFailure, aSuccess, type FakeJobs, fakeJobs, NINE, shopConfig } from '../../support/fake-jobs.ts';
import { type FakeSlack, fakeSlack } from '../../support/fake-slack.ts';
import { handClock } from '../../support/hand-clock.ts';
import { botBetween, type Sender } from '../../support/slack-clicks.ts';

// The step of workflows and the shortcut on a message, over real HTTP.

let slack: FakeSlack;
let jobs: FakeJobs;
let bot: Sender;
before(async () => {
  slack = await fakeSlack();
  jobs = fakeJobs(handClock(NINE), shopConfig(['orders']));
  bot = await botBetween(jobs, undefined, slack);
});
after(async () => {
  await bot.stop();
  await slack.close();
});

const step = (execution: string, inputs: object) =>
  bot.event({
    type: 'function_executed',
    function: { id: 'Fn1', callback_id: STEP, title: 'Run sync and wait' },
    function_execution_id: execution,
    workflow_execution_id: 'Wx1',
    inputs: { user: 'U0KIM', tables: 'users', note: '', ...inputs },
    bot_access_token: 'xwfp-x',
    event_ts: '1.1',
  });
const successes = () => slack.of('functions.completeSuccess').map(({ body }) => body);
const errors = () => slack.of('functions.completeError').map(({ body }) => body);

test('a step ends when its runs do, though it was told of twice, and hears rows and numbers', async () => {
  await Promise.all([step('Fx1', { tables: 'users, products' }), step('Fx1', { tables: 'users, products' })]);
  await eventually('the runs', () => jobs.submitted.length === 2);
  const [one, two] = [jobs.activeRun('users')!, jobs.activeRun('products')!];
  jobs.tell(aSuccess({ id: one.id }));
  assert.deepEqual(successes(), []);
  jobs.tell(aSuccess({ id: two.id, table: 'products' }));
  const ended = await eventually('the end', () => successes()[0]);
  assert.deepEqual(
    [ended.function_execution_id, ended.outputs],
    ['Fx1', { run: `${one.id}, ${two.id}`, state: 'success', rows: 100_000 }],
  );
  assert.deepEqual(jobs.submitted, ['users', 'products']);
});

test('a step whose run fails, fails with the class and the next action', async () => {
  await step('Fx2', { tables: 'orders', note: 'from a form "x" --full' });
  const run = await eventually('the run', () => jobs.activeRun('orders'));
  assert.equal(run.note, "from a form 'x' --full");
  jobs.tell(aFailure({ id: run.id, table: 'orders' }));
  const failed = await eventually('the end', () => errors()[0]);
  assert.match(String(failed.error), /src\.refused.*nothing listens on db\.shop:3306.*explain/s);
});

test('a step may do what the person who used the workflow may', async () => {
  await step('Fx3', { user: 'U0GUEST' });
  await step('Fx4', { user: undefined });
  await step('Fx5', { tables: ' ' });
  await step('Fx6', { tables: 'nosuchtable' });
  const all = await eventually('the ends', () => errors().length === 5 && errors().slice(1));
  const said = Object.fromEntries(all.map(({ function_execution_id: id, error }) => [String(id), String(error)]));
  assert.match(said.Fx3!, /role operator/);
  assert.match(said.Fx4!, /Who asks/);
  assert.match(said.Fx5!, /names no table/);
  assert.match(said.Fx6!, /nosuchtable/);
  assert.equal(jobs.submitted.length, 3);
});

test('a step asks nobody for approval: who changes the workflow says who asks', async () => {
  const { roles, danger } = jobs.config();
  jobs.configure({ ...jobs.config(), danger: { ...danger, tags: ['core'] }, roles: { ...roles, approver: ['U0ANN'] } });
  await step('Fx8', { tables: 'purchases' });
  const failed = await eventually('the end', () => errors().find((one) => one.function_execution_id === 'Fx8'));
  assert.match(String(failed.error), /cannot ask for approval.*Type the command/s);
  assert.deepEqual(jobs.requests(), []);
  jobs.configure({ ...jobs.config(), danger, roles });
});

test('a step that waits over a restart is ended by the next process', async () => {
  await step('Fx7', { tables: 'purchases' });
  const run = await eventually('the run', () => jobs.activeRun('purchases'));
  await eventually('the note', () => jobs.notes.get('workflow steps')?.includes('Fx7'));
  await bot.stop();
  jobs.store(aSuccess({ id: run.id, table: 'purchases' }));
  bot = await botBetween(jobs, undefined, slack);
  const ended = await eventually('the end', () => successes().find((one) => one.function_execution_id === 'Fx7'));
  assert.deepEqual(ended.outputs, { run: String(run.id), state: 'success', rows: 50_000 });
  await eventually('nothing is left', () => jobs.notes.get('workflow steps') === null);
});

test('the shortcut on the message of a run explains that run; on any other message it says how things stand', async () => {
  jobs.posts.save({ runId: 13, channel: 'C1', ts: '5.5' });
  jobs.store(aFailure());
  const explain = (ts: string, rest: object = {}) =>
    bot.interact({
      type: 'message_action',
      callback_id: 'sync_explain',
      channel: { id: 'C1' },
      message: { ts, ...rest },
      message_ts: ts,
      response_url: slack.responseUrl,
    });
  const said = async (n: number) =>
    JSON.stringify((await eventually('an answer', () => slack.of('views.update')[n])).body.view);
  await explain('5.5');
  assert.match(await said(0), /13/);
  await explain('7.7', { thread_ts: '5.5' });
  assert.match(await said(1), /13/);
  await explain('6.6');
  assert.match(await said(2), /tables/);
});
