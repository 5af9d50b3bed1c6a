import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { outboxClient } from '../../src/bot/clients.ts';
import { message } from '../../src/bot/message.ts';
import { createOutbox, type Delivered, type Outbox } from '../../src/bot/outbox.ts';
import { createCalls } from '../../src/bot/outbox-calls.ts';
import { createDelivery } from '../../src/jobs/delivery.ts';
import { type History, openHistory } from '../../src/jobs/history.ts';
import { metadataProblems } from '../support/block-kit.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';
import { freePort } from '../support/keep.ts';

const HELLO = message('neutral', 'hello');
const NINE = Date.parse('2026-11-20T00:00:00Z');
const AFTER_IT = { drop: 'after' } as const;
const said = (words: string) => message('neutral', [words]);

let clock: HandClock;
let slack: FakeSlack;
let history: History;
let outbox: Outbox;
let logged: string[];
let fallback: string | null;

before(async () => {
  slack = await fakeSlack(() => clock.now());
});
beforeEach(() => {
  clock = handClock(NINE);
  history = openHistory(':memory:', () => 'h');
  logged = [];
  fallback = null;
  outbox = open();
});
after(() => slack.close());

const store = () => createDelivery({ history, clock });

function open(apiUrl = slack.apiUrl): Outbox {
  const note = (_: object, words: string) => void logged.push(words);
  const log = { info: note, warn: note, error: note };
  return createOutbox({
    calls: createCalls(outboxClient({ botToken: 'xoxb-t', apiUrl })),
    store: store(),
    timers: clock,
    log,
    fallback: () => fallback,
  });
}

/** Real sockets, and a clock that goes on until the promise is kept. */
async function settled<T>(promise: Promise<T>, stepMs = 500): Promise<T> {
  let over = false;
  const watched = promise.finally(() => {
    over = true;
  });
  await eventually('the end of it', async () => {
    await clock.pass(stepMs);
    return over;
  });
  return watched;
}

const titlesIn = (channel: string) => slack.messages.filter((one) => one.channel === channel).map((one) => one.text);
const tries = (channel: string) => slack.of('chat.postMessage').filter(({ body }) => body.channel === channel).length;

test('a post that Slack puts off is sent when Slack said, once', async () => {
  slack.next('chat.postMessage', { status: 429, headers: { 'retry-after': '7' }, body: { ok: false } });
  const posted = outbox.post('CLATE', HELLO, { key: 'a' });
  await eventually('the refusal', () => logged.length > 0);
  await clock.pass(6900);
  assert.equal(tries('CLATE'), 1);
  assert.equal((await settled(posted, 100)).kind, 'posted');
  assert.deepEqual(titlesIn('CLATE'), ['hello']);
  const sent = slack.messages.find(({ channel }) => channel === 'CLATE');
  assert.deepEqual(metadataProblems(sent?.metadata), []);
});

test('a time to wait that is none, or a day, is taken for a second, or ten minutes', async () => {
  for (const [after, beforeMs, thenMs] of [
    ['0', 900, 200],
    ['-5', 900, 200],
    ['86400', 599_000, 2000],
  ] as const) {
    slack.next('chat.postMessage', { status: 429, headers: { 'retry-after': after }, body: { ok: false } });
    const channel = `CODD${after.replace('-', 'M')}`;
    const waiting = logged.length;
    const posted = outbox.post(channel, HELLO, { key: `odd ${after}` });
    await eventually('the refusal', () => logged.length > waiting);
    await clock.pass(beforeMs);
    assert.equal(tries(channel), 1, after);
    await clock.pass(thenMs);
    assert.equal((await settled(posted, 100)).kind, 'posted');
  }
});

test('a clock that is put back by a day holds back neither messages nor edits', async () => {
  let back = 0;
  const timers = { ...clock, now: () => clock.now() - back };
  const quiet = { info() {}, warn() {}, error() {} };
  const calls = createCalls(outboxClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl }));
  const own = createOutbox({ calls, store: store(), timers, log: quiet, fallback: () => null });
  const first = await settled(own.post('CBACK', said('before'), { key: 'before' }));
  assert.ok(first.kind === 'posted');
  slack.next('chat.postMessage', { status: 429, headers: { 'retry-after': '300' }, body: { ok: false } });
  const posted = own.post('CBACK', said('after'), { key: 'after' });
  await eventually('the refusal', async () => {
    await clock.pass(500);
    return tries('CBACK') === 2;
  });
  const edits = (from: number, many: number) =>
    Promise.all(
      Array.from({ length: many }, (_, i) => own.edit({ channel: 'CBACK', ts: `1.${from + i}` }, said('edited'))),
    );
  await settled(edits(0, 50), 10);
  back = 86_400_000;
  const began = clock.now();
  await settled(Promise.all([posted, edits(50, 1)]), 5000);
  assert.ok(clock.now() - began < 400_000, 'not when the clock has caught up');
  own.stop();
});

