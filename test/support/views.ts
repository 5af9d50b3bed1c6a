/** Every view there is, with facts for it: what Slack is never sent is not here. test/bot/limits.test.ts tries each. */

import { seriesOf } from '../../src/bot/charts/series.ts';
import { COMMANDS } from '../../src/bot/commands/index.ts';
import { statusesOf, statusOf } from '../../src/bot/facts.ts';
import type { Message, When } from '../../src/bot/message.ts';
import type { Home, Modal } from '../../src/bot/surface.ts';
import * as answers from '../../src/bot/views/answers.ts';
import * as audit from '../../src/bot/views/audit.ts';
import * as changes from '../../src/bot/views/changes.ts';
import * as chart from '../../src/bot/views/chart.ts';
import * as columns from '../../src/bot/views/columns.ts';
import * as confirm from '../../src/bot/views/confirm.ts';
import * as cost from '../../src/bot/views/cost.ts';
import * as diff from '../../src/bot/views/diff.ts';
import * as digest from '../../src/bot/views/digest.ts';
import * as doctor from '../../src/bot/views/doctor.ts';
import * as explain from '../../src/bot/views/explain.ts';
import type { RunFacts } from '../../src/bot/views/facts.ts';
import * as failed from '../../src/bot/views/failed.ts';
import * as failures from '../../src/bot/views/failures.ts';
import * as held from '../../src/bot/views/held.ts';
import * as help from '../../src/bot/views/help.ts';
import * as history from '../../src/bot/views/history.ts';
import { homeView } from '../../src/bot/views/home.ts';
import type { HomeFacts } from '../../src/bot/views/home-parts.ts';
import * as language from '../../src/bot/views/language.ts';
import * as list from '../../src/bot/views/list.ts';
import * as log from '../../src/bot/views/log.ts';
import * as model from '../../src/bot/views/model.ts';
import * as next from '../../src/bot/views/next.ts';
import * as plan from '../../src/bot/views/plan.ts';
import * as pressed from '../../src/bot/views/pressed.ts';
import * as refusals from '../../src/bot/views/refusals.ts';
import * as retry from '../../src/bot/views/retry.ts';
import * as run from '../../src/bot/views/run.ts';
import * as form from '../../src/bot/views/run-form.ts';
import * as select from '../../src/bot/views/select.ts';
import * as status from '../../src/bot/views/status.ts';
import * as surfaces from '../../src/bot/views/surfaces.ts';
import * as table from '../../src/bot/views/table.ts';
import * as undo from '../../src/bot/views/undo.ts';
import * as unused from '../../src/bot/views/unused.ts';
import * as unusual from '../../src/bot/views/unusual.ts';
import * as verify from '../../src/bot/views/verify.ts';
import type { Run } from '../../src/jobs/index.ts';
import { busyMorning } from '../bot/views/home-facts.ts';
import {
  aFailure,
  aHeldForColumns,
  aHeldRun,
  aRun,
  aSuccess,
  EMAIL,
  fakeJobs,
  KIM,
  NINE,
  shopConfig,
} from './fake-jobs.ts';
import { handClock } from './hand-clock.ts';
import type { Hostile } from './hostile.ts';
import { PIN } from './plans.ts';
import * as sample from './samples.ts';
import { VIEWS_OF_PEOPLE } from './views-of-people.ts';

const WHEN: When = { now: NINE, zone: 'Asia/Tokyo' };
const ERROR = aFailure().error!;
/** The names of what a module exports and who makes a Message of it, each with facts as bad as they come. */
type Views = Readonly<Record<string, (facts: Hostile) => Message>>;

const upTo = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const going = { state: 'running', stage: 'copy', startedAt: NINE - 60_000, attempt: 1, rowsRead: 5 } as const;
const ended = { startedAt: NINE - 60_000, finishedAt: NINE } as const;
const runs = ({ of, many }: Hostile): readonly Run[] =>
  upTo(many, (i) => of(i % 3 === 1 ? aFailure({ id: i }) : aSuccess({ id: i })));

