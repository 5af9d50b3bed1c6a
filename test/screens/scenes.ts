/** What is on the pictures: the main messages, the form of a run and App Home, of a morning that is made up. */
import { LANGUAGES, type Language } from '../../src/bot/language/index.ts';
import { type Message, say } from '../../src/bot/message.ts';
import type { Modal } from '../../src/bot/surface.ts';
import { choicesOfWords } from '../../src/bot/surfaces/choices.ts';
import { type AlertFacts, groupMessage, lateAlertMessage } from '../../src/bot/views/alert.ts';
import { overMessage } from '../../src/bot/views/alert-over.ts';
import { batchMessage } from '../../src/bot/views/batch.ts';
import { digestMessage } from '../../src/bot/views/digest.ts';
import { failureTitle } from '../../src/bot/views/error.ts';
import type { RunFacts } from '../../src/bot/views/facts.ts';
import type { HomeFacts } from '../../src/bot/views/home-parts.ts';
import { type AskedTable, dangerText, requestMessage } from '../../src/bot/views/permits.ts';
import { duration } from '../../src/bot/views/quantities.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { type FormFacts, runConfirmModal, runFormModal } from '../../src/bot/views/run-form.ts';
import type { Alert, Request, Run } from '../../src/jobs/index.ts';
import { aTable, busyMorning } from '../bot/views/home-facts.ts';
import { aFailure, aHeldRun, aRun, aSuccess, NINE } from '../support/fake-jobs.ts';

const HOUR = 3_600_000;
const WHEN = { now: NINE, zone: 'Asia/Tokyo' } as const;
const ENGLISH: readonly Language[] = ['en'];

export type Scene = { readonly name: string; readonly message: Message; readonly languages: readonly Language[] };

const facts = (run: Run): RunFacts => ({
  run,
  status: aTable(run.table, { owner: 'U0OWNER' }),
  masks: { email: 'hash', name: 'redact' },
  failure: run.error === null ? null : failureTitle(run.error.code),
  followers: [],
});
const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;
const REFUSED = aFailure().error!;
const running = aRun({
  state: 'running',
  stage: 'copy',
  startedAt: NINE - 12_000,
  attempt: 1,
  rowsRead: 31_250,
  bytes: 2_812_500,
  estimatedRows: 50_000,
  note: 'after the price fix',
});

const BATCH_SOURCES = ['shop', 'blog', 'billing'] as const;
const batchRuns: readonly Run[] = Array.from({ length: 280 }, (_, i) => {
  const run = {
    id: 100 + i,
    table: `${BATCH_SOURCES[i % 3]}_${String(i).padStart(3, '0')}`,
    by: SCHEDULE,
    dueAt: NINE - 4 * HOUR,
  };
  if (i < 212) return aSuccess({ ...run, finishedAt: NINE - 4 * HOUR + 4000 + i * 900 });
  if (i < 214) return aFailure(run);
  return i < 220 ? { ...running, ...run } : aRun(run);
});

const anAlert = (names: readonly string[], rest: Partial<Alert> = {}): Alert => ({
  id: 3,
  key: 'src.refused shop',
  code: 'src.refused',
  connection: 'shop',
  table: null,
  column: null,
  channel: '#data-syncs',
  post: null,
  quiet: false,
  state: 'open',
  members: names.map((table, i) => ({
    table,
    run: 300 + i,
    at: NINE - HOUR,
    recoveredAt: null,
    recoveredBy: null,
    became: null,
  })),
  openedAt: NINE - HOUR,
  lastAt: NINE - HOUR,
  times: names.length,
  acked: null,
  snoozed: null,
  escalated: null,
  waitsSince: NINE - HOUR,
  wokenAt: null,
  resolvedAt: null,
  revision: 1,
  ...rest,
});
const alertFacts = (alert: Alert, rest: Partial<AlertFacts> = {}): AlertFacts => ({
  alert,
  failure: failureTitle(alert.code),
  runs: new Map(
    alert.members.map(({ table, run }) => [table, aFailure({ id: run ?? 0, table, by: SCHEDULE, error: REFUSED })]),
  ),
  recoveries: new Map(),
  late: [],
  owners: ['U0OWNER'],
  oldestGoodAt: NINE - 28 * HOUR,
  seen: { times: 2, first: NINE - 72 * HOUR },
  callable: true,
  ...rest,
});
const down = ['orders', 'carts', ...Array.from({ length: 25 }, (_, i) => `shop_${String(i).padStart(2, '0')}`)];
const back = anAlert(down, {
  state: 'resolved',
  resolvedAt: NINE,
  members: anAlert(down).members.map((one, i) => ({ ...one, recoveredAt: NINE, recoveredBy: 400 + i })),
});
const recovered = alertFacts(back, {
  recoveries: new Map(down.map((table, i) => [table, { run: aSuccess({ id: 400 + i, table }), mode: 'replace' }])),
});
const tardy = {
  table: 'prices',
  why: 'age',
  since: NINE - 2 * HOUR,
  lastSuccessAt: NINE - 28 * HOUR,
  dueAt: null,
  run: null,
  downstream: ['mart_daily_sales', 'mart_stock'],
} as const;
const lateFacts = alertFacts(
  anAlert(['prices'], { key: 'guard.late age', code: 'guard.late', connection: null, openedAt: NINE - 2 * HOUR }),
  { failure: say`Late`, runs: new Map(), late: [tardy] },
);
const request: Request = {
  ...busyMorning().requests[0]!.request,
  why: [{ rule: 'tag', table: 'users', found: 'pii', allowed: '' }],
  note: 'the mask of phone has changed',
};

