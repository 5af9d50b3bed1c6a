import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBlocks } from '../../src/bot/blocks.ts';
import { factsOf, statusesOf, statusOf } from '../../src/bot/facts.ts';
import type { Message } from '../../src/bot/message.ts';
import { toText } from '../../src/bot/text.ts';
import { questionsMessage } from '../../src/bot/views/columns.ts';
import { diffMessage } from '../../src/bot/views/diff.ts';
import { digestMessage } from '../../src/bot/views/digest.ts';
import type { RunFacts } from '../../src/bot/views/facts.ts';
import { historyMessage } from '../../src/bot/views/history.ts';
import { planMessage } from '../../src/bot/views/plan.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { statusMessage } from '../../src/bot/views/status.ts';
import { tableMessage } from '../../src/bot/views/table.ts';
import { verifyingMessage, verifyMessage } from '../../src/bot/views/verify.ts';
import type {
  ColumnDiff,
  ColumnVerdict,
  DiffReport,
  PlanReport,
  Run,
  TableSpec,
  VerifyReport,
} from '../../src/jobs/index.ts';
import { phrase } from '../../src/sync/index.ts';
import { bothLanguages } from '../support/both-languages.ts';
import {
  aFailure,
  aHeldForColumns,
  aHeldRun,
  aRun,
  aSuccess,
  EMAIL,
  fakeJobs,
  LEE,
  NINE,
  shopConfig,
} from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';
import { PIN } from '../support/plans.ts';
import { saidBy } from '../support/said.ts';

const { show, assertBoth } = bothLanguages();

const WHEN = { now: NINE, zone: 'Asia/Tokyo' };
const WAREHOUSE = phrase`connection ${'warehouse'}`;
const MASKS = { email: 'hash', name: 'redact' } as const;

function facts(run: Run, earlier: readonly Run[] = [aSuccess()]): RunFacts {
  const jobs = fakeJobs(handClock(NINE), shopConfig());
  for (const one of [...earlier, run]) jobs.store(one);
  return factsOf(jobs, run);
}

/** Both prints of a message, as people would see them. */
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

const going = { startedAt: NINE - 60_000, queuedAt: NINE - 61_000, attempt: 1 };

test('the message of a run, from its start to each of its ends', () => {
  const alteredResult = { ...(aSuccess().result as NonNullable<Run['result']>), altered: { birthday: 1_017, note: 2 } };
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
    [
      'succeeded, with values altered',
      facts(aSuccess({ startedAt: NINE - 4200, finishedAt: NINE, result: alteredResult }), []),
    ],
    ['canceled', facts(aRun({ ...going, state: 'canceled', rowsRead: 22_500, finishedAt: NINE, canceledBy: 'U0LEE' }))],
    ['skipped', facts(aRun({ state: 'skipped', finishedAt: NINE }))],
  ];
  assertBoth('run', steps.map(([title, one]) => both(title, runMessage(one, WHEN))).join('\n'));
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
  const refused = {
    code: 'src.table_missing',
    side: 'source',
    stage: 'plan',
    message: 'there is no table usres in shop (connection shop); nearest names: users',
    hint: 'Set from: users for this table in tables.yml if it was renamed, or take the table out of tables.yml.',
    retryable: false,
    retry: 'never',
  } as const;
  const once = both(
    'tries are left and none is worth it',
    runMessage(facts(aFailure({ attempt: 1, error: refused })), WHEN),
  );
  const held = { ...refused, code: 'guard.min_rows', stage: 'check', retry: 'wait' } as const;
  const decide = both('a person has to decide', runMessage(facts(aFailure({ attempt: 1, error: held })), WHEN));
  assertBoth('failed', [loaded, never, left, once, decide].join('\n'));
});