/** Tables by hostile names, each with a run of its own: some fail, some are held, paused, running, never ran. */
function tables(hostile: Hostile) {
  const names = [...new Set(upTo(hostile.many, (i) => `${hostile.name()}${i}`.slice(-64)))];
  const jobs = fakeJobs(handClock(NINE), shopConfig(names));
  for (const [i, name] of names.entries()) {
    const one = [aFailure, aSuccess, aHeldRun, aHeldForColumns, () => aRun(going)][i % 6];
    if (one !== undefined) jobs.store({ ...hostile.of(one()), id: 100 + i, table: name });
    if (i % 7 === 0) jobs.pause({ table: name, until: NINE + 60_000, why: hostile.text(), by: hostile.of(KIM) });
    if (i % 5 === 0) jobs.asked.push(...hostile.of(sample.questions(1)).map((one) => ({ ...one, table: name })));
  }
  return { names, jobs, statuses: statusesOf(jobs) };
}

function facts(hostile: Hostile, one: Run): RunFacts {
  const { jobs, names } = tables({ ...hostile, many: 2 });
  const name = names[0]!;
  jobs.store(hostile.of(aSuccess({ id: 5, table: name })));
  const run = { ...hostile.of(one), table: name };
  return {
    run,
    status: statusOf(jobs, name),
    masks: { [hostile.name()]: 'hash' },
    failure: null,
    followers: upTo(hostile.many, hostile.name),
  };
}

const ofRun: Views = Object.fromEntries(
  Object.entries({
    queued: aRun(),
    running: aRun(going),
    waiting: aFailure({ state: 'retry_wait', finishedAt: null, nextAttemptAt: NINE + 60_000 }),
    succeeded: aSuccess(),
    failed: aFailure({ note: 'note', left: upTo(50, String) }),
    held: aHeldRun({ note: 'note' }),
    columns: aHeldForColumns({ held: { ...sample.HELD_COLUMNS, columns: upTo(40, () => EMAIL) } }),
    canceled: aRun({ state: 'canceled', ...ended, canceledBy: 'somebody' }),
    skipped: aRun({ state: 'skipped', ...ended }),
    undone: aSuccess({
      kind: 'undo',
      result: { ...aSuccess().result!, restored: { publishedAt: '2026-11-19T20:00:00Z', run: 3 } },
    }),
    altered: aSuccess({
      result: { ...aSuccess().result!, altered: Object.fromEntries(upTo(60, (i) => [`column ${i}`, i])) },
    }),
  }).map(([name, one]) => [`run.runMessage ${name}`, (hostile: Hostile) => run.runMessage(facts(hostile, one), WHEN)]),
);

