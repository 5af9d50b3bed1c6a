import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDelivery } from '../../src/jobs/delivery.ts';
import { openHistory } from '../../src/jobs/history.ts';
import { handClock } from '../support/hand-clock.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const MINUTE = 60_000;
const at = (path = ':memory:') => {
  const clock = handClock(Date.parse('2026-11-20T00:00:00Z'));
  const history = openHistory(path, () => 'h');
  return { clock, history, desk: createDelivery({ history, clock }) };
};

test('what was heard is known to every process and after a restart, and forgotten when its own time is over', async () => {
  const path = join(temporaryDirectory(), 'history.db');
  const { clock, history, desk } = at(path);
  const other = createDelivery({ history: openHistory(path, () => 'h'), clock });
  assert.equal(desk.firstTime('a click', 10 * MINUTE), true);
  assert.equal(other.firstTime('a click', 10 * MINUTE), false);
  assert.equal(other.firstTime('kept for long', 60 * MINUTE), true);
  history.close();
  await clock.pass(11 * MINUTE);
  assert.equal(other.firstTime('a click', 10 * MINUTE), true);
  assert.equal(other.firstTime('kept for long', 60 * MINUTE), false);
});

test('a letter is written once for its key, and its mark is its own', () => {
  const { desk } = at();
  const letter = { key: 'run 12', channel: 'C1', thread: null, body: '{}' };
  const first = desk.letters.write(letter);
  assert.deepEqual(desk.letters.write({ ...letter, body: '{"other":1}' }), first);
  const second = desk.letters.write({ ...letter, key: 'run 13' });
  assert.notEqual(first.mark, second.mark);
  assert.deepEqual(
    desk.letters.open().map(({ key }) => key),
    ['run 12', 'run 13'],
  );
  desk.letters.change(first.id, { state: 'sent', sentChannel: 'C1', ts: '1.1', body: '' });
  assert.deepEqual(desk.letters.byKey('run 12')?.ts, '1.1');
  assert.equal(desk.deliveryTrouble().waiting, 1);
});

test('a click belongs to the first, until it is released, its message says something new, or ten minutes are over', async () => {
  const { clock, desk, history } = at();
  const { clicks } = desk;
  assert.equal(clicks.claim('C1 1.1', 'run users', 'U0KIM'), null);
  await clock.pass(12_000);
  const first = { by: 'U0KIM', at: clock.now() - 12_000, runs: [] };
  assert.deepEqual(clicks.claim('C1 1.1', 'run users', 'U0LEE'), first);
  assert.equal(clicks.claim('C1 1.1', 'cancel 12', 'U0LEE'), null, 'another button');
  assert.equal(clicks.claim('C1 2.2', 'run users', 'U0LEE'), null, 'another message');
  clicks.started('C1 1.1', 'run users', [12, 13]);
  assert.deepEqual(clicks.claim('C1 1.1', 'run users', 'U0LEE')?.runs, [12, 13]);
  clicks.renewed('C1 1.1');
  assert.equal(clicks.claim('C1 1.1', 'run users', 'U0LEE'), null);
  clicks.release('C1 1.1', 'run users');
  assert.equal(clicks.claim('C1 1.1', 'run users', 'U0KIM'), null);
  await clock.pass(10 * MINUTE + 1);
  assert.equal(clicks.claim('C1 1.1', 'run users', 'U0LEE'), null);
  assert.equal(history.click('C1 2.2', 'run users'), null, 'what nobody asks about any more is not kept');
});

test('a run that was asked for in Slack and never told of is known, until there is a letter of it', () => {
  const { history, desk } = at();
  const run = {
    state: 'queued',
    by: { kind: 'slack', id: 'U0KIM' },
    note: null,
    dueAt: null,
    scope: { kind: 'due' },
    queuedAt: 1,
    attempts: 1,
    owner: 'me',
  } as const;
  const place = { channel: 'C1', thread: '1.1' };
  const told = history.insert({ ...run, table: 'users', place });
  history.insert({ ...run, table: 'purchases' });
  history.insert({ ...run, table: 'products', place, state: 'success' });
  assert.deepEqual(desk.untoldRuns(), [{ run: told!.id, ...place }]);
  desk.letters.write({ key: `run ${told!.id}`, channel: 'C1', thread: '1.1', body: '{}' });
  assert.deepEqual(desk.untoldRuns(), []);
});