test('a run that is held, what becomes of it, and a version that was put back', () => {
  const held = aHeldRun();
  const decision = { what: 'discard', by: 'U0KIM', at: NINE } as const;
  const tried = {
    ...({ code: 'dst.refused', side: 'destination', stage: 'connect', retryable: true, retry: 'backoff' } as const),
    ...saidBy(
      phrase`nothing listens on ${'db.warehouse:5432'} (${WAREHOUSE})`,
      phrase`Start the database of ${WAREHOUSE}, or correct host and port of its url in tables.yml.`,
    ),
  } as const;
  const expired = {
    ...tried,
    code: 'guard.expired',
    message: 'nobody decided about the held rows of users within 24 h: they were discarded',
    hint: 'Run users again.',
  };
  const published = aSuccess().result as NonNullable<Run['result']>;
  const ended = { finishedAt: NINE, error: null } as const;
  const steps: [string, RunFacts][] = [
    ['held', facts(held)],
    ['held, publishing did not get through', facts({ ...held, error: tried })],
    [
      'discarded',
      facts({
        ...held,
        ...ended,
        state: 'canceled',
        canceledBy: 'U0KIM',
        held: held.held && { ...held.held, decision },
      }),
    ],
    ['expired', facts({ ...held, ...ended, state: 'failed', error: expired })],
    [
      'published anyway',
      facts({
        ...held,
        ...ended,
        state: 'success',
        result: {
          ...published,
          rowsRead: 30_000,
          rowsWritten: 30_000,
          checks: held.held?.kind === 'guard' ? held.held.pending.staged.checks : [],
          publishedBy: 'U0KIM',
          previous: { kept: true, why: null },
        },
      }),
    ],
    [
      'published, the version before not kept',
      facts(
        aSuccess({
          result: { ...published, previous: { kept: false, why: 'email had another mask, or is not copied any more' } },
        }),
      ),
    ],
    ['putting back', facts(aRun({ ...going, kind: 'undo', state: 'running', stage: 'commit' }))],
    [
      'put back',
      facts(
        aSuccess({
          id: 15,
          kind: 'undo',
          by: LEE,
          note: 'half of the prices are missing',
          result: { ...published, restored: { publishedAt: '2026-11-18T20:00:00.000Z', run: 6 } },
        }),
      ),
    ],
  ];
  assertBoth('decided', steps.map(([title, each]) => both(title, runMessage(each, WHEN))).join('\n'));
});

test('how everything stands, and how one table stands', () => {
  const jobs = fakeJobs(handClock(NINE), shopConfig());
  jobs.store(aSuccess());
  jobs.store(aFailure());
  jobs.store(aRun({ id: 14, table: 'purchases', ...going, state: 'running', stage: 'copy', rowsRead: 120_000 }));
  jobs.pause({ table: 'products', until: NINE + 9 * 3_600_000, why: 'index rebuild', by: LEE });
  const users = tableMessage(statusOf(jobs, 'users')!, MASKS, jobs.history('users', 5), 26 * 3_600_000, WHEN);
  const purchases = tableMessage(statusOf(jobs, 'purchases')!, {}, jobs.history('purchases', 5), null, WHEN);
  assertBoth(
    'status',
    [
      both('everything', statusMessage(statusesOf(jobs), WHEN)),
      both('a failing table', users),
      both('a running table', purchases),
      both('history', historyMessage('users', jobs.history('users', 10), WHEN)),
    ].join('\n'),
  );
});

