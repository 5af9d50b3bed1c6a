import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat } from '../../src/bot/language/index.ts';
import type { Message } from '../../src/bot/message.ts';
import { createNotifier } from '../../src/bot/notify.ts';
import type { Edited, Outbox, Posted } from '../../src/bot/outbox.ts';
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
  const note = (what: Sent['what'], to: string, message: Message) =>
    sent.push({ at: clock.now() - NINE, what, to, title: flat('en', message.title) });
  const outbox: Outbox = {
    async post(channel, message) {
      note('post', channel, message);
      return posted.shift() ?? { kind: 'posted', channel, ts: String(sent.length) };
    },
    async edit(post, message) {
      note('edit', post.channel, message);
      if (slow.edits) await new Promise<void>((resolve) => held.push(resolve));
      return edited.shift() ?? { kind: 'edited' };
    },
    onDelivered: () => () => {},
  };
  const warnings: object[] = [];
  const log = {
    info: () => {},
    warn: (facts: object) => void warnings.push(facts),
    error: (facts: object) => void warnings.push(facts),
  };
  const notifier = createNotifier({ jobs, outbox, timers: clock, log });
  return { clock, jobs, sent, posted, edited, held, slow, notifier, warnings };
}

test('a run has one message, edited after a second, then at most every three, and its end at once', async () => {
  const { clock, jobs, sent, notifier } = stage();
  jobs.store(aRun());
  assert.deepEqual(await notifier.announce(12, PLACE), { kind: 'here' });
  for (let second = 1; second <= 10; second += 1) {
    jobs.tell(running({ rowsRead: second * 9 }), 'progress');
    await clock.pass(1000);
  }
  jobs.tell(aSuccess({ id: 12 }));
  await clock.pass(10_000);
  assert.deepEqual(
    sent.map(({ at, what, title }) => [at, what, title]),
    [
      [0, 'post', 'users: queued'],
      [1000, 'edit', 'users: running, 9 %'],
      [4000, 'edit', 'users: running, 36 %'],
      [7000, 'edit', 'users: running, 63 %'],
      [10_000, 'edit', 'users: running, 90 %'],
      [10_000, 'edit', 'users: 50,000 rows published in 4.2 s'],
    ],
  );
});

test('edits of one message never overtake each other, and the last state is the one that stays', async () => {
  const { clock, jobs, sent, slow, held, notifier } = stage();
  jobs.store(aRun());
  await notifier.announce(12, PLACE);
  slow.edits = true;
  jobs.tell(running({ rowsRead: 10 }));
  await clock.pass(3000);
  assert.equal(sent.length, 2, 'the first edit is on its way');
  jobs.tell(running({ rowsRead: 50 }));
  jobs.tell(aSuccess({ id: 12 }));
  await clock.pass(60_000);
  assert.equal(sent.length, 2, 'nothing is sent while an edit is under way');
  slow.edits = false;
  held[0]!();
  await notifier.idle();
  assert.deepEqual(
    sent.slice(2).map(({ title }) => title),
    ['users: 50,000 rows published in 4.2 s'],
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
  const tables = ['users', 'purchases', 'products'];
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
    ['post', 'edit'],
  );
});

test('where the bot may not post, the run is followed in the channel of tables.yml', async () => {
  const { jobs, sent, posted, notifier } = stage();
  jobs.store(aRun());
  posted.push({ kind: 'refused', reason: 'not_in_channel' });
  assert.deepEqual(await notifier.announce(12, PLACE), {
    kind: 'elsewhere',
    channel: '#data-syncs',
    reason: 'not_in_channel',
  });
  assert.deepEqual(
    sent.map(({ to }) => to),
    ['C1', '#data-syncs'],
  );
  posted.push({ kind: 'refused', reason: 'not_in_channel' }, { kind: 'refused', reason: 'channel_not_found' });
  assert.deepEqual(await notifier.announce(12, PLACE), { kind: 'nowhere', reason: 'not_in_channel' });
});

test('an edit that did not get through is tried again, and the end still arrives', async () => {
  const { clock, jobs, sent, edited, notifier } = stage();
  jobs.store(aRun());
  await notifier.announce(12, PLACE);
  edited.push({ kind: 'later', afterMs: 7000 }, { kind: 'later', afterMs: null });
  jobs.tell(aSuccess({ id: 12 }));
  await clock.pass(60_000);
  assert.deepEqual(
    sent.map(({ at, what }) => [at, what]),
    [
      [0, 'post'],
      [0, 'edit'],
      [7000, 'edit'],
      [9000, 'edit'],
    ],
  );
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
