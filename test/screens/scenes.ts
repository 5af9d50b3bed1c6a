/** What is on the pictures: the main messages, the form of a run and App Home, of a morning that is made up. */
import { LANGUAGES, type Language } from '../../src/bot/language/index.ts';
import { type Message, phrase, say } from '../../src/bot/message.ts';
import type { Modal } from '../../src/bot/surface.ts';
import { choicesOfWords } from '../../src/bot/surfaces/choices.ts';
import { digestMessage } from '../../src/bot/views/digest.ts';
import type { RunFacts } from '../../src/bot/views/facts.ts';
import type { HomeFacts } from '../../src/bot/views/home-parts.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { type FormFacts, runConfirmModal, runFormModal } from '../../src/bot/views/run-form.ts';
import { classTitle, type Run } from '../../src/jobs/index.ts';
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
  failure: run.error === null ? null : phrase(classTitle(run.error.code)),
  followers: [],
});
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

export const MESSAGES: readonly Scene[] = [
  { name: 'started', message: runMessage(facts(aRun({ note: 'after the price fix' })), WHEN), languages: ENGLISH },
  { name: 'progress', message: runMessage(facts(running), WHEN), languages: ENGLISH },
  { name: 'succeeded', message: runMessage(facts(aSuccess()), WHEN), languages: LANGUAGES },
  { name: 'failed', message: runMessage(facts(aFailure()), WHEN), languages: LANGUAGES },
  { name: 'held', message: runMessage(facts(aHeldRun()), WHEN), languages: ENGLISH },
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
        notes: { ...{ onTime: 41, due: 42, unusual: [], newColumns: [], alerts: [], suppressed: 38 } },
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
  approval: [say`tag ${'pii'}`],
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
