import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBlocks } from '../../src/bot/blocks.ts';
import { dispatch } from '../../src/bot/commands/index.ts';
import { factsOf } from '../../src/bot/facts.ts';
import { flat } from '../../src/bot/language/index.ts';
import type { Message } from '../../src/bot/message.ts';
import { toText } from '../../src/bot/text.ts';
import { costMessage, type PricedCost } from '../../src/bot/views/cost.ts';
import { digestMessage } from '../../src/bot/views/digest.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { unusedMessage } from '../../src/bot/views/unused.ts';
import { split } from '../../src/bot/words.ts';
import {
  type Config,
  type PlanReport,
  type Run,
  SyncError,
  type TableSpec,
  type Unused,
} from '../../src/jobs/index.ts';
import { blockKitProblems } from '../support/block-kit.ts';
import { bothLanguages } from '../support/both-languages.ts';
import { contextOf } from '../support/context.ts';
import {
  aFailure,
  aHeldRun,
  aRun,
  aSuccess,
  type FakeJobs,
  fakeJobs,
  KIM,
  NINE,
  shopConfig,
} from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';
import { FACTS } from '../support/plans.ts';

const { show, assertBoth } = bothLanguages();

const WHEN = { now: NINE, zone: 'Asia/Tokyo' };
const HOUR = 3_600_000;
const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;

const google = (name: string, pricePerTib: number | null) =>
  ({ type: 'bigquery', name, project: 'my-project', dataset: 'raw', pricePerTib }) as Config['connections'][string];
const other = { type: 'postgres', name: 'office', schema: 'public' } as Config['connections'][string];

/** users and purchases, and what is made of them: daily_sales, and of that top_customers. */
function martConfig(pricePerTib: number | null = null): Config {
  const config = shopConfig();
  const spec = config.tables.users as TableSpec;
  const model = (name: string, after: readonly string[]): TableSpec => {
    const end = { connection: 'warehouse', table: { schema: 'marts', name } };
    const made = { sql: 'select 1', file: `/shop/marts/${name}.sql`, after };
    return { ...spec, name, source: end, destination: end, mask: {}, schedule: null, model: made };
  };
  const models = [model('daily_sales', ['users', 'purchases']), model('top_customers', ['daily_sales'])];
  return {
    ...config,
    connections: { warehouse: google('warehouse', pricePerTib), office: other },
    tables: { ...config.tables, ...Object.fromEntries(models.map((one) => [one.name, one])) },
  };
}

const COST = {
  ...{ connection: 'warehouse', bytesProcessed: 1.2e9, bytesBilled: 1_210_056_704, slotMs: 34_000, jobs: 3 },
} as const;
const RESULT = {
  ...(aSuccess().result as NonNullable<Run['result']>),
  bytes: 0,
  masks: {},
  rowsRead: 31,
  rowsWritten: 31,
};
const sold = (rest: Partial<Run> = {}): Run =>
  aSuccess({ id: 20, table: 'daily_sales', dueAt: NINE - 4 * HOUR, rowsRead: 31, result: RESULT, cost: COST, ...rest });

const both = (title: string, message: Message): string => {
  show(title, message);
  return [
    `== ${title}: terminal`,
    toText(message, { width: 80, color: false }),
    `== ${title}: Slack`,
    toBlocks(message).text,
    ...toBlocks(message).blocks.map((block) => JSON.stringify(block, null, 1).replace(/\n\s*/g, ' ')),
    '',
  ].join('\n');
};

async function said(jobs: FakeJobs, ...lines: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const line of lines) {
    const reply = await dispatch(split(line), contextOf(jobs, KIM));
    assert.deepEqual(blockKitProblems(toBlocks(reply.message)), [], line);
    show(`/sync ${line}`, reply.message);
    texts.push(`/sync ${line}`, `(${reply.outcome})`, toText(reply.message, { width: 80, color: false }), '');
  }
  return texts.join('\n');
}

const marts = (config = martConfig()): FakeJobs => {
  const jobs = fakeJobs(handClock(NINE), config);
  jobs.store(aSuccess());
  return jobs;
};

test('the message of a model’s run, from its start to each of its ends', () => {
  const facts = (run: Run, earlier: readonly Run[] = [sold()]) => {
    const jobs = fakeJobs(handClock(NINE), martConfig());
    for (const one of [...earlier, run]) jobs.store(one);
    return factsOf(jobs, run);
  };
  const going = { id: 21, table: 'daily_sales', startedAt: NINE - 60_000, queuedAt: NINE - 61_000, attempt: 1 };
  const failed = {
    code: 'config',
    side: 'config',
    stage: 'plan',
    retryable: false,
    retry: 'never',
    message: 'BigQuery does not take the SQL of daily_sales in line 3: a name that nothing has (amuont)',
    hint: 'Correct it in daily_sales.sql; the console of BigQuery says more about the same query.',
  } as const;
  assertBoth(
    'models-run',
    [
      both('running', runMessage(facts(aRun({ ...going, state: 'running', stage: 'copy' })), WHEN)),
      both('succeeded', runMessage(facts(sold(), []), WHEN)),
      both(
        'failed',
        runMessage(facts(aFailure({ ...going, attempt: 1, error: failed, stage: 'plan', cost: COST })), WHEN),
      ),
      both('a table that models wait for failed', runMessage(facts(aFailure(), [aSuccess()]), WHEN)),
      both(
        'canceled',
        runMessage(facts(aRun({ ...going, state: 'canceled', finishedAt: NINE, canceledBy: 'U0LEE' })), WHEN),
      ),
    ].join('\n'),
  );
});

