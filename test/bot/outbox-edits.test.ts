import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { message } from '../../src/bot/message.ts';
import type { Edited } from '../../src/bot/outbox.ts';
import type { Outcome } from '../../src/bot/outbox-calls.ts';
import { createEdits } from '../../src/bot/outbox-edits.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';

const said = (words: string) => message('neutral', [words]);
const at = (i: number) => ({ channel: `C${i % 7}`, ts: `1.${i}` });

let clock: HandClock;
let sent: { readonly at: number; readonly ts: string; readonly text: string }[];
let answers: Outcome<null>[];
let held: (() => void)[] | null;
let edits: ReturnType<typeof createEdits>;

beforeEach(() => {
  clock = handClock(1000);
  sent = [];
  answers = [];
  held = null;
  edits = createEdits({
    timers: clock,
    edited: () => {},
    calls: {
      async update(post, body) {
        sent.push({ at: clock.now(), ts: post.ts, text: body.text });
        if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
        return answers.shift() ?? { kind: 'done', value: null };
      },
    },
  });
});

const texts = () => sent.map(({ text }) => text);

test('the whole app edits fifty times in any minute, however many messages change, and the last state of each arrives', async () => {
  for (let second = 0; second < 300; second += 1) {
    for (let i = 0; i < 60; i += 1) void edits.edit(at(i), said(`${i}: ${second}`));
    await clock.pass(1000);
  }
  await clock.pass(180_000);
  const times = sent.map((one) => one.at);
  const most = Math.max(...times.map((from) => times.filter((one) => one >= from && one < from + 60_000).length));
  assert.equal(most, 50);
  const last = new Map(sent.map(({ ts, text }) => [ts, text]));
  assert.deepEqual(
    [...last].filter(([, text]) => !text.endsWith(': 299')),
    [],
  );
});

test('ends go before everything that waits, and then whatever waits longest', async () => {
  for (let i = 0; i < 50; i += 1) void edits.edit(at(i), said('spent'));
  await clock.pass(0);
  void edits.edit(at(60), said('progress'));
  await clock.pass(10);
  void edits.edit(at(61), said('end'), { final: true });
  await clock.pass(10);
  void edits.edit(at(60), said('newer progress'));
  void edits.edit(at(62), said('other'));
  await clock.pass(60_000);
  assert.deepEqual(texts().slice(50), ['end', 'newer progress', 'other']);
});

test('edits of one message never overtake each other, and of what waits only the newest goes', async () => {
  held = [];
  const ends: Edited[] = [];
  const note = (edited: Edited) => void ends.push(edited);
  for (const words of ['one', 'two', 'three']) void edits.edit(at(1), said(words)).then(note);
  void edits.edit(at(2), said('another message'));
  await clock.pass(60_000);
  assert.deepEqual(texts(), ['one', 'another message']);
  assert.deepEqual(ends, [{ kind: 'superseded' }]);
  for (const answer of held) answer();
  held = null;
  await clock.pass(0);
  assert.deepEqual(texts().slice(2), ['three']);
  assert.deepEqual(ends.slice(1), [{ kind: 'edited' }, { kind: 'edited' }]);
});

test('a limit holds back its channel alone, and what Slack could not do is tried again', async () => {
  answers.push({ kind: 'limited', afterMs: 30_000 }, { kind: 'unclear', reason: 'internal_error' });
  const ends: Edited[] = [];
  void edits.edit({ channel: 'CA', ts: '1' }, said('limited')).then((end) => ends.push(end));
  await clock.pass(0);
  void edits.edit({ channel: 'CA', ts: '2' }, said('the same channel'));
  void edits.edit({ channel: 'CB', ts: '3' }, said('another channel'));
  await clock.pass(29_000);
  assert.deepEqual(texts(), ['limited', 'another channel', 'another channel']);
  await clock.pass(1000);
  assert.deepEqual(texts().slice(3), ['limited', 'the same channel']);
  assert.deepEqual(ends, [{ kind: 'edited' }]);
});

test('a message that is gone is told as gone, and one that never gets through is given up', async () => {
  answers.push({ kind: 'refused', reason: 'message_not_found' });
  assert.deepEqual(await edits.edit(at(1), said('x')), { kind: 'gone', reason: 'message_not_found' });
  answers.push(...Array.from({ length: 30 }, () => ({ kind: 'unsent', reason: 'ECONNREFUSED' }) as const));
  const lost = edits.edit(at(2), said('x'));
  await clock.pass(3_600_000);
  assert.deepEqual(await lost, { kind: 'gone', reason: 'unreachable' });
});

test('nothing goes out after the end, and nobody waits for it', async () => {
  for (let i = 0; i < 50; i += 1) void edits.edit(at(i), said('spent'));
  const late = edits.edit(at(60), said('late'));
  edits.stop();
  assert.deepEqual(await late, { kind: 'superseded' });
  await clock.pass(600_000);
  assert.equal(sent.length, 50);
});
