import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CONTROL_PREFIX, FIELD_PREFIX } from '../../../src/bot/surface-blocks.ts';
import { idOf } from '../../../src/bot/surfaces/choices.ts';
import { FORM, RUN_CONFIRM, RUN_FORM } from '../../../src/bot/views/run-form.ts';
import { optionsProblems, viewProblems } from '../../support/block-kit.ts';
import { eventually } from '../../support/eventually.ts';
import { aSuccess, type FakeJobs, fakeJobs, NINE, shopConfig } from '../../support/fake-jobs.ts';
import { handClock } from '../../support/hand-clock.ts';
import { botBetween, type Sender } from '../../support/slack-clicks.ts';

// The modal "Run with options", over real HTTP, from `/sync run` to the run.

const LONG = '売上明細'.repeat(20);
const NAMES = Array.from({ length: 280 }, (_, i) => `受注_${String(i).padStart(3, '0')}`);

let jobs: FakeJobs;
let bot: Sender;

before(async () => {
  const config = shopConfig([...NAMES, LONG]);
  const { purchases } = config.tables;
  const windowed = { ...purchases!, mode: 'merge', incrementalKey: 'updated_at' } as const;
  jobs = fakeJobs(handClock(NINE), { ...config, tables: { ...config.tables, purchases: windowed } });
  jobs.store(aSuccess());
  bot = await botBetween(jobs);
});
after(() => bot.stop());

type View = { readonly id?: string; readonly blocks: readonly Record<string, unknown>[]; readonly callback_id: string };
const viewOf = (body: Readonly<Record<string, unknown>>) => body.view as View & Record<string, string>;
const words = (value: unknown) => JSON.stringify(value);

/** What Slack gives back of a form. */
const state = (filled: Partial<Record<keyof typeof FORM, object>>) => ({
  values: Object.fromEntries(
    Object.entries(filled).map(([name, value]) => [FIELD_PREFIX + name, { [CONTROL_PREFIX + name]: value }]),
  ),
});
const tables = (...names: readonly string[]) => ({ selected_options: names.map((name) => ({ value: idOf(name) })) });
const scope = (value: string) => ({ selected_option: { value } });

async function openForm(): Promise<{ readonly id: string; readonly memory: string }> {
  const before = bot.slack.of('views.update').length;
  await bot.command('run');
  const update = await eventually('the form', () => bot.slack.of('views.update')[before]);
  return { id: String(update.body.view_id), memory: viewOf(update.body).private_metadata as string };
}

const submit = (memory: string, filled: Parameters<typeof state>[0], user = 'U0KIM') =>
  bot.interact({
    type: 'view_submission',
    user: { id: user },
    view: { id: 'V1', type: 'modal', callback_id: RUN_FORM, private_metadata: memory, state: state(filled) },
  });
const error = (answer: { body: { errors: Record<string, string> } }, name: string) =>
  answer.body.errors[FIELD_PREFIX + name];

test('a bare run opens a form at once and fills it afterwards', async () => {
  const answer = await bot.command('run');
  assert.equal(answer.status, 200);
  const opened = await eventually('a modal', () => bot.slack.of('views.open')[0]);
  assert.match(words(opened.body.view), /One moment/);
  const filled = await eventually('the form', () => bot.slack.of('views.update')[0]);
  assert.equal(viewOf(filled.body).callback_id, RUN_FORM);
  assert.deepEqual(viewProblems(filled.body.view), []);
  assert.deepEqual(bot.slack.of('respond'), []);
});

test('the Japanese 実行 opens the form too, and what has tables does not', async () => {
  const opened = bot.slack.of('views.open').length;
  await bot.command('実行');
  await eventually('a modal', () => bot.slack.of('views.open').length === opened + 1);
  await bot.command('run nosuchtable');
  await eventually('an answer', () => bot.slack.of('respond')[0]);
  assert.equal(bot.slack.of('views.open').length, opened + 1);
});

test('tables are found among 283 while one types, at most 100, by ids that Slack can carry', async () => {
  const search = async (value: string) => {
    const { body, ms } = await bot.interact({
      type: 'block_suggestion',
      block_id: FIELD_PREFIX + FORM.tables,
      action_id: CONTROL_PREFIX + FORM.tables,
      value,
    });
    assert.ok(ms < 3000);
    assert.deepEqual(optionsProblems(body.options as readonly unknown[]), []);
    return body.options as readonly { readonly text: { readonly text: string }; readonly value: string }[];
  };
  const label = (options: Awaited<ReturnType<typeof search>>) => options.map(({ text }) => text.text);
  assert.equal((await search('')).length, 100);
  assert.deepEqual(label(await search('受注_07')).slice(0, 3), ['受注_070', '受注_071', '受注_072']);
  assert.deepEqual(label(await search('受注_27?')).slice(0, 2), ['All 10 of 受注_27?', '受注_270']);
  assert.equal((await search('受注*')).length, 100);
  assert.deepEqual(label(await search('purchses')), ['purchases']);
  // As a phone with a Japanese keyboard types it.
  assert.deepEqual(label(await search('ｐｕｒｃｈａｓｅｓ'))[0], 'purchases');
  const [long] = await search('売上');
  assert.ok(long!.text.text.length <= 75 && long!.value.length <= 75);
  assert.deepEqual(await search('zzzzzzzz'), []);
  assert.deepEqual(await search('([zz'), []);
  // Patterns that take a careless matcher for ever.
  assert.deepEqual(await search(`${'*a'.repeat(40)}*b`), []);
});