/** By module and export, with a word behind it where one view has several shapes. */
export const VIEWS: Views = {
  'answers.submittedMessage': (h) =>
    answers.submittedMessage(
      {
        accepted: runs(h),
        already: runs(h),
        draining: upTo(h.many, h.name),
        early: upTo(h.many, () => ({ table: h.name(), before: upTo(h.many, h.name) })),
      },
      WHEN,
    ),
  'answers.canceledManyMessage': (h) => answers.canceledManyMessage(runs(h)),
  'answers.cancelingMessage': ({ of }) => answers.cancelingMessage(of(aRun(going))),
  'answers.overMessage': ({ of }) => answers.overMessage(of(aSuccess()), WHEN),
  'answers.nothingToCancelMessage': (h) => answers.nothingToCancelMessage(h.name(), runs(h)),
  'answers.pausedMessage': (h) => answers.pausedMessage(pauses(h), WHEN),
  'answers.resumedMessage': (h) => answers.resumedMessage(pauses(h), upTo(h.many, h.name)),
  'audit.auditMessage': (h) =>
    audit.auditMessage(
      { kind: 'tables', said: h.text(), tables: upTo(h.many, h.name) },
      7,
      h.of(upTo(h.many, () => sample.AUDITED)),
      WHEN,
    ),
  'changes.writtenMessage': (h) => changes.writtenMessage(h.name(), [h.text()], h.of(sample.written(h.many))),
  'changes.revertedMessage': (h) => changes.revertedMessage(h.of(sample.CHANGE), h.of(sample.written(h.many))),
  'changes.notRevertedMessage': (h) => changes.notRevertedMessage(3, h.of(sample.CHANGE)),
  'changes.notWrittenMessage already': (h) =>
    changes.notWrittenMessage([h.name()], { kind: 'already', said: h.text() }),
  'changes.notWrittenMessage unknown': (h) =>
    changes.notWrittenMessage([h.name()], { kind: 'unknown', known: upTo(h.many, h.name) }),
  'changes.changesMessage': (h) => changes.changesMessage(h.name(), h.of(upTo(h.many, () => sample.CHANGE)), WHEN),
  'chart.chartMessage': (h) => chart.chartMessage(chartFacts(h, 200)),
  'chart.chartMessage failed only': (h) => chart.chartMessage(chartFacts(h, 1)),
  'chart.noChartMessage': (h) => chart.noChartMessage(h.name(), 30),
  'columns.heldColumnsMessage': (h) => {
    const all = facts(h, aHeldForColumns());
    return columns.heldColumnsMessage(all, h.of({ ...sample.HELD_COLUMNS, columns: upTo(h.many, () => EMAIL) }), WHEN);
  },
  'columns.questionsMessage': (h) => columns.questionsMessage(h.name(), h.of(sample.questions(h.many)), WHEN),
  'columns.masksMessage': (h) =>
    columns.masksMessage(h.name(), h.name(), ['hash', 'redact', 'null', 'email', 'last4', 'year']),
  'confirm.confirmMessage': (h) =>
    confirm.confirmMessage({
      ...{ what: 'run', tables: upTo(h.many, h.name), again: `run ${h.text()}`, said: h.text() },
      estimate: { ms: 5_000, rows: 70, known: 3, of: h.many },
    }),
  'cost.costMessage': (h) => cost.costMessage('2026-11', h.of(upTo(h.many, () => sample.PRICED)), h.name()),
  'diff.diffMessage': (h) => diff.diffMessage(h.of(sample.diffReport(h.many))),
  'digest.digestMessage': (h) => digest.digestMessage(h.of(sample.digestOf(h.many, pauses(h))), WHEN),
  'explain.explainMessage': (h) => {
    const one = facts(h, aFailure());
    return explain.explainMessage(one, h.of({ ...sample.explanation(h.many), run: one.run }), WHEN);
  },
  'failures.failuresMessage': (h) =>
    failures.failuresMessage(7, h.of(sample.classes(h.many)), h.of(sample.unclassified(h.many)), WHEN),
  'failures.unclassifiedMessage': (h) => failures.unclassifiedMessage(h.of(sample.unclassified(h.many)), WHEN),
  'doctor.examiningMessage': (h) => doctor.examiningMessage(h.many),
  'doctor.doctorMessage': (h) =>
    doctor.doctorMessage(
      {
        connections: upTo(h.many, () => ({
          name: h.name(),
          type: 'mysql',
          steps: [{ name: 'dns', ok: false, error: h.of(aFailure().error!) }],
          encrypted: null,
          skewMs: -9_999_999,
        })),
        disks: upTo(h.many, () => ({ name: h.name(), freeBytes: 0 })),
      },
      {
        waiting: h.many,
        oldestAt: NINE - 86_400_000,
        refusal: { at: NINE, channel: h.text(), reason: 'is_archived' },
        locked: 'token_revoked',
        sockets: [{ state: 'connecting', since: NINE, opened: 1, why: 'unreachable' }],
        missingScopes: upTo(h.many, () => 'channels:history'),
      },
      WHEN,
    ),
  'pressed.alreadyPressedMessage': (h) =>
    pressed.alreadyPressedMessage({ by: 'U0KIM', agoMs: 12_000, started: runs(h) }),
  'failed.failedMessage': (h) =>
    failed.failedMessage({ ...facts(h, aFailure({ left: upTo(h.many, String) })), failure: ['Source refused'] }, WHEN),
  'held.heldMessage': (h) => held.heldMessage(facts(h, aHeldRun()), WHEN),
  'held.publishingMessage': ({ of }) => held.publishingMessage(of(aHeldRun())),
  'held.discardedMessage': ({ of }) => held.discardedMessage(of(aHeldRun({ left: upTo(30, String) }))),
  'held.notHeldMessage': ({ of }) => held.notHeldMessage(of(aSuccess()), WHEN),
  'held.nothingHeldMessage': (h) => held.nothingHeldMessage(h.name(), h.of(upTo(h.many, () => aHeldRun()))),
  'help.helpMessage': () => help.helpMessage(COMMANDS, 'admin'),
  'help.helpOfMessage': () => help.helpOfMessage(COMMANDS[0]!),
  'help.homeMessage': (h) => help.homeMessage(['status', 'run'], upTo(3, h.text)),
  'help.helpFoundMessage': (h) => help.helpFoundMessage(h.text(), COMMANDS),
  'help.helpNotFoundMessage': (h) => help.helpNotFoundMessage(h.text(), upTo(h.many, h.name)),
  'history.historyMessage': (h) => history.historyMessage(h.name(), runs(h), WHEN),
  'language.languageMessage': () => language.languageMessage('ja', null),
  'language.languageSetMessage': () => language.languageSetMessage('ja'),
  'list.listMessage': (h) =>
    list.listMessage(
      {
        shown: tables(h).statuses.slice(0, 40),
        of: h.many,
        filter: h.text(),
        page: 1,
        pages: 7,
        turn: (page) => `list ${h.text()} ${page}`,
      },
      WHEN,
    ),
  'log.logMessage': (h) =>
    log.logMessage(
      h.of(aRun()),
      upTo(h.many, (i) => ({ at: NINE + i, attempt: 1, text: h.text() })),
      { step: h.name(), grep: h.text(), of: h.many, all: h.many > 9 },
      WHEN,
    ),
  'model.modelPlanMessage': (h) =>
    model.modelPlanMessage(h.of(sample.planReport(3)), h.of(sample.estimate(h.many)), h.of(PIN), WHEN),
  'model.modelRefusedMessage': (h) => model.modelRefusedMessage('verify', h.name()),
  'next.nextMessage': (h) =>
    next.nextMessage(
      upTo(h.many, (i) => ({
        table: h.name(),
        at: NINE + i,
        paused: i % 2 === 0,
        what: 'run' as const,
        until: NINE,
        beside: { connection: h.name(), others: 3 },
      })),
      24,
      WHEN,
    ),
  'plan.planMessage': (h) => plan.planMessage(h.of(sample.planReport(h.many)), h.of(PIN), WHEN),
  'refusals.unknownTableMessage': (h) => refusals.unknownTableMessage(h.text(), again(h)),
  'refusals.unknownVerbMessage': (h) => refusals.unknownVerbMessage(h.text(), upTo(3, h.text)),
  'refusals.usageMessage': (h) =>
    refusals.usageMessage({ verb: 'run', usage: 'run TABLE', example: 'run users' }, [h.text()]),
  'refusals.unknownRunMessage': (h) => refusals.unknownRunMessage(h.text()),
  'refusals.noRunYetMessage': (h) => refusals.noRunYetMessage(h.name()),
  'refusals.cannotPlanMessage': (h) => refusals.cannotPlanMessage(h.name(), h.of(ERROR)),
  'refusals.cannotCompareMessage': (h) => refusals.cannotCompareMessage('diff', h.name(), h.of(ERROR)),
  'refusals.unexpectedMessage': (h) => refusals.unexpectedMessage(h.name()),
  'retry.notToRetryMessage': (h) => retry.notToRetryMessage(runs(h), WHEN),
  ...ofRun,
  ...VIEWS_OF_PEOPLE,
  'select.unknownTableMessage': (h) => select.unknownTableMessage(h.text(), again(h)),
  'select.whichTableMessage': (h) => select.whichTableMessage(h.text(), again(h)),
  'select.whichTablesMessage': (h) =>
    select.whichTablesMessage({ verb: 'run', usage: 'run TABLE', example: 'run users' }, upTo(h.many, h.name)),
  'select.nothingIsMessage': () => select.nothingIsMessage('late'),
  'status.statusMessage': (h) => status.statusMessage(tables(h).statuses, WHEN),
  'unusual.withUnusual': (h) =>
    unusual.withUnusual(run.runMessage(facts(h, aSuccess()), WHEN), {
      rows: { is: 0, usual: 1e15 },
      seconds: { is: 1e9, usual: 0 },
    }),
  'surfaces.answeredMessage': () => surfaces.answeredMessage(false),
  'table.tableMessage': (h) => {
    const { statuses } = tables(h);
    return table.tableMessage(statuses.at(-1)!, { [h.name()]: 'hash' }, runs(h), 1, WHEN);
  },
  'undo.undoPreviewMessage': (h) => undo.undoPreviewMessage(h.name(), h.of(sample.UNDO), h.text(), WHEN),
  'undo.undoRefusedMessage': (h) => undo.undoRefusedMessage(h.name(), h.of(ERROR)),
  'undo.undoOccupiedMessage': ({ of }) => undo.undoOccupiedMessage(of(aHeldRun())),
  'undo.undoneMessage': (h) => undo.undoneMessage(facts(h, aSuccess({ kind: 'undo' })), WHEN),
  'unused.unusedMessage': (h) => unused.unusedMessage(h.of(sample.unusedOf(h.many))),
  'unused.cannotSayUnusedMessage': (h) => unused.cannotSayUnusedMessage(h.name(), h.of(ERROR)),
  'unused.noReadersKnownMessage': (h) => unused.noReadersKnownMessage(h.name(), upTo(h.many, h.name)),
  'verify.verifyingMessage': (h) => verify.verifyingMessage(h.name()),
  'verify.verifyMessage': (h) =>
    verify.verifyMessage(h.of(sample.verifyReport(h.many)), { publishedAt: NINE, mode: 'replace' }, WHEN),
};