test('a run names the table that its own moment gives, and not the pattern of tables.yml', () => {
  const config = shopConfig();
  const users = config.tables.users as TableSpec;
  const bigquery: TableSpec['bigquery'] = {
    ...{ partitionBy: null, clusterBy: [], labels: {}, description: null },
    ...{ expireDays: null, format: null, maxBytesBilled: null },
  };
  const destination = { connection: 'lake', table: { schema: 'raw', name: 'users_{{ due_date_nodash }}' } };
  const tables = { ...config.tables, users: { ...users, bigquery, destination, timezone: 'Asia/Tokyo' } };
  const jobs = fakeJobs(handClock(NINE), { ...config, tables });
  const named = (run: Run) => factsOf(jobs, run).status?.route.destination;
  assert.equal(statusOf(jobs, 'users')?.route.destination, 'lake.raw.users_{{ due_date_nodash }}');
  // Nine in the morning of the 20th in Tokyo.
  assert.equal(named(aRun({ queuedAt: NINE })), 'lake.raw.users_20261120');
  assert.equal(named(aRun({ queuedAt: NINE, dueAt: NINE - 86_400_000 })), 'lake.raw.users_20261119');
  const done = aSuccess().result as NonNullable<Run['result']>;
  const undone = aRun({ kind: 'undo', queuedAt: NINE, result: { ...done, target: 'raw.users_20261118' } });
  assert.equal(named(undone), 'lake.raw.users_20261118');
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
      split: null,
      unsplit: null,
      primaryKey: ['id'],
      estimatedRows: 50_000,
      added: [],
      snapshot: null,
      bigquery: null,
    },
    query: 'select `id`, …\nfrom `users`',
    preview: { statements: ['create table "users__staging" (…)', 'alter table …'], publish: 'swap' },
  } as unknown as PlanReport;
  assertBoth('plan', both('plan', planMessage(report, PIN, WHEN)));
  const said = (given: Partial<PlanReport['plan']>): string =>
    toText(planMessage({ ...report, plan: { ...report.plan, ...given } }, PIN, WHEN), { width: 400, color: false });
  assert.match(said({ split: { readers: 4, by: 'key', column: 'id' } }), /4 sessions read it at once .* ranges of id;/);
  assert.match(said({ split: { readers: 2, by: 'blocks' } }), /2 sessions read it at once .* ranges of its blocks;/);
  const partitionBy = {
    column: 'synced_at',
    by: { kind: 'time', grain: 'day', expireDays: 7 },
    requireFilter: true,
  } as const;
  const lake: PlanReport = {
    ...report,
    plan: {
      ...report.plan,
      mode: 'append',
      destination: { kind: 'bigquery', connection: 'lake', table: { schema: 'raw', name: 'users_20260131' } },
      added: [
        {
          column: { name: 'synced_at', type: 'timestamp', nullable: true, native: 'timestamp' },
          value: '2026-01-31 05:00:00+00',
        },
      ],
      snapshot: { column: 'synced_at', from: '2026-01-31T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
      bigquery: {
        partitionBy,
        clusterBy: ['id'],
        labels: { team: 'data', core: '' },
        description: 'People',
        expireDays: 400,
        format: 'ndjson',
        maxBytesBilled: null,
      },
    },
    preview: {
      statements: ['merge `raw.users` …'],
      publish: 'append',
      estimate: { bytes: 1_234_567_890, limit: 2e10 },
    },
    load: { staging: 'gs://shop-staging/sync-bot', unlike: 'Avro has no column name like 名前' },
  };
  assertBoth('plan-bigquery', both('plan into BigQuery', planMessage(lake, PIN, WHEN)));
  const { bigquery } = lake.plan;
  assert.ok(bigquery);
  const of = (given: Partial<typeof bigquery>) =>
    toText(planMessage({ ...lake, plan: { ...lake.plan, bigquery: { ...bigquery, ...given } } }, PIN, WHEN), {
      width: 400,
      color: false,
    });
  assert.match(
    of({ partitionBy: { column: null, by: { kind: 'time', grain: 'hour', expireDays: null }, requireFilter: false } }),
    /by the hour of arrival \(UTC\)$/m,
  );
  assert.match(
    of({ partitionBy: { column: 'id', by: { kind: 'range', start: 0, end: 9, interval: 3 }, requireFilter: false } }),
    /by ranges of id: 0 to before 9, 3 each$/m,
  );
  const billed = (estimate: NonNullable<PlanReport['preview']['estimate']>): string =>
    toText(planMessage({ ...report, preview: { ...report.preview, estimate } }, PIN, WHEN), {
      width: 400,
      color: false,
    });
  assert.match(billed({ bytes: 12_400_000_000, limit: null }), /reads 12\.4 GB .* no max_bytes_billed limits it\./);
  assert.match(
    billed({ bytes: 2e9, limit: 1e9 }),
    /max_bytes_billed is 1\.0 GB\. A run that would read that much is refused\./,
  );
  assert.match(said({ unsplit: 'it is a view' }), /One session reads all of it, whatever readers says: it is a view\./);
});