test('posts of one channel go in their order, a second apart, and other channels do not wait for them', async () => {
  const order = Array.from({ length: 4 }, (_, i) => outbox.post('CSLOW', said(`slow ${i}`), { key: `slow ${i}` }));
  const other = outbox.post('CFAST', said('fast'), { key: 'fast' });
  assert.equal((await settled(other, 0)).kind, 'posted');
  assert.deepEqual(titlesIn('CSLOW').length, 1);
  await settled(Promise.all(order), 100);
  assert.deepEqual(titlesIn('CSLOW'), ['slow 0', 'slow 1', 'slow 2', 'slow 3']);
  const seconds = slack.messages.filter((one) => one.channel === 'CSLOW').map(({ ts }) => Math.floor(Number(ts)));
  assert.deepEqual(
    seconds.map((at) => at - seconds[0]!),
    [0, 1, 2, 3],
  );
});

test('the same key is one message, whoever comes with it and when', async () => {
  const both = [outbox.post('CKEY', HELLO, { key: 'k' }), outbox.post('CKEY', said('another'), { key: 'k' })];
  const [one, two] = await settled(Promise.all(both));
  assert.deepEqual(one, two);
  assert.deepEqual(await open().post('CKEY', HELLO, { key: 'k' }), one);
  assert.deepEqual(titlesIn('CKEY'), ['hello']);
});

test('two bots on one history send a letter once, and both hear where it stands', async () => {
  const kept = store();
  const waiting = kept.letters.write({
    key: 'two',
    channel: 'CTWO',
    thread: null,
    body: JSON.stringify({ text: 'hello', language: 'en' }),
  });
  // It has read the letter in the moment before this one began to send it.
  const stale = [[waiting], [waiting]];
  const letters = { ...kept.letters, open: () => stale.pop() ?? kept.letters.open() };
  const log = { info() {}, warn() {}, error() {} };
  const calls = createCalls(outboxClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl }));
  const other = createOutbox({ calls, store: { ...kept, letters }, timers: clock, log, fallback: () => null });
  const both = [outbox.post('CTWO', HELLO, { key: 'two' }), other.post('CTWO', HELLO, { key: 'two' })];
  const [one, two] = await settled(Promise.all(both));
  assert.deepEqual(titlesIn('CTWO'), ['hello']);
  assert.deepEqual(one, two);
  other.stop();
});

test('a message that Slack took before the connection broke is found, and not posted again', async () => {
  for (const [i, answer] of [AFTER_IT, { status: 502 }].entries()) {
    const channel = `CDROP${i}`;
    slack.next('chat.postMessage', answer);
    const posted = await settled(outbox.post(channel, HELLO, { key: `drop ${i}` }));
    assert.equal(posted.kind, 'posted');
    assert.deepEqual([tries(channel), titlesIn(channel)], [1, ['hello']]);
    assert.equal(posted.kind === 'posted' && posted.ts, slack.messages.at(-1)?.ts);
  }
});

test('a message that was lost before Slack had it is looked for and then sent again', async () => {
  slack.next('chat.postMessage', { drop: 'before' });
  assert.equal((await settled(outbox.post('CLOST', HELLO, { key: 'lost' }))).kind, 'posted');
  slack.next('chat.postMessage', { status: 503, body: {} });
  assert.equal((await settled(outbox.post('CLOST', said('again'), { key: 'lost 2' }))).kind, 'posted');
  assert.deepEqual(titlesIn('CLOST'), ['hello', 'again']);
  assert.ok(logged.includes('the message had not arrived: sending it again'));
});

test('a reply in a thread is looked for in its thread', async () => {
  slack.next('chat.postMessage', AFTER_IT);
  await settled(outbox.post('CTHREAD', HELLO, { key: 'reply', thread: '17.1' }));
  assert.equal(slack.of('conversations.replies').at(-1)?.body.ts, '17.1');
  assert.deepEqual(titlesIn('CTHREAD'), ['hello']);
});