test('what people ask of models: how they stand, what they wait for, a run too early, what makes no sense', async () => {
  const jobs = marts();
  const waiting = [
    { table: 'users', run: aFailure({ id: 31 }) },
    { table: 'purchases', run: null },
  ];
  jobs.waits.set('daily_sales', { day: '2026-11-20', for: waiting });
  jobs.waits.set('top_customers', { day: '2026-11-20', for: [{ table: 'daily_sales', run: null }] });
  const first = await said(
    jobs,
    'list',
    'status',
    'status daily_sales',
    'status top_customers',
    'run daily_sales users',
  );
  jobs.waits.set('top_customers', { day: '2026-11-20', for: [{ table: 'daily_sales', run: aHeldRun({ id: 33 }) }] });
  const then = await said(
    jobs,
    'status top_customers',
    'diff daily_sales',
    'verify daily_sales',
    'column daily_sales day exclude',
  );
  assertBoth('models', `${first}\n${then}`);
});

test('a model that runs after what has succeeded today says nothing of it', async () => {
  const jobs = marts();
  jobs.store(aSuccess({ id: 8, table: 'purchases' }));
  const reply = await dispatch(split('run daily_sales'), contextOf(jobs, KIM));
  assert.deepEqual([reply.saidByRuns, 'early' in (reply.data as object)], [true, false]);
});

test('the plan of a model', async () => {
  const jobs = marts();
  const end = { kind: 'bigquery', connection: 'warehouse', table: { schema: 'marts', name: 'daily_sales' } };
  const column = (name: string, native: string) => {
    const one = { name, type: 'string', nullable: true, native };
    return { name, from: one, to: one, mask: null };
  };
  const report = {
    plan: {
      table: 'daily_sales',
      source: end,
      destination: end,
      columns: [column('day', 'DATE'), column('amount', 'NUMERIC')],
    },
    query: 'select day, sum(amount) amount\nfrom `raw.purchases`\nwhere day <= @due_date\ngroup by day',
    preview: { statements: [], publish: 'in_place' },
    facts: FACTS,
    model: {
      ...{ bytes: 52e9, limit: 100e9, after: ['users', 'purchases'] },
      parameters: [{ name: 'due_date', type: 'DATE', value: '2026-11-20' }],
    },
  } as unknown as PlanReport;
  jobs.plans.set('daily_sales', report);
  const fine = await said(jobs, 'plan daily_sales');
  const { model } = report;
  assert.ok(model);
  jobs.plans.set('daily_sales', { ...report, model: { ...model, limit: 1e9, parameters: [], after: [] } });
  const over = await said(jobs, 'plan daily_sales');
  assertBoth('models-plan', `${fine}\n${over}`);
});

test('what a month cost: in bytes, in money where there is a price, and of one table', async () => {
  const jobs = marts();
  assert.match(await said(jobs, 'status --cost'), /Cost in 2026-11: nothing/);
  const users = {
    table: 'users',
    connection: 'warehouse',
    runs: 20,
    bytesProcessed: 0,
    bytesBilled: 0,
    slotMs: 0,
    jobs: 60,
  };
  const bill = {
    ...users,
    table: 'daily_sales',
    runs: 20,
    bytesProcessed: 2.4e12,
    bytesBilled: 2.5e12,
    slotMs: 7_200_000,
  };
  jobs.billed.push(bill, { ...bill, table: 'gone_since', connection: 'old', bytesBilled: 3e9, slotMs: 900 }, users);
  const plain = await said(
    jobs,
    'status --cost',
    'status users --cost 2026-10',
    'status --cost 2026-13',
    'status --cost nobody',
  );
  const dear = marts(martConfig(6.25));
  dear.billed.push(...jobs.billed);
  assertBoth('cost', `${plain}\n${await said(dear, 'status --cost 2026-12')}`);
  // From midnight to midnight in Tokyo.
  assert.deepEqual(
    [...jobs.windows, ...dear.windows].map((window) => window.map((at) => new Date(at).toISOString().slice(0, 16))),
    [
      ['2026-10-31T15:00', '2026-11-30T15:00'],
      ['2026-10-31T15:00', '2026-11-30T15:00'],
      ['2026-09-30T15:00', '2026-10-31T15:00'],
      ['2026-11-30T15:00', '2026-12-31T15:00'],
    ],
  );
  const reply = await dispatch(split('status --cost'), contextOf(dear, KIM));
  const { sum } = reply.data as { readonly sum: PricedCost };
  assert.equal(sum.money?.toFixed(2), ((2.5e12 / 2 ** 40) * 6.25).toFixed(2));
});

