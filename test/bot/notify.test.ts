import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat } from '../../src/bot/language/index.ts';
import type { Message } from '../../src/bot/message.ts';
import { createNotifier } from '../../src/bot/notify.ts';
import type { Delivered, Edited, Outbox, Posted } from '../../src/bot/outbox.ts';
import type { Digest, Run } from '../../src/jobs/index.ts';
import { aFailure, aHeldRun, aRun, aSuccess, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

const PLACE = { channel: 'C1', thread: null };
const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;
const running = (rest: Partial<Run> = {}) =>
  aRun({ state: 'running', stage: 'copy', startedAt: NINE, attempt: 1, estimatedRows: 100, ...rest });

type Sent = { readonly at: number; readonly what: 'post' | 'edit'; readonly to: string; readonly title: string };

function stage() {
  const clock = handClock(NINE);
  const jobs = fakeJobs(clock, shopConfig());
  const sent: Sent[] = [];
  const posted: Posted[] = [];
  const edited: Edited[] = [];
  /** Held back answers of edits, when a test wants Slack to be slow. */
  const held: (() => void)[] = [];
  const slow = { edits: false };
  const delivered = new Set<(one: Delivered) => void>();
  const note = (what: Sent['what'], to: string, message: Message) =>
    sent.push({ at: clock.now() - NINE, what, to, title: flat('en', message.title) });
  const outbox: Outbox = {
    async post(channel, message, { key }) {
      note('post', channel, message);
      const end = posted.shift() ?? { kind: 'posted', channel, ts: String(sent.length) };
      if (end.kind === 'posted') for (const hear of delivered) hear({ key, channel: end.channel, ts: end.ts });
      return end;
    },
    async edit(post, message) {
      if (slow.edits) await new Promise<void>((resolve) => held.push(resolve));
      note('edit', post.channel, typeof message === 'function' ? message() : message);
      return edited.shift() ?? { kind: 'edited' };
    },
    onDelivered(listener) {
      delivered.add(listener);
      return () => delivered.delete(listener);
    },
    start: () => {},
    stop: () => {},
  };
  const warnings: object[] = [];
  const log = {
    info: () => {},
    warn: (facts: object) => void warnings.push(facts),
    error: (facts: object) => void warnings.push(facts),
  };
  const notifier = createNotifier({ jobs, outbox, languageOf: () => 'en', timers: clock, log });
  return { clock, jobs, sent, posted, edited, held, slow, notifier, warnings };
}

test('a run has one message, edited after a second, then at most every ten, and its end at once', async () => {
  const { clock, jobs, sent, notifier } = stage();
  jobs.store(aRun());
  assert.deepEqual(await notifier.announce(12, PLACE), { kind: 'here' });
  for (let second = 1; second <= 25; second += 1) {
    jobs.tell(running({ rowsRead: second * 3 }), 'progress');
    await clock.pass(1000);
  }
  jobs.tell(aSuccess({ id: 12 }));
  await clock.pass(30_000);
  assert.deepEqual(
    sent.map(({ at, what, title }) => [at, what, title]),
    [
      [0, 'post', 'users: queued'],
      [1000, 'edit', 'users: running, 3 %'],
      [11_000, 'edit', 'users: running, 33 %'],
      [21_000, 'edit', 'users: running, 63 %'],
      [25_000, 'edit', 'users: 50,000 rows published in 4.2 s'],
    ],
  );
});

test('an edit that waits shows what is true when it goes out', async () => {
  const { clock, jobs, sent, slow, held, notifier } = stage();
  jobs.store(aRun());
  await notifier.announce(12, PLACE);
  slow.edits = true;
  jobs.tell(running({ rowsRead: 10 }));
  await clock.pass(3000);
  jobs.tell(running({ rowsRead: 50 }));
  await clock.pass(60_000);
  assert.equal(held.length, 1, 'nothing more is asked for while an edit is under way');
  held[0]!();
  await clock.pass(0);
  assert.deepEqual(
    sent.slice(1).map(({ title }) => title),
    ['users: running, 50 %'],
  );
});

test('what happens while the message is being posted is shown next', async () => {
  const { clock, jobs, sent, notifier } = stage();
  jobs.store(aRun());
  const announced = notifier.announce(12, PLACE);
  jobs.tell(aSuccess({ id: 12 }));
  await announced;
  await clock.pass(0);
  assert.deepEqual(
    sent.map(({ title }) => title),
    ['users: queued', 'users: 50,000 rows published in 4.2 s'],
  );
});

test('many messages at once are edited less often each', async () => {
  const { clock, jobs, sent, notifier } = stage();
  const tables = Array.from({ length: 10 }, (_, i) => ['users', 'purchases', 'products'][i % 3]!);
  for (const [i, table] of tables.entries()) {
    jobs.store(aRun({ id: 20 + i, table }));
    await notifier.announce(20 + i, PLACE);
  }
  for (let second = 0; second < 60; second += 1) {
    for (const [i, table] of tables.entries()) jobs.tell(running({ id: 20 + i, table, rowsRead: second }), 'progress');
    await clock.pass(1000);
  }
  const edits = sent.filter(({ what }) => what === 'edit').length;
  assert.ok(edits <= 40 && edits >= 36, `${edits} edits in a minute`);
});

test('after a restart the message of an interrupted run is found again and edited', async () => {
  const { clock, jobs, sent } = stage();
  jobs.posts.save({ runId: 13, channel: 'C9', ts: '5.5' });
  jobs.tell(aFailure());
  await clock.pass(0);
  assert.deepEqual(
    sent.map(({ what, to, title }) => [what, to, title.slice(0, 13)]),
    [['edit', 'C9', 'users: failed']],
  );
});

test('a scheduled run says nothing when it succeeds and one thing when it fails', async () => {
  const { clock, jobs, sent } = stage();
  jobs.tell(running({ id: 30, by: SCHEDULE }));
  jobs.tell(aSuccess({ id: 30, by: SCHEDULE }));
  jobs.tell(aFailure({ id: 31, by: SCHEDULE, state: 'retry_wait', finishedAt: null }));
  await clock.pass(60_000);
  assert.deepEqual(sent, []);
  jobs.tell(aFailure({ id: 31, by: SCHEDULE }));
  await clock.pass(60_000);
  assert.deepEqual(
    sent.map(({ what, to }) => [what, to]),
    [['post', '#data-syncs']],
  );
});

test('a scheduled failure that turns out to have been published corrects its message', async () => {
  const { clock, jobs, sent } = stage();
  jobs.tell(aFailure({ id: 31, by: SCHEDULE }));
  await clock.pass(0);
  jobs.tell(aSuccess({ id: 31, by: SCHEDULE }));
  await clock.pass(0);
  assert.deepEqual(
    sent.map(({ what }) => what),
    ['post', 'edit', 'post'],
    'the message is corrected, and its thread hears that it is over',
  );
});

test('whoever asked hears where the message of the run went, and that it is still on its way', async () => {
  const { clock, jobs, posted, notifier } = stage();
  jobs.store(aRun());
  const refused = { channel: 'C1', reason: 'not_in_channel' };
  posted.push({ kind: 'posted', channel: 'C0DATA', ts: '1', refused });
  assert.deepEqual(await notifier.announce(12, PLACE), {
    kind: 'elsewhere',
    channel: '#data-syncs',
    reason: 'not_in_channel',
  });
  posted.push({ kind: 'refused', reason: 'channel_not_found' });
  assert.deepEqual(await notifier.announce(12, PLACE), { kind: 'nowhere', reason: 'channel_not_found' });
  posted.push(new Promise(() => {}) as never);
  const late = notifier.announce(12, PLACE);
  await clock.pass(2000);
  assert.deepEqual(await late, { kind: 'later' });
});

test('a message that was deleted is let go', async () => {
  const { clock, jobs, sent, edited, warnings, notifier } = stage();
  jobs.store(aRun());
  await notifier.announce(12, PLACE);
  edited.push({ kind: 'gone', reason: 'message_not_found' });
  jobs.tell(running());
  await clock.pass(5000);
  jobs.tell(running({ rowsRead: 5 }));
  await clock.pass(60_000);
  assert.equal(sent.length, 2);
  assert.equal(warnings.length, 1);
});

test('the digest is one post', async () => {
  const { clock, jobs, sent } = stage();
  const digest: Digest = {
    from: NINE - 86_400_000,
    until: NINE,
    runs: 3,
    succeeded: 3,
    rowsWritten: 9,
    failing: [],
    recovered: [],
    slowest: [],
    paused: [],
    held: [],
    missed: [],
    waiting: [],
    notes: { onTime: 0, due: 0, unusual: [], newColumns: [], alerts: [], suppressed: 0 },
  };
  jobs.emit({ type: 'digest', channel: '#data-syncs', digest });
  await clock.pass(0);
  assert.deepEqual(
    sent.map(({ what, to, title }) => [what, to, title]),
    [['post', '#data-syncs', 'Syncs: all well']],
  );
});

test('a scheduled run that is held is posted with its buttons, followed, and told anew when it ran out of time', async () => {
  const { clock, jobs, sent, notifier } = stage();
  jobs.tell(aHeldRun());
  await notifier.idle();
  const held = jobs.run(14) as Run;
  jobs.tell(aHeldRun({ state: 'running', stage: 'commit' }));
  await clock.pass(5000);
  jobs.tell({ ...held });
  await clock.pass(0);
  const error = { ...(held.error as NonNullable<Run['error']>), code: 'guard.expired' };
  jobs.tell({ ...held, state: 'failed', finishedAt: clock.now(), error });
  await clock.pass(0);
  await notifier.idle();
  assert.deepEqual(
    sent.map(({ what, to, title }) => [what, to, title]),
    [
      ['post', '#data-syncs', 'users: held – Too many rows gone'],
      ['edit', '#data-syncs', 'users: running, publishing'],
      ['edit', '#data-syncs', 'users: held – Too many rows gone'],
      ['edit', '#data-syncs', 'users: failed – Held run expired'],
      ['post', '#data-syncs', 'users: failed – Held run expired'],
    ],
  );
});
