import { test } from 'node:test';
import { toBlocks } from '../../src/bot/blocks.ts';
import { factsOf, statusesOf, statusOf } from '../../src/bot/facts.ts';
import type { Message } from '../../src/bot/message.ts';
import { toText } from '../../src/bot/text.ts';
import { digestMessage } from '../../src/bot/views/digest.ts';
import type { RunFacts } from '../../src/bot/views/facts.ts';
import { historyMessage } from '../../src/bot/views/history.ts';
import { planMessage } from '../../src/bot/views/plan.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { statusMessage } from '../../src/bot/views/status.ts';
import { tableMessage } from '../../src/bot/views/table.ts';
import type { PlanReport, Run } from '../../src/jobs/index.ts';
import { aFailure, aRun, aSuccess, fakeJobs, LEE, NINE, shopConfig } from '../support/fake-jobs.ts';
import { assertTranscript } from '../support/golden.ts';
import { handClock } from '../support/hand-clock.ts';

const WHEN = { now: NINE, zone: 'Asia/Tokyo' };
const MASKS = { email: 'hash', name: 'redact' } as const;

function facts(run: Run, earlier: readonly Run[] = [aSuccess()]): RunFacts {
  const jobs = fakeJobs(handClock(NINE), shopConfig());
  for (const one of [...earlier, run]) jobs.store(one);
  return factsOf(jobs, run);
}

/** Both prints of a message, as people would see them. */
const both = (title: string, message: Message): string =>
  [
    `== ${title}: terminal`,
    toText(message, { width: 80, color: false }),
    `== ${title}: Slack`,
    toBlocks(message).text,
    ...toBlocks(message).blocks.map((block) => JSON.stringify(block, null, 1).replace(/\n\s*/g, ' ')),
    '',
  ].join('\n');

const going = { startedAt: NINE - 60_000, queuedAt: NINE - 61_000, attempt: 1 };

test('the message of a run, from its start to each of its ends', () => {
  const steps: [string, RunFacts][] = [
    ['queued', facts(aRun({ note: 'after the price fix' }))],
    ['connecting', facts(aRun({ ...going, state: 'running', stage: 'connect' }))],
    ['copying', facts(aRun({ ...going, state: 'running', stage: 'copy', rowsRead: 22_500, estimatedRows: 50_000 }))],
    [
      'copying more than was estimated',
      facts(aRun({ ...going, state: 'running', stage: 'copy', rowsRead: 60_000, estimatedRows: 50_000 })),
    ],
    [
      'waiting to retry',
      facts(aFailure({ state: 'retry_wait', attempt: 1, finishedAt: null, nextAttemptAt: NINE + 60_000 })),
    ],
    [
      'succeeded',
      facts(aSuccess({ id: 12, queuedAt: NINE - 5000, startedAt: NINE - 4200, finishedAt: NINE, by: LEE }), []),
    ],
    ['canceled', facts(aRun({ ...going, state: 'canceled', rowsRead: 22_500, finishedAt: NINE, canceledBy: 'U0LEE' }))],
    ['skipped', facts(aRun({ state: 'skipped', finishedAt: NINE }))],
  ];
  assertTranscript('run', steps.map(([title, one]) => both(title, runMessage(one, WHEN))).join('\n'));
});

test('the failure that is read at 4 a.m.', () => {
  const loaded = both('with a version from before', runMessage(facts(aFailure()), WHEN));
  const never = both(
    'never loaded',
    runMessage(facts(aFailure({ by: { kind: 'schedule', id: 'schedule' } }), []), WHEN),
  );
  const left = both(
    'something left behind',
    runMessage(facts(aFailure({ left: ['warehouse: table users__staging_1'] })), WHEN),
  );
  assertTranscript('failed', [loaded, never, left].join('\n'));
});

test('how everything stands, and how one table stands', () => {
  const jobs = fakeJobs(handClock(NINE), shopConfig());
  jobs.store(aSuccess());
  jobs.store(aFailure());
  jobs.store(aRun({ id: 14, table: 'purchases', ...going, state: 'running', stage: 'copy', rowsRead: 120_000 }));
  jobs.pause({ table: 'products', until: NINE + 9 * 3_600_000, why: 'index rebuild', by: LEE });
  const users = tableMessage(statusOf(jobs, 'users')!, MASKS, jobs.history('users', 5), WHEN);
  const purchases = tableMessage(statusOf(jobs, 'purchases')!, {}, jobs.history('purchases', 5), WHEN);
  assertTranscript(
    'status',
    [
      both('everything', statusMessage(statusesOf(jobs), WHEN)),
      both('a failing table', users),
      both('a running table', purchases),
      both('history', historyMessage('users', jobs.history('users', 10), WHEN)),
    ].join('\n'),
  );
});

test('the plan', () => {
  const column = (name: string, native: string, mask: 'hash' | 'redact' | null) => ({
    name,
    from: { name, type: 'string', nullable: true, native },
    to: { name, type: 'string', nullable: true, native: 'text' },
    mask: mask === null ? null : { how: mask, at: mask === 'hash' ? 'worker' : 'source' },
  });
  const name = { schema: null, name: 'users' };
  const report = {
    plan: {
      table: 'users',
      mode: 'replace',
      source: { kind: 'mysql', connection: 'shop', table: name },
      destination: { kind: 'postgres', connection: 'warehouse', table: name },
      columns: [
        column('id', 'bigint unsigned', null),
        column('name', 'varchar(255)', 'redact'),
        column('email', 'varchar(255)', 'hash'),
      ],
      left: ['phone'],
      where: null,
      format: 'cells',
      primaryKey: ['id'],
      estimatedRows: 50_000,
    },
    query: 'select `id`, …\nfrom `users`',
    preview: { statements: ['create table "users__staging" (…)', 'alter table …'], publish: 'swap' },
  } as unknown as PlanReport;
  assertTranscript('plan', both('plan', planMessage(report)));
});

test('the digest of a good morning and of a bad one', () => {
  const none = { failing: [], recovered: [], slowest: [], paused: [], missed: [] };
  const window = { from: NINE - 86_400_000, until: NINE };
  const good = digestMessage(
    { ...window, ...none, runs: 280, succeeded: 280, rowsWritten: 12_345_678, slowest: [aSuccess()] },
    WHEN,
  );
  const bad = digestMessage(
    {
      ...window,
      runs: 280,
      succeeded: 277,
      rowsWritten: 12_345_678,
      failing: [aFailure()],
      recovered: ['products'],
      slowest: [aSuccess()],
      paused: [{ table: 'products', until: NINE + 1000, why: 'index rebuild', by: LEE, at: NINE }],
      missed: [{ table: 'purchases', at: NINE - 1000, paused: false }],
    },
    WHEN,
  );
  assertTranscript('digest', [both('good', good), both('bad', bad)].join('\n'));
});
