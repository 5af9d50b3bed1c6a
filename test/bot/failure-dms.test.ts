import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellFailures } from '../../src/bot/failure-dms.ts';
import { flat } from '../../src/bot/language/index.ts';
import { aFailure, aSuccess, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;

function stage(wanting: readonly string[]) {
  const clock = handClock(NINE);
  const config = shopConfig(['orders', 'carts']);
  const tables = { ...config.tables, orders: { ...config.tables.orders!, owner: '@U0OWNER' } };
  const jobs = fakeJobs(clock, { ...config, tables });
  for (const user of wanting) jobs.saveSettings({ user, language: null, dmOnFailure: true });
  const sent: string[] = [];
  const stop = tellFailures({
    jobs,
    outbox: {
      async post(channel, message, { key, language = 'en' }) {
        sent.push(`${channel} ${key} ${language} ${flat('en', message.title)}`);
        return { kind: 'posted', channel: 'D1', ts: '1.1' };
      },
    },
    languages: { person: async (user) => (user === 'U0OWNER' ? 'ja' : 'en') },
    timers: clock,
    log: { info: () => {}, warn: () => {}, error: (_: object, said: string) => assert.fail(said) },
  });
  return { clock, jobs, sent, stop };
}

test('who wants it is written to when a run fails that they asked for, or of a table that they own', async () => {
  const { clock, jobs, sent } = stage(['U0KIM', 'U0OWNER']);
  jobs.tell(aFailure({ id: 21, table: 'orders' }));
  jobs.tell(aFailure({ id: 22, table: 'carts', by: SCHEDULE }));
  jobs.tell(aSuccess({ id: 23, table: 'orders' }));
  await clock.pass(0);
  assert.deepEqual(sent, [
    'U0KIM failure 21 U0KIM en orders: failed – Source refuses connections',
    'U0OWNER failure 21 U0OWNER ja orders: failed – Source refuses connections',
  ]);
});

test('nobody is written to who does not want it, or sees the run in their own conversation', async () => {
  const { clock, jobs, sent } = stage(['U0KIM']);
  jobs.tell(aFailure({ id: 21, by: { kind: 'slack', id: 'U0LEE' } }));
  jobs.posts.save({ runId: 22, channel: 'D0KIM', ts: '1.1' });
  jobs.tell(aFailure({ id: 22 }));
  await clock.pass(0);
  assert.deepEqual(sent, []);
});

test('27 failures for one reason are one direct message, and the next one comes after half an hour', async () => {
  const { clock, jobs, sent, stop } = stage(['U0KIM']);
  for (let id = 30; id < 57; id += 1) jobs.tell(aFailure({ id }));
  await clock.pass(31 * 60_000);
  assert.equal(sent.length, 1);
  jobs.tell(aFailure({ id: 60 }));
  await clock.pass(0);
  assert.equal(sent.length, 2);
  stop();
  jobs.tell(aFailure({ id: 61, error: null }));
  await clock.pass(0);
  assert.equal(sent.length, 2);
});