/** App Home and modals, the same way. */
export const SURFACES: Readonly<Record<string, (facts: Hostile) => Home | Modal>> = {
  'home.homeView': (h) => homeView(homeOf(h, null)),
  'home.homeView long': (h) => homeView(homeOf(h, 'trouble')),
  'home.homeView mine': (h) => homeView(homeOf(h, 'mine')),
  'run-form.loadingModal': (h) => form.loadingModal(JSON.stringify(h.name())),
  'run-form.runFormModal': (h) => form.runFormModal(formOf(h), JSON.stringify(h.name())),
  'run-form.runConfirmModal': (h) => form.runConfirmModal(formOf(h), `run ${h.text()}`, JSON.stringify(h.name())),
};

const homeOf = (h: Hostile, long: HomeFacts['long']): HomeFacts => {
  const busy = busyMorning();
  return {
    ...busy,
    tables: tables(h).statuses.map((status, i) => ({ ...status, owner: i % 3 === 0 ? 'U0KIM' : h.name() })),
    alerts: h.of(upTo(h.many, () => busy.alerts).flat()),
    late: h.of(upTo(h.many, () => busy.late).flat()),
    requests: h.of(upTo(h.many, () => busy.requests).flat()),
    frozen: { id: 1, by: h.of(KIM), at: NINE, why: h.text(), thawed: null },
    long,
  };
};

