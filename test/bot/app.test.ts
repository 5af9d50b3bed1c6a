import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { EVENTS, SLASH_COMMAND } from '../../src/bot/app.ts';
import { SHORTCUTS, STEP } from '../../src/bot/app-surfaces.ts';
import { assembleBot, type Bot } from '../../src/bot/bot.ts';
import { systemClock } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { aSuccess, type FakeJobs, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { type FakeSlack, fakeSlack, signed } from '../support/fake-slack.ts';
import { handClock } from '../support/hand-clock.ts';
import { freePort } from '../support/keep.ts';

const SECRET = 'a secret of tests';
let slack: FakeSlack;
let jobs: FakeJobs;
let bot: Bot;
let address: string;

before(async () => {
  slack = await fakeSlack();
  jobs = fakeJobs(handClock(NINE), shopConfig());
  await startAnew();
});

async function startAnew(): Promise<void> {
  const port = await freePort();
  address = `http://127.0.0.1:${port}/slack/events`;
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const settings = {
    botToken: 'xoxb-test',
    apiUrl: slack.apiUrl,
    receive: { mode: 'http', signingSecret: SECRET, port },
  } as const;
  bot = assembleBot({ jobs, slack: settings, timers: systemClock, log });
  await bot.start();
}

async function restart(): Promise<void> {
  await bot.stop(1000);
  await startAnew();
}

after(async () => {
  await bot.stop(1000);
  await slack.close();
});

const seconds = () => Math.floor(Date.now() / 1000);

async function send(body: string, rest: { secret?: string; at?: number; type?: string } = {}): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    body,
    headers: {
      'content-type': rest.type ?? 'application/x-www-form-urlencoded',
      ...signed(body, rest.secret ?? SECRET, rest.at ?? seconds()),
    },
  });
}

const slash = (text: string, trigger: string, user = 'U0KIM') =>
  new URLSearchParams({
    command: SLASH_COMMAND,
    text,
    user_id: user,
    channel_id: 'C1',
    team_id: 'T0',
    trigger_id: trigger,
    response_url: slack.responseUrl,
  }).toString();

const click = (value: string, trigger: string, user = 'U0KIM') =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      user: { id: user },
      team: { id: 'T0' },
      channel: { id: 'C1' },
      message: { ts: '1.1' },
      trigger_id: trigger,
      response_url: slack.responseUrl,
      actions: [{ type: 'button', action_id: 'sync_command_0', block_id: 'b', value, action_ts: '1.2' }],
    }),
  }).toString();

const titles = (method: string) =>
  slack.of(method).map(({ body }) => (body.blocks as { text: { text: string } }[])[0]!.text.text);

test('a command is acknowledged at once and answered for the person alone', async () => {
  const start = performance.now();
  const response = await send(slash('list', 't1'));
  assert.equal(response.status, 200);
  assert.ok(performance.now() - start < 3000);
  const answer = await eventually('an answer', () => slack.of('respond').at(-1));
  assert.equal(answer.body.response_type, 'ephemeral');
  assert.match(JSON.stringify(answer.body.blocks), /purchases/);
});

test('a request that Slack did not sign, or long ago, or for the future, does nothing', async () => {
  const calls = slack.calls.length;
  assert.equal((await send(slash('run products', 'w1'), { secret: 'another' })).status, 401);
  assert.equal((await send(slash('run products', 'w2'), { at: seconds() - 400 })).status, 401);
  await send(slash('run products', 'w3'), { at: seconds() + 3600 });
  assert.equal(slack.calls.length, calls);
  assert.deepEqual(jobs.submitted, []);
});

test('a run has one message in the channel, edited to its end, though the request came twice', async () => {
  const request = slash('run users', 't2');
  await Promise.all([send(request), send(request)]);
  const post = await eventually('the message', () => slack.of('chat.postMessage')[0]);
  assert.equal(post.body.channel, 'C1');
  await eventually('the run', () => jobs.posts.of(12).length === 1);
  jobs.tell(aSuccess({ id: 12 }));
  const edit = await eventually('the edit', () => slack.of('chat.update').at(-1));
  assert.equal(edit.body.channel, 'C1');
  assert.deepEqual(jobs.submitted, ['users']);
  assert.deepEqual(titles('chat.postMessage'), ['🔄 users: queued']);
  assert.deepEqual(titles('chat.update'), ['✅ users: 50,000 rows published in 4.2 s']);
});