const ASKED: AskedTable = {
  table: 'users',
  route: 'shop.users → warehouse.users (replace)',
  rows: '50,000',
  took: duration(4200),
  billed: null,
  differs: say`everything again (--full)`,
};

/** A run that failed or is held, with what people do about its alert. */
const troubled = (run: Run, alert: Alert): Message => {
  const said = { ...facts(run), alert, callable: true };
  return runMessage(said, WHEN);
};

export const MESSAGES: readonly Scene[] = [
  {
    name: 'batch',
    message: batchMessage(
      { channel: '#data-syncs', dueAt: NINE - 4 * HOUR, post: null, runs: batchRuns, over: false },
      { sourceOf: (table) => table.split('_')[0] ?? null, failureOf: failureTitle },
      WHEN,
    ),
    languages: ENGLISH,
  },
  { name: 'alert', message: groupMessage(alertFacts(anAlert(down)), WHEN), languages: LANGUAGES },
  { name: 'recovered', message: overMessage(recovered, WHEN), languages: ENGLISH },
  { name: 'late', message: lateAlertMessage(lateFacts, WHEN), languages: ENGLISH },
  {
    name: 'approval',
    message: requestMessage(request, [ASKED], ['U0OWNER'], WHEN),
    languages: ENGLISH,
  },
  { name: 'started', message: runMessage(facts(aRun({ note: 'after the price fix' })), WHEN), languages: ENGLISH },
  { name: 'progress', message: runMessage(facts(running), WHEN), languages: ENGLISH },
  { name: 'succeeded', message: runMessage(facts(aSuccess()), WHEN), languages: LANGUAGES },
  { name: 'failed', message: troubled(aFailure(), anAlert(['users'])), languages: LANGUAGES },
  {
    name: 'held',
    message: troubled(aHeldRun(), anAlert(['users'], { id: 4, code: 'guard.rows_drop', table: 'users' })),
    languages: ENGLISH,
  },
  {
    name: 'digest',
    message: digestMessage(
      {
        from: NINE - 24 * HOUR,
        until: NINE,
        runs: 283,
        succeeded: 279,
        rowsWritten: 48_120_554,
        failing: [aFailure({ table: 'orders' }), aFailure({ table: 'carts' })],
        recovered: ['reviews'],
        slowest: [aSuccess({ table: 'purchases', finishedAt: NINE - 4 * HOUR + 754_000 }), aSuccess()],
        paused: [
          {
            table: 'products',
            until: NINE + 3 * HOUR,
            why: 'the shop is being moved',
            by: { kind: 'slack', id: 'U0LEE' },
            at: NINE,
          },
        ],
        held: [aHeldRun({ table: 'stock' })],
        missed: [],
        waiting: [],
        notes: { ...{ onTime: 278, due: 280, unusual: [], newColumns: [], alerts: [], suppressed: 38 } },
      },
      WHEN,
    ),
    languages: ENGLISH,
  },
];

const words = ['users', 'purchases'];
const form: FormFacts = {
  values: { words, scope: 'window', from: '2026-11-01', to: '2026-11-08', dry: false, note: 'after the price fix' },
  chosen: choicesOfWords(words, []),
  expected: [
    { table: 'users', rows: 50_000, ms: 4200, active: null },
    { table: 'purchases', rows: 812_000, ms: 93_000, active: null },
  ],
  role: 'operator',
  mayRun: true,
  approval: [dangerText({ rule: 'tag', table: 'users', found: 'pii', allowed: '' })],
  when: WHEN,
};
const line = 'run users purchases --from 2026-11-01 --to 2026-11-08 --note after the price fix';

export const FORMS: readonly {
  readonly name: string;
  readonly modal: Modal;
  readonly languages: readonly Language[];
}[] = [
  { name: 'run-form', modal: runFormModal(form, '{}'), languages: LANGUAGES },
  { name: 'run-confirm', modal: runConfirmModal(form, line, '{}'), languages: ENGLISH },
];

export const HOME: { readonly facts: HomeFacts; readonly languages: readonly Language[] } = {
  facts: busyMorning(),
  languages: LANGUAGES,
};
