import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { message } from '../../src/bot/message.ts';
import { createOutbox, type Outbox } from '../../src/bot/outbox.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';

const HELLO = message('neutral', 'hello');
let slack: FakeSlack;
let outbox: Outbox;
let waits: number[];

before(async () => {
  slack = await fakeSlack();
});
/** Waiting takes no time here and is written down. */
const timers = {
  now: () => 0,
  after: (ms: number, call: () => void) => {
    waits.push(ms);
    setImmediate(call);
    return () => {};
  },
};
beforeEach(() => {
  waits = [];
  outbox = createOutbox({ token: 'xoxb-t', apiUrl: slack.apiUrl, timers });
});
after(() => slack.close());

const posts = () => slack.of('chat.postMessage').length;

test('a post that Slack puts off is sent when Slack said', async () => {
  const already = posts();
  slack.next('chat.postMessage', { status: 429, headers: { 'retry-after': '7' }, body: { ok: false } });
  assert.equal((await outbox.post('C1', HELLO, { key: 'k' })).kind, 'posted');
  assert.deepEqual([posts() - already, waits], [2, [7000]]);
});

test('a post of which nobody knows whether it arrived is not sent again', async () => {
  const already = posts();
  slack.next('chat.postMessage', { status: 502, body: {} });
  assert.deepEqual(await outbox.post('C1', HELLO, { key: 'k' }), { kind: 'refused', reason: 'unreachable' });
  assert.equal(posts() - already, 1);
});

test('a post that never left is tried again', async () => {
  const nowhere = createOutbox({ token: 'xoxb-t', apiUrl: `http://127.0.0.1:${await freePort()}/api/`, timers });
  assert.deepEqual(await nowhere.post('C1', HELLO, { key: 'k' }), { kind: 'refused', reason: 'unreachable' });
  assert.equal(waits.length, 4);
});

test('a refusal says why in the word of Slack', async () => {
  slack.next('chat.postMessage', { body: { ok: false, error: 'channel_not_found' } });
  assert.deepEqual(await outbox.post('C1', HELLO, { key: 'k' }), { kind: 'refused', reason: 'channel_not_found' });
});

test('an edit knows what is gone, what passes, and how long to wait', async () => {
  const edit = () => outbox.edit({ channel: 'C1', ts: '1.1' }, HELLO);
  slack.next('chat.update', { body: { ok: false, error: 'message_not_found' } });
  assert.deepEqual(await edit(), { kind: 'gone', reason: 'message_not_found' });
  slack.next('chat.update', { status: 429, headers: { 'retry-after': '30' }, body: { ok: false } });
  assert.deepEqual(await edit(), { kind: 'later', afterMs: 30_000 });
  slack.next('chat.update', { body: { ok: false, error: 'internal_error' } });
  assert.deepEqual(await edit(), { kind: 'later', afterMs: null });
  slack.next('chat.update', { status: 503, body: {} });
  assert.deepEqual(await edit(), { kind: 'later', afterMs: null });
  assert.deepEqual(await edit(), { kind: 'edited' });
});
