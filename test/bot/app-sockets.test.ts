import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { assembleBot, type Bot } from '../../src/bot/bot.ts';
import { systemClock } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeJobs, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { type FakeSocket, fakeSocket, type Link } from '../support/fake-socket.ts';
import { handClock } from '../support/hand-clock.ts';

let slack: FakeSlack;
let socket: FakeSocket;
let jobs: FakeJobs;
let bot: Bot;
let logged: { readonly words: string; readonly facts: Readonly<Record<string, unknown>> }[];

beforeEach(async () => {
  slack = await fakeSlack();
  socket = await fakeSocket();
  slack.always('apps.connections.open', () => true, { body: { ok: true, url: socket.url } });
  jobs = fakeJobs(handClock(NINE), shopConfig());
  logged = [];
  const note = (facts: object, words: string) => void logged.push({ words, facts: { ...facts } });
  bot = assembleBot({
    jobs,
    slack: { botToken: 'xoxb-t', apiUrl: slack.apiUrl, receive: { mode: 'socket', appToken: 'xapp-t' } },
    timers: systemClock,
    log: { info: note, warn: note, error: note },
  });
});
afterEach(async () => {
  await bot.stop(100);
  await socket.close();
  await slack.close();
});

const openLinks = () => socket.links.filter(({ open }) => open);
const both = () =>
  eventually(
    'two connections',
    () => jobs.deliveryTrouble().sockets.filter(({ state }) => state === 'connected').length === 2,
  );

let envelopes = 0;
function hand(link: Link, text: string, trigger: string): string {
  envelopes += 1;
  const envelope_id = `e${envelopes}`;
  const payload = {
    command: '/sync',
    text,
    user_id: 'U0KIM',
    channel_id: 'C1',
    team_id: 'T0',
    trigger_id: trigger,
    response_url: slack.responseUrl,
  };
  link.say({ type: 'slash_commands', envelope_id, payload, accepts_response_payload: true });
  return envelope_id;
}

test('there are two connections, and what comes over both is done once', async () => {
  await bot.start();
  await both();
  const [one, two] = openLinks() as [Link, Link];
  const ids = [hand(one, 'run users', 't1'), hand(two, 'run users', 't1')];
  await eventually('both acknowledged', () => one.acked.includes(ids[0]!) && two.acked.includes(ids[1]!));
  await eventually('the message', () => slack.of('chat.postMessage').length === 1);
  assert.deepEqual(jobs.submitted, ['users']);
});

test('while Slack renews one connection the other takes what comes, and the next is there at once', async () => {
  await bot.start();
  await both();
  const [one, two] = openLinks() as [Link, Link];
  // A connection that ends within ten seconds counts as a bad one and waits a second.
  const asked = performance.now();
  one.say({ type: 'disconnect', reason: 'refresh_requested' });
  await eventually('it is gone', () => !one.open);
  const id = hand(two, 'run users', 't2');
  await eventually('an acknowledgement', () => two.acked.includes(id));
  await eventually('the next', () => socket.links.length === 3 && openLinks().length === 2);
  assert.ok(performance.now() - asked < 3000, `${performance.now() - asked} ms`);
  assert.ok(logged.some(({ facts }) => facts.why === 'refresh_requested'));
  await both();
});

test('a connection that is silent is given up and opened anew, and people can read that', async () => {
  await bot.start();
  await both();
  const [first] = socket.links;
  first!.fallSilent();
  await eventually('another', () => socket.links.length === 3);
  assert.ok(logged.some(({ facts }) => facts.why === 'silent or lost'));
  await both();
  const { sockets } = jobs.deliveryTrouble();
  assert.deepEqual(
    sockets.map(({ opened }) => opened),
    [2, 1],
  );
});

test('a Slack that opens nothing for a while is asked again, when it said', async () => {
  for (const answer of [
    { status: 503, body: {} },
    { status: 429, headers: { 'retry-after': '1' }, body: { ok: false } },
  ])
    slack.next('apps.connections.open', answer);
  const start = performance.now();
  await bot.start();
  assert.ok(performance.now() - start >= 1900, 'it waited');
  assert.deepEqual(
    logged.flatMap(({ facts }) => (typeof facts.why === 'string' ? [facts.why] : [])),
    ['unreachable', 'ratelimited'],
  );
  await both();
});

test('a token that opens nothing ends the start', async () => {
  slack.next('apps.connections.open', { body: { ok: false, error: 'invalid_auth' } });
  await assert.rejects(bot.start(), /invalid_auth/);
});