test('a bot that may not look says so and sends once more, marked, and never a third time', async () => {
  const blind = slack.always('conversations.history', ({ channel }) => String(channel).startsWith('CBLIND'), {
    body: { ok: false, error: 'missing_scope' },
  });
  slack.next('chat.postMessage', AFTER_IT);
  assert.equal((await settled(outbox.post('CBLIND1', HELLO, { key: 'blind 1' }))).kind, 'posted');
  assert.match(titlesIn('CBLIND1')[1] ?? '', /may be here twice/);
  assert.ok(logged.some((line) => line.includes('cannot be looked for')));
  for (const answer of [AFTER_IT, AFTER_IT]) slack.next('chat.postMessage', answer);
  assert.deepEqual(await settled(outbox.post('CBLIND2', HELLO, { key: 'blind 2' })), {
    kind: 'refused',
    reason: 'unconfirmed',
  });
  assert.equal(tries('CBLIND2'), 2);
  assert.equal(store().deliveryTrouble().refusal?.reason, 'unconfirmed');
  blind();
});

test('a post that never left is tried again until it does', async () => {
  const nowhere = open(`http://127.0.0.1:${await freePort()}/api/`);
  void nowhere.post('CGONE', HELLO, { key: 'gone' });
  await eventually('three tries', async () => {
    await clock.pass(500);
    return logged.length >= 3;
  });
  nowhere.stop();
  const trouble = store().deliveryTrouble();
  assert.deepEqual([trouble.waiting, trouble.oldestAt, trouble.refusal], [1, NINE, null]);
  outbox.start();
  await eventually('the message', async () => {
    await clock.pass(1000);
    return titlesIn('CGONE').length === 1;
  });
});

test('what was written and not sent, or sent and not confirmed, is brought to its end after a restart', async () => {
  const arrived: Delivered[] = [];
  slack.next('chat.postMessage', { hang: true });
  void outbox.post('CKILL', said('first'), { key: 'first' });
  void outbox.post('CKILL', said('second'), { key: 'second' });
  await eventually('Slack has it', () => tries('CKILL') === 1);
  outbox.stop();
  const next = open();
  next.onDelivered((one) => arrived.push(one));
  next.start();
  await eventually('both', async () => {
    await clock.pass(500);
    return arrived.length === 2;
  });
  assert.deepEqual(titlesIn('CKILL'), ['first', 'second']);
  assert.deepEqual(
    arrived.map(({ key }) => key),
    ['first', 'second'],
  );
});

test('a channel that refuses is told of in the other channel, once; without one the caller hears it', async () => {
  const not = { body: { ok: false, error: 'not_in_channel' } } as const;
  slack.next('chat.postMessage', not);
  assert.deepEqual(await settled(outbox.post('CNOT', HELLO, { key: 'n1' })), {
    kind: 'refused',
    reason: 'not_in_channel',
  });
  fallback = '#ops';
  slack.next('chat.postMessage', not);
  const posted = await settled(outbox.post('CNOT', HELLO, { key: 'n2', language: 'ja' }));
  assert.deepEqual(posted.kind === 'posted' && [posted.channel, posted.refused], [
    'C0OPS',
    { channel: 'CNOT', reason: 'not_in_channel' },
  ]);
  assert.match(titlesIn('C0OPS')[0] ?? '', /`CNOT`.*`not_in_channel`/s);
  for (const answer of [not, { body: { ok: false, error: 'is_archived' } }]) slack.next('chat.postMessage', answer);
  assert.equal((await settled(outbox.post('CNOT', HELLO, { key: 'n3' }))).kind, 'refused');
  assert.equal(store().deliveryTrouble().refusal?.reason, 'not_in_channel');
});

test('blocks that Slack does not take go as words, and a reply whose thread is gone goes to the channel', async () => {
  slack.next('chat.postMessage', { body: { ok: false, error: 'invalid_blocks' } });
  assert.equal((await settled(outbox.post('CBODY', HELLO, { key: 'b' }))).kind, 'posted');
  assert.deepEqual([titlesIn('CBODY'), slack.messages.at(-1)?.blocks], [['hello'], undefined]);
  slack.next('chat.postMessage', { body: { ok: false, error: 'thread_not_found' } });
  await settled(outbox.post('CBODY', HELLO, { key: 't', thread: '9.9' }));
  assert.equal(slack.messages.at(-1)?.thread_ts, undefined);
});

test('a token that is no good loses nothing: every letter waits until it is', async () => {
  const revoked = slack.always('chat.postMessage', () => true, { body: { ok: false, error: 'token_revoked' } });
  const posted = outbox.post('CLOCK', HELLO, { key: 'locked' });
  await eventually('the refusal', () => logged.length > 0);
  assert.equal(store().deliveryTrouble().waiting, 1);
  assert.equal(store().deliveryTrouble().locked, 'token_revoked');
  revoked();
  assert.equal((await settled(posted, 10_000)).kind, 'posted');
  assert.equal(store().deliveryTrouble().locked, null);
});
