import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHistory } from '../../src/jobs/history.ts';
import { createPauses } from '../../src/jobs/pauses.ts';
import type { JobsEvent, Pause } from '../../src/jobs/types.ts';
import { handClock } from '../support/hand-clock.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const KIM = { kind: 'slack', id: 'U0KIM' } as const;
const pause = (table: string, until: number): Pause => ({ table, until, why: 'index rebuild', by: KIM, at: 1 });

/** One file as two bots see it, and what each of them told. */
function twoBots() {
  const path = join(temporaryDirectory(), 'history.db');
  const clock = handClock(1000);
  const told: string[] = [];
  const bots = ['one', 'two'].map((name) => {
    const history = openHistory(path, () => name);
    const emit = (event: JobsEvent) => {
      if (event.type === 'pauses over') told.push(`${name}: ${event.pauses.map(({ table }) => table).join(' ')}`);
    };
    return { history, look: createPauses({ history, clock, emit }) };
  });
  return { clock, told, one: bots[0]!, two: bots[1]! };
}

test('the end of a pause is told once, whichever process looks first, and pauses that go on stay', async () => {
  const { clock, told, one, two } = twoBots();
  for (const [table, until] of [
    ['users', 2000],
    ['orders', 2000],
    ['items', 9000],
  ] as const)
    one.history.pause(pause(table, until));
  one.look();
  assert.deepEqual(told, []);
  await clock.pass(1000);
  two.look();
  one.look();
  two.look();
  assert.deepEqual(told, ['two: users orders']);
  assert.deepEqual(
    one.history.pauses(clock.now()).map(({ table }) => table),
    ['items'],
  );
});

test('a pause that somebody lifted, or made longer, is not told as over', async () => {
  const { clock, told, one } = twoBots();
  one.history.pause(pause('users', 2000));
  one.history.pause(pause('orders', 2000));
  one.history.unpause('users');
  one.history.pause(pause('orders', 5000));
  await clock.pass(2000);
  one.look();
  assert.deepEqual(told, []);
});

test('a message of a run is found again by where it stands', () => {
  const { one, two } = twoBots();
  one.history.savePost({ runId: 12, channel: 'C1', ts: '1.1' });
  assert.equal(two.history.postAt('C1', '1.1'), 12);
  assert.equal(two.history.postAt('C2', '1.1'), null);
});
