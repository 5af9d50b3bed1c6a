import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { outboxClient } from '../../src/bot/clients.ts';
import { createCalls } from '../../src/bot/outbox-calls.ts';
import { createSilence } from '../../src/bot/silence.ts';
import { createDelivery } from '../../src/jobs/delivery.ts';
import { SOCKETS_NOTE } from '../../src/jobs/delivery-store.ts';
import { type History, openHistory } from '../../src/jobs/history.ts';
import { scheduledProblems } from '../support/block-kit.ts';
import { eventually } from '../support/eventually.ts';
import { shopConfig } from '../support/fake-jobs.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';

const NINE = Date.parse('2026-11-20T00:00:00Z');
const HALF_HOUR = 30 * 60_000;

let slack: FakeSlack;
let clock: HandClock;
let history: History;
let logged: string[];
let alarm: number | null;

before(async () => {
  slack = await fakeSlack(() => clock.now());
});
beforeEach(() => {
  clock = handClock(NINE);
  history = openHistory(':memory:', () => 'h');
  logged = [];
  alarm = HALF_HOUR;
  for (const id of slack.scheduled.keys()) (slack.scheduled as Map<string, unknown>).delete(id);
});
after(() => slack.close());

function open() {
  const note = (_: object, words: string) => void logged.push(words);
  const config = shopConfig();
  return createSilence({
    calls: createCalls(outboxClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl })),
    store: createDelivery({ history, clock }),
    config: () => ({ ...config, slack: { ...config.slack, silenceAlarmMs: alarm } }),
    languageOf: () => 'en',
    timers: clock,
    log: { info: note, warn: note, error: note },
  });
}

const posted = () => [...slack.scheduled.values()].map((body) => (Number(body.post_at) * 1000 - NINE) / 60_000);
async function minutes(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await clock.pass(60_000);
    const calls = slack.calls.length;
    // Real sockets: what the minute asked for is answered before the next one.
    await eventually('the calls of a minute', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return slack.calls.length === calls;
    });
  }
}

test('one message is always ahead, put off while the bot lives, and taken back where it stops in order', async () => {
  const silence = open();
  silence.start();
  await eventually('the first', () => slack.scheduled.size === 1);
  assert.deepEqual(posted(), [30]);
  const [first] = [...slack.scheduled.values()];
  const sent = { text: String(first?.text), post_at: Number(first?.post_at) };
  assert.deepEqual(scheduledProblems(sent, NINE / 1000), []);
  assert.match(sent.text, /silent since <!date\^1795132800\^/);
  await minutes(9);
  assert.deepEqual(posted(), [30]);
  await minutes(1);
  await eventually('the next alone', () => slack.scheduled.size === 1 && posted()[0] === 40);
  await silence.stop();
  assert.deepEqual([posted(), history.note('silence alarm')], [[], null]);
});

test('a bot that was killed leaves it, and the next one takes it back, noted or not', async () => {
  open().start();
  await eventually('the first', () => slack.scheduled.size === 1);
  // Set at Slack, and never written down: the answer was lost.
  history.setNote('silence alarm', null);
  await clock.pass(1000);
  const next = open();
  next.start();
  await eventually('one alone, newer', () => slack.scheduled.size === 1 && posted()[0]! > 30);
  await next.stop();
});

test('one that could not be taken back at the end is known to the next bot, which takes it back', async () => {
  const silence = open();
  silence.start();
  await eventually('the first', () => slack.scheduled.size === 1);
  slack.next('chat.deleteScheduledMessage', { status: 500, body: {} });
  await silence.stop();
  assert.equal(slack.scheduled.size, 1);
  alarm = null;
  const next = open();
  next.start();
  await eventually('none', () => slack.scheduled.size === 0 && history.note('silence alarm') === null);
  await next.stop();
});

test('one that Slack posts within the minute cannot be taken back, and the next is set all the same', async () => {
  const silence = open();
  silence.start();
  await eventually('the first', () => slack.scheduled.size === 1);
  slack.next('chat.deleteScheduledMessage', { body: { ok: false, error: 'invalid_scheduled_message_id' } });
  await minutes(10);
  await eventually('the next', () => posted().includes(40));
  await eventually('a line about it', () => logged.includes('a silence alarm could not be taken back'));
  await silence.stop();
  assert.ok(!posted().includes(40));
});

test('while every socket is down nothing is put off, for the bot hears nobody', async () => {
  const silence = open();
  silence.start();
  await eventually('the first', () => slack.scheduled.size === 1);
  const down = { state: 'connecting', since: NINE, opened: 1, why: 'unreachable' };
  history.setNote(SOCKETS_NOTE, JSON.stringify([down, down]));
  await minutes(15);
  assert.deepEqual(posted(), [30]);
  history.setNote(SOCKETS_NOTE, JSON.stringify([down, { ...down, state: 'connected' }]));
  await minutes(1);
  await eventually('put off', () => posted()[0] === 46);
  await silence.stop();
});

test('where nobody asks for it nothing is scheduled, and one that was is taken back', async () => {
  const silence = open();
  silence.start();
  await eventually('the first', () => slack.scheduled.size === 1);
  alarm = null;
  await minutes(1);
  await eventually('none', () => slack.scheduled.size === 0);
  await silence.stop();
});