const formOf = (h: Hostile): form.FormFacts => ({
  values: { words: upTo(h.many, h.name), scope: 'window', from: '2026-11-01', to: null, dry: true, note: h.text() },
  chosen: upTo(Math.min(h.many, 100), (i) => ({ id: `t${i}`, label: [h.name()], about: [h.text()] })),
  expected: upTo(h.many, (i) => ({
    ...{ table: h.name(), mode: 'replace', rows: i, ms: 5_000, paused: i % 2 === 0 },
    active: i % 3 === 0 ? h.of(aRun(going)) : null,
  })),
  role: 'operator',
  mayRun: true,
  approval: upTo(Math.min(h.many, 4), () => [h.text()]),
  when: WHEN,
});

const again = (h: Hostile) => upTo(h.many, () => ({ name: h.name(), again: `run ${h.name()}` }));
const pauses = (h: Hostile) =>
  upTo(h.many, (i) => ({ table: h.name(), until: NINE + i, why: h.text(), by: h.of(KIM), at: NINE }));

function chartFacts(h: Hostile, n: number) {
  const points = upTo(n, (i) => ({
    ...({ run: i, kind: 'sync', at: NINE - (n - i) * 60_000, seconds: 3 } as const),
    ...(i % 4 === 0
      ? ({ state: 'failed', rows: null, loadedAt: null } as const)
      : ({ state: 'success', rows: i, loadedAt: NINE } as const)),
  }));
  const series = seriesOf('rows', { points, before: null }, { from: NINE - 86_400_000, until: NINE }, null);
  return { table: h.name(), series, zone: 'Asia/Tokyo', days: 1, by: h.of(KIM) };
}