test('the difference of columns', () => {
  const name = { schema: null, name: 'users' };
  const of = (publish: DiffReport['publish'], same: number, columns: readonly ColumnDiff[]): DiffReport => ({
    table: 'users',
    source: { kind: 'mysql', connection: 'shop', table: name },
    destination: { kind: 'postgres', connection: 'warehouse', table: name },
    publish,
    same,
    columns,
  });
  const none = { source: null, made: null, target: null, mask: null };
  const phone: ColumnDiff = { ...none, name: 'phone', kind: 'excluded', source: 'varchar(20)', next: 'left_out' };
  const email: ColumnDiff = {
    name: 'email',
    kind: 'only_source',
    source: 'varchar(255) not null',
    made: 'character varying(64) not null',
    target: null,
    mask: 'hash',
    next: 'added',
  };
  const age: ColumnDiff = {
    name: 'age',
    kind: 'type',
    source: 'int(11)',
    made: 'integer',
    target: 'smallint',
    mask: null,
    next: 'retyped',
  };
  const old: ColumnDiff = { ...none, name: 'old', kind: 'only_target', target: 'text', next: 'dropped' };
  const refused = { next: 'refused' } as const;
  const kept: ColumnDiff = {
    ...age,
    name: 'id',
    kind: 'not_null',
    made: 'integer',
    target: 'integer not null',
    next: 'kept',
  };
  const cases: readonly (readonly [string, DiffReport])[] = [
    ['swapped', of('swap', 3, [email, age, old, phone])],
    [
      'refused',
      of('in_place', 3, [
        { ...email, ...refused },
        { ...old, ...refused },
      ]),
    ],
    ['in place', of('in_place', 1, [kept])],
    ['nothing differs', of('swap', 6, [phone])],
    ['no target', of('create', 0, [email])],
  ];
  assertBoth('diff', cases.map(([title, report]) => both(title, diffMessage(report))).join('\n'));
});