test('what nobody reads, what may be done about it, and who cannot say', async () => {
  const jobs = marts();
  const one = {
    kind: 'table',
    schedule: '0 5 * * *',
    after: [],
    rows: 50_000,
    bytes: 4_500_000,
    loadedBytes: 4_500_000,
  } as const;
  const found: Unused = {
    ...{ connection: 'warehouse', days: 90, since: '2026-08-22T00:00:00.000Z', used: 12 },
    ours: [
      { ...one, table: 'users', target: 'raw.users', billedBytes: 0, readBy: ['daily_sales'] },
      {
        ...{ ...one, table: 'daily_sales', target: 'marts.daily_sales', kind: 'model', schedule: null },
        ...{ after: ['users', 'purchases'], billedBytes: 2.5e12, readBy: [] },
      },
      {
        ...one,
        table: 'products',
        target: 'raw.products',
        schedule: null,
        rows: null,
        bytes: null,
        billedBytes: 0,
        readBy: [],
      },
    ],
    others: [{ name: 'raw.old_export', rows: 3, bytes: 2e9 }],
  };
  jobs.unread.set('warehouse', found);
  const some = await said(jobs, 'unused');
  jobs.unread.set('warehouse', { ...found, days: 30, ours: [], others: [] });
  const none = await said(jobs, 'unused warehouse --days 30');
  const error = {
    code: 'dst.permission',
    side: 'destination',
    stage: 'plan',
    retry: 'never',
    message: 'the job history of project my-project may not be read',
    hint: 'Give the service account the role roles/bigquery.resourceViewer.',
  } as const;
  jobs.unread.set('warehouse', new SyncError(error));
  const refused = await said(jobs, 'unused', 'unused office', 'unused warehose', 'unused --days 1000', 'unused a b');
  const nowhere = await said(fakeJobs(handClock(NINE), { ...shopConfig(), connections: { office: other } }), 'unused');
  assertBoth('unused', [some, none, refused, nowhere].join('\n'));
});

test('a morning on which a model could not run', () => {
  const none = {
    failing: [],
    recovered: [],
    slowest: [],
    paused: [],
    held: [],
    missed: [],
    notes: { onTime: 0, due: 0, unusual: [], newColumns: [], alerts: [], suppressed: 0 },
  };
  const waits = { model: 'daily_sales', day: '2026-11-20', for: [{ table: 'users', run: aFailure() }] };
  const digest = digestMessage(
    { ...none, from: NINE - 24 * HOUR, until: NINE, runs: 3, succeeded: 3, rowsWritten: 9, waiting: [waits] },
    WHEN,
  );
  assertBoth('models-digest', both('a model waits', digest));
});

test('hundreds of tables stay inside the limits of Slack', () => {
  const name = (i: number) => `${'売上明細'.repeat(1 + (i % 9))}_${i}`;
  const all = Array.from({ length: 300 }, (_, i) => name(i));
  const bill = { connection: 'w', runs: 1, bytesProcessed: 1, bytesBilled: 1, slotMs: 1, jobs: 1, money: 0.01 };
  const cost = costMessage(
    '2026-11',
    all.map((table) => ({ ...bill, table })),
    null,
  );
  assert.deepEqual(blockKitProblems(toBlocks(cost)), []);
  assert.match(toText(cost, { width: 80, color: false }), /260 others[\s\S]*sum +300 /);
  const one = {
    kind: 'table',
    schedule: '0 5 * * *',
    after: all.slice(0, 50),
    rows: 1,
    bytes: 1,
    loadedBytes: 1,
  } as const;
  const unused = unusedMessage({
    ...{ connection: 'warehouse', days: 90, since: '2026-08-22T00:00:00.000Z', used: 0 },
    ours: all.map((table) => ({ ...one, table, target: table, billedBytes: 1, readBy: all })),
    others: all.map((table) => ({ name: table, rows: 1, bytes: 1 })),
  });
  assert.deepEqual(blockKitProblems(toBlocks(unused)), []);
});

test('an estimate of less than a cent is not nothing', () => {
  const one = { connection: 'w', runs: 1, bytesProcessed: 1, bytesBilled: 1, slotMs: 1, jobs: 1, table: 'users' };
  const title = (money: number) => flat('en', costMessage('2026-11', [{ ...one, money }], null).title);
  assert.match(title(0.0001), /about <0\.01$/);
  assert.match(title(0), /about 0\.00$/);
});

test('what costs a run is in what scripts read', async () => {
  const jobs = marts();
  jobs.store(sold());
  const reply = await dispatch(split('log 20'), contextOf(jobs, SCHEDULE));
  assert.deepEqual((reply.data as { readonly cost: unknown }).cost, COST);
});