test('a button says its command for whoever presses it, once', async () => {
  await Promise.all([send(click('run purchases', 'c1')), send(click('run purchases', 'c1'))]);
  await eventually('the run', () => jobs.submitted.includes('purchases') && slack.of('chat.postMessage').length === 2);
  await send(click('run products', 'c2', 'U0GUEST'));
  await eventually('a refusal', () => JSON.stringify(slack.of('respond').at(-1)).includes('needs the role operator'));
  assert.deepEqual(jobs.submitted, ['users', 'purchases']);
});

test('a signed request that comes again later, after a restart too, does nothing', async () => {
  const at = seconds();
  const request = slash('run products', 't9');
  assert.equal((await send(request, { at })).status, 200);
  await eventually('the run', () => jobs.submitted.includes('products'));
  jobs.tell(aSuccess({ id: jobs.activeRun('products')!.id, table: 'products' }));
  await restart();
  const submitted = jobs.submitted.length;
  assert.equal((await send(request, { at })).status, 200);
  // The same words signed anew: Slack hands the same command over once more.
  assert.equal((await send(request)).status, 200);
  await send(slash('status', 't10'));
  await eventually('a later answer', () => JSON.stringify(slack.of('respond').at(-1)).includes('purchases'));
  assert.equal(jobs.submitted.length, submitted);
});

test('five clicks of two people on one button are one run, and the later ones hear who was first', async () => {
  const before = jobs.submitted.length;
  const answers = slack.of('respond').length;
  const people = ['U0KIM', 'U0LEE', 'U0KIM', 'U0LEE', 'U0LEE'];
  await Promise.all(people.map((user, i) => send(click('run users --note again', `five ${i}`, user))));
  await eventually('four answers', () => slack.of('respond').length === answers + 4);
  assert.equal(jobs.submitted.length, before + 1);
  for (const { body } of slack.of('respond').slice(answers)) {
    assert.equal(body.response_type, 'ephemeral');
    assert.match(
      JSON.stringify(body.blocks),
      /<@U0(KIM|LEE)> pressed this button 1 s ago; nothing was done a second time/,
    );
  }
  // What it started is over: whoever presses now means it.
  jobs.tell(aSuccess({ id: jobs.activeRun('users')!.id, table: 'users' }));
  await send(click('run users --note again', 'six'));
  await eventually('another run', () => jobs.submitted.length === before + 2);
  await eventually('its message', () => jobs.posts.of(jobs.activeRun('users')!.id).length === 1);
});

test('a button that only looks answers every time', async () => {
  const answers = slack.of('respond').length;
  for (const trigger of ['look 1', 'look 2']) await send(click('status', trigger));
  await eventually('two answers', () => slack.of('respond').length === answers + 2);
});

test('a mention in a thread is answered in the thread', async () => {
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: 'T0',
    event_id: 'Ev1',
    event: {
      type: 'app_mention',
      user: 'U0KIM',
      text: '<@U0BOT> status users',
      channel: 'C1',
      ts: '9.9',
      thread_ts: '9.1',
    },
    authorizations: [{ team_id: 'T0', user_id: 'U0BOT', is_bot: true }],
  });
  assert.equal((await send(body, { type: 'application/json' })).status, 200);
  const answer = await eventually('an answer', () => slack.of('chat.postEphemeral')[0]);
  assert.deepEqual([answer.body.user, answer.body.thread_ts], ['U0KIM', '9.1']);
});

const event = (id: string, event: object) =>
  send(
    JSON.stringify({
      type: 'event_callback',
      team_id: 'T0',
      event_id: id,
      event,
      authorizations: [{ team_id: 'T0', user_id: 'U0BOT', is_bot: true }],
    }),
    { type: 'application/json' },
  );

test('a mention that was edited is not carried out again, and one that comes twice once', async () => {
  const before = slack.of('chat.postEphemeral').length;
  const said = { type: 'app_mention', user: 'U0KIM', text: '<@U0BOT> history users', channel: 'C1', ts: '9.8' };
  await event('Ev2', said);
  await eventually('an answer', () => slack.of('chat.postEphemeral')[before]);
  await event('Ev3', { ...said, text: '<@U0BOT> history users 5', edited: { user: 'U0KIM', ts: '9.9' } });
  await event('Ev4', said);
  await event('Ev5', { ...said, ts: '9.95', text: '<@U0BOT> list' });
  await eventually('the answer to the next', () => slack.of('chat.postEphemeral')[before + 1]);
  assert.match(JSON.stringify(slack.of('chat.postEphemeral')[before + 1]?.body.blocks), /tables/);
  assert.equal(slack.of('chat.postEphemeral').length, before + 2);
});