test('the verdict over all rows', () => {
  const name = { schema: null, name: 'users' };
  const of = (rows: VerifyReport['rows'], columns: readonly ColumnVerdict[]): VerifyReport => ({
    table: 'users',
    source: { kind: 'mysql', connection: 'shop', table: name },
    destination: { kind: 'postgres', connection: 'warehouse', table: name },
    rows,
    equal: rows?.source === rows?.destination && columns.every((column) => column.equal),
    columns,
  });
  const figure = (which: ColumnVerdict['figures'][number]['name'], source: string | null, destination = source) => ({
    name: which,
    equal: source === destination,
    source,
    destination,
  });
  const id: ColumnVerdict = {
    name: 'id',
    equal: true,
    mask: null,
    note: null,
    figures: [figure('nulls', '0'), figure('sum', '1250025000'), figure('hash', '77')],
  };
  const email: ColumnVerdict = {
    name: 'email',
    equal: true,
    mask: 'hash',
    note: 'masked (hash): compared by NULLs only, its values stay in the source',
    figures: [figure('nulls', '3')],
  };
  const bio: ColumnVerdict = {
    name: 'bio',
    equal: false,
    mask: null,
    note: null,
    figures: [figure('nulls', '12', '11'), figure('bytes', '90112'), figure('hash', '512', '513')],
  };
  const seen: ColumnVerdict = {
    name: 'seen_at',
    equal: false,
    mask: null,
    note: null,
    figures: [figure('nulls', '0'), { ...figure('max', null), equal: false }, figure('hash', '99', '98')],
  };
  const gone: ColumnVerdict = { name: 'fresh', equal: false, mask: null, note: 'not in the target', figures: [] };
  const all = { source: '50000', destination: '50000' };
  const published = NINE - 3_600_000;
  assertBoth(
    'verify',
    [
      both('asked', verifyingMessage('users')),
      both('equal', verifyMessage(of(all, [id, email]), { publishedAt: published, mode: 'replace' }, WHEN)),
      both(
        'columns differ',
        verifyMessage(of(all, [id, email, bio, seen, gone]), { publishedAt: published, mode: 'replace' }, WHEN),
      ),
      both(
        'rows differ',
        verifyMessage(
          of({ ...all, source: '50001' }, [
            { ...id, equal: false, figures: [figure('sum', '1250075001', '1250025000')] },
          ]),
          { publishedAt: null, mode: 'replace' },
          WHEN,
        ),
      ),
      both(
        'rows differ where gone ones are kept',
        verifyMessage(
          of({ ...all, source: '49997' }, [
            { ...id, equal: false, figures: [figure('sum', '1250000000', '1250075000')] },
            email,
          ]),
          { publishedAt: published, mode: 'merge' },
          WHEN,
        ),
      ),
      both('no target', verifyMessage(of(null, []), { publishedAt: null, mode: 'replace' }, WHEN)),
    ].join('\n'),
  );
});

test('the digest of a good morning and of a bad one', () => {
  const none = {
    failing: [],
    recovered: [],
    slowest: [],
    paused: [],
    held: [],
    missed: [],
    waiting: [],
    notes: { onTime: 0, due: 0, unusual: [], newColumns: [], alerts: [], suppressed: 0 },
  };
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
      held: [aHeldRun()],
      missed: [{ table: 'purchases', at: NINE - 1000, paused: false, what: 'run' }],
      waiting: [],
      notes: {
        onTime: 10,
        due: 12,
        unusual: [{ table: 'users', rows: { is: 30_000, usual: 50_000 }, seconds: { is: 90, usual: 20 } }],
        newColumns: [{ table: 'users', columns: ['nickname'] }],
        alerts: [],
        suppressed: 14,
      },
    },
    WHEN,
  );
  assertBoth('digest', [both('good', good), both('bad', bad)].join('\n'));
});

test('columns that wait for a decision, in each place where people meet them', () => {
  const column = { name: 'fax', type: 'varchar(20)', masks: ['hash', 'redact', 'null'], suspicion: null } as const;
  const phone = { ...EMAIL, column: 'tel', looks: 'phone', matched: 0, sampled: 0 } as const;
  const questions = [column, { ...column, name: 'tel', suspicion: phone }].map((one) => ({
    table: 'users',
    column: one,
    run: 12,
    askedAt: NINE,
  }));
  const many = Array.from({ length: 8 }, (_, i) => ({ ...EMAIL, column: `email_${i}` }));
  const success = aSuccess().result as NonNullable<Run['result']>;
  const retyped = [{ name: 'amount', from: 'numeric(10,2)', to: 'numeric(12,2)' }];
  assertBoth(
    'waiting-columns',
    [
      both('a held run', runMessage(facts(aHeldForColumns()), WHEN)),
      both(
        'a held run with more columns than one message takes',
        runMessage(facts(aHeldForColumns({ held: { ...HELD, columns: many } })), WHEN),
      ),
      both('the question about new columns', questionsMessage('users', questions, WHEN)),
      both(
        'a run that left new columns out',
        runMessage(facts(aSuccess({ result: { ...success, newColumns: [column], retyped } })), WHEN),
      ),
    ].join('\n'),
  );
});

const HELD = aHeldForColumns().held as Extract<NonNullable<Run['held']>, { kind: 'columns' }>;
