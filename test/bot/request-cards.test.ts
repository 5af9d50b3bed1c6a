import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Posted } from '../../src/bot/outbox.ts';
import { createRequestCards } from '../../src/bot/request-cards.ts';
import { aSuccess, fakeJobs, KIM, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

const ANN = { kind: 'slack', id: 'U0ANN' } as const;

function given(answers: readonly Posted[] = []) {
  const clock = handClock(NINE);
  const danger = { rows: 10, days: null, hours: null, tags: [], expiresMs: 3_600_000 };
  const jobs = fakeJobs(clock, shopConfig([], { danger }));
  jobs.store(aSuccess());
  const sent: string[] = [];
  const waiting = [...answers];
  const cards = createRequestCards({
    jobs,
    outbox: {
      post: async (channel, _, { key }) => {
        sent.push(`post ${channel} ${key}`);
        return waiting.shift() ?? { kind: 'posted', channel: 'C0DATA', ts: '1.0' };
      },
      edit: async ({ channel, ts }) => {
        sent.push(`edit ${channel} ${ts}`);
        return { kind: 'edited' };
      },
    },
    languageOf: () => 'en',
    log: { info() {}, warn() {}, error() {} },
  });
  const ask = () =>
    jobs.ask(
      { line: 'run users', tables: ['users'], by: KIM, why: [], note: null, place: { channel: 'C1', thread: null } },
      { verb: 'run', role: 'operator', mouth: 'command' },
    );
  return { clock, jobs, sent, cards, ask };
}

test('a request that Slack did not take is posted again later, under the same key, and one that stands is not', async () => {
  const { clock, jobs, sent, cards, ask } = given([{ kind: 'refused', reason: 'unreachable' }]);
  ask();
  await cards.idle();
  jobs.look();
  await cards.idle();
  assert.deepEqual(sent, ['post #data-syncs request 1'], 'not at every look');
  await clock.pass(10_000);
  jobs.look();
  await cards.idle();
  await clock.pass(10_000);
  jobs.look();
  await cards.idle();
  assert.deepEqual(sent, ['post #data-syncs request 1', 'post #data-syncs request 1']);
  assert.deepEqual(jobs.request(1)?.card, { channel: 'C0DATA', ts: '1.0', shows: 'waiting' });
});

test('the message shows the end of a request, also where it came while the message was on its way', async () => {
  const { jobs, sent, cards, ask } = given();
  ask();
  jobs.decideRequest(1, 'denied', ANN, 'no');
  await cards.idle();
  // The first look at it was after the decision: there is nothing left to ask anybody.
  assert.deepEqual(sent, []);
  const second = ask();
  await cards.idle();
  jobs.decideRequest(second.id, 'denied', ANN, 'no');
  await cards.idle();
  assert.deepEqual(sent, ['post #data-syncs request 2', 'edit C0DATA 1.0']);
  assert.equal(jobs.request(2)?.card?.shows, 'denied');
});

test('what another process decided is shown by the bot', async () => {
  const { clock, jobs, sent, cards, ask } = given();
  ask();
  await cards.idle();
  await clock.pass(3_600_000);
  jobs.look();
  await cards.idle();
  assert.deepEqual([sent.at(-1), jobs.request(1)?.state], ['edit C0DATA 1.0', 'expired']);
});

test('a freeze and its end are told once each, whoever looks', async () => {
  const { jobs, sent, cards } = given();
  jobs.freeze(ANN, 'moving');
  jobs.look();
  jobs.look();
  jobs.thaw(ANN);
  jobs.look();
  jobs.look();
  await cards.idle();
  assert.deepEqual(sent, ['post #data-syncs freeze 1', 'post #data-syncs thaw 1']);
});