test('a direct message needs no mention; what the bot writes there itself, edits and other channels are not heard', async () => {
  const before = slack.of('chat.postMessage').length;
  const said = { type: 'message', channel_type: 'im', user: 'U0KIM', text: 'ｈｉｓｔｏｒｙ　users', channel: 'D1' };
  await event('Ev6', { ...said, ts: '8.1', bot_id: 'B0BOT' });
  await event('Ev7', { ...said, ts: '8.2', subtype: 'message_changed' });
  await event('Ev8', { ...said, ts: '8.3', channel_type: 'channel', channel: 'C1' });
  await event('Ev9', { ...said, ts: '8.4' });
  const answer = await eventually('an answer', () => slack.of('chat.postMessage')[before]);
  assert.equal(answer.body.channel, 'D1');
  assert.match(JSON.stringify(answer.body.blocks), /users: the last/);
  assert.equal(slack.of('chat.postMessage').length, before + 1);
});

test('a run that was asked for where the bot is not a member is followed elsewhere, and the person is told', async () => {
  slack.next('chat.postMessage', { body: { ok: false, error: 'not_in_channel' } });
  await send(slash('run products', 't5'));
  await eventually('the answer', () => JSON.stringify(slack.of('respond').at(-1)).includes('followed in #data-syncs'));
  await eventually('the post', () => jobs.posts.of(jobs.activeRun('products')!.id)[0]?.channel === 'C0DATA');
});

test('the manifest asks for what the code uses, and for nothing else', () => {
  const directory = new URL('../../src/bot/', import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', directory), 'utf8'));
  const source = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, directory), 'utf8'))
    .join('\n');
  const history = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
  const scopes: Record<string, readonly string[]> = {
    'auth.test': [],
    'chat.postMessage': ['chat:write', 'chat:write.public'],
    'chat.postEphemeral': ['chat:write'],
    'chat.update': ['chat:write'],
    'chat.scheduleMessage': ['chat:write'],
    'chat.deleteScheduledMessage': ['chat:write'],
    'chat.scheduledMessages.list': [],
    'chat.getPermalink': [],
    'conversations.history': history,
    'conversations.replies': history,
    // It is asked of channels alone.
    'conversations.info': ['channels:read', 'groups:read'],
    'conversations.open': ['im:write'],
    'files.uploadV2': ['files:write'],
    filesUploadV2: ['files:write'],
    'functions.completeSuccess': [],
    'functions.completeError': [],
    'usergroups.users.list': ['usergroups:read'],
    'users.info': ['users:read'],
    'views.open': [],
    'views.push': [],
    'views.update': [],
    'views.publish': [],
  };
  const methods = [...source.matchAll(/\bclient\.((?:[a-z]+\.[a-zA-Z.]+)|filesUploadV2)\(/g)].map((found) => found[1]!);
  assert.deepEqual(
    methods.filter((method) => !Object.hasOwn(scopes, method)),
    [],
    'a method whose scopes are not known here',
  );
  assert.ok(methods.includes('chat.postMessage'));
  const needed = [...methods.flatMap((method) => scopes[method]!), 'commands', 'app_mentions:read', 'im:history'];
  assert.deepEqual(manifest.oauth_config.scopes.bot, [...new Set(needed)].sort());
  assert.deepEqual(
    manifest.features.slash_commands.map(({ command }: { command: string }) => command),
    [SLASH_COMMAND],
  );
  assert.deepEqual(manifest.settings.event_subscriptions.bot_events, EVENTS);
  const handled = [...source.matchAll(/app\.event\('(\w+)'/g)].map((found) => found[1]);
  const functions = [...source.matchAll(/app\.function\(STEP/g)].map(() => 'function_executed');
  const heard = handled.map((name) => (name === 'message' ? 'message.im' : name!));
  assert.deepEqual([...heard, ...functions].sort(), [...EVENTS]);
  assert.deepEqual(Object.keys(manifest.functions), [STEP]);
  assert.deepEqual(
    manifest.features.shortcuts.map(({ callback_id: id }: { callback_id: string }) => id),
    Object.values(SHORTCUTS),
  );
  assert.equal(manifest.features.app_home.home_tab_enabled, true);
  assert.equal(manifest.settings.interactivity.is_enabled, true);
});

test('it stops in time though somebody holds a connection open', async () => {
  const port = Number(new URL(address).port);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  const stopped = bot.stop(300).then(() => 'stopped' as const);
  const late = new Promise<'late'>((resolve) => void systemClock.after(5000, () => resolve('late')));
  assert.equal(await Promise.race([stopped, late]), 'stopped');
  socket.destroy();
  await startAnew();
});