test('each choice is followed by what it comes to', async () => {
  const { id, memory } = await openForm();
  const before = bot.slack.of('views.update').length;
  await bot.interact({
    type: 'block_actions',
    actions: [{ type: 'radio_buttons', action_id: CONTROL_PREFIX + FORM.scope, block_id: 'b' }],
    view: {
      id,
      type: 'modal',
      callback_id: RUN_FORM,
      private_metadata: memory,
      state: state({ tables: tables('users'), scope: scope('window') }),
    },
  });
  const update = await eventually('the form again', () => bot.slack.of('views.update')[before]);
  assert.match(words(update.body.view), /`users` usually takes 4.2 s for 50,000 rows; what you ask for may differ/);
  assert.match(words(update.body.view), /datepicker/);
  assert.deepEqual(viewProblems(update.body.view), []);
});

test('what is missing or makes no sense is said at its field', async () => {
  const { memory } = await openForm();
  assert.match(error(await submit(memory, {}), FORM.tables)!, /Choose at least one table/);
  const gone = { selected_options: [{ value: 't:gone' }] };
  assert.match(error(await submit(memory, { tables: gone }), FORM.tables)!, /not in tables.yml any more/);
  const both = { tables: tables('purchases'), scope: scope('window') };
  assert.match(error(await submit(memory, both), FORM.from)!, /Choose a first day/);
  const day = { selected_date: '2026-11-08' };
  assert.match(error(await submit(memory, { ...both, from: day, to: day }), FORM.to)!, /after 2026-11-08/);
  const whole = { tables: tables('users'), scope: scope('gaps') };
  assert.match(error(await submit(memory, whole), FORM.scope)!, /replaced as a whole/);
  const many = { tables: tables('users', 'products'), dry: { selected_options: [{ value: 'dry' }] } };
  assert.match(error(await submit(memory, many), FORM.dry)!, /one table/);
  assert.match(error(await submit(memory, { tables: tables('users') }, 'U0GUEST'), FORM.dry)!, /role operator/);
  assert.deepEqual(jobs.submitted, []);
});

test('the form says what exactly will run, and runs it where it was asked for, once', async () => {
  const { memory } = await openForm();
  const filled = {
    tables: tables('purchases'),
    scope: scope('window'),
    from: { selected_date: '2026-11-01' },
    to: { selected_date: '2026-11-08' },
    note: { value: ' prices "fixed" --full ' },
  };
  const next = await submit(memory, filled);
  assert.equal(next.body.response_action, 'push');
  assert.deepEqual(viewProblems(next.body.view), []);
  assert.match(words(next.body.view), /Copies purchases now/);
  assert.match(words(next.body.view), /from 2026-11-01 to before 2026-11-08/);
  const confirm = () =>
    bot.interact({
      type: 'view_submission',
      view: { ...next.body.view, id: 'V2', state: { values: {} } },
    });
  const [one, two] = await Promise.all([confirm(), confirm()]);
  assert.deepEqual([one.body, two.body], [{ response_action: 'clear' }, { response_action: 'clear' }]);
  const post = await eventually('the message of the run', () => bot.slack.of('chat.postMessage')[0]);
  assert.equal(post.body.channel, 'C1');
  assert.deepEqual(jobs.submitted, ['purchases']);
  const run = jobs.activeRun('purchases');
  assert.equal(run?.note, "prices 'fixed' --full");
});

test('a dry run answers inside the modal and starts nothing', async () => {
  const { memory } = await openForm();
  const next = await submit(memory, { tables: tables('users'), dry: { selected_options: [{ value: 'dry' }] } });
  assert.equal(next.body.view.callback_id, RUN_CONFIRM);
  const before = bot.slack.of('views.update').length;
  const sent = await bot.interact({
    type: 'view_submission',
    view: { ...next.body.view, id: 'V3', state: { values: {} } },
  });
  assert.equal(sent.body.response_action, 'update');
  const plan = await eventually('the plan', () => bot.slack.of('views.update')[before]);
  assert.equal(plan.body.view_id, 'V3');
  assert.equal(jobs.submitted.includes('users'), false);
});

test('the shortcut opens the form, and what it starts is told in a direct message', async () => {
  const opened = bot.slack.of('views.update').length;
  await bot.interact({ type: 'shortcut', callback_id: 'sync_run' });
  const form = await eventually('the form', () => bot.slack.of('views.update')[opened]);
  const next = await submit(viewOf(form.body).private_metadata as string, { tables: tables('products') });
  const posts = bot.slack.of('chat.postMessage').length;
  await bot.interact({ type: 'view_submission', view: { ...next.body.view, id: 'V4', state: { values: {} } } });
  const post = await eventually('the message of the run', () => bot.slack.of('chat.postMessage')[posts]);
  assert.equal(post.body.channel, 'D0KIM');
});
