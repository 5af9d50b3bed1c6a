import type { Explanation, Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  type Field,
  field,
  fields,
  type Message,
  message,
  type Part,
  say,
  strong,
  type Text,
  type Tone,
  text,
  type When,
} from '../message.ts';
import { short } from '../when.ts';
import { failureTitle, whatHappened, whatToDo } from './error.ts';
import { evidence, mendedText, retryText } from './evidence.ts';
import { asker, type RunFacts, readersSee, runWord, scopeText, stageText } from './facts.ts';
import { decisions } from './held.ts';
import { publishedText, timeText } from './outcome.ts';
import { count } from './quantities.ts';
import { runAgain, showLog } from './run.ts';

/** Why a run ended as it did, or what it is doing: what is known, how it is known, and what helped the last times. */
export function explainMessage(facts: RunFacts, past: Explanation, when: When): Message {
  const { run } = facts;
  const { error } = run;
  const troubled = error !== null && run.state !== 'success';
  return message(TONES[run.state], title(facts), {
    parts: [
      ...(troubled
        ? [
            text(say`${strong('What happened')}: ${whatHappened(error)}`),
            text(say`${strong('What readers see')}: ${readersSee(facts, when)}`),
            text(say`${strong('What to do')}: ${whatToDo(error)}`),
          ]
        : [text(doing(facts, when))]),
      fields(...(troubled ? known(facts, past) : []), ...why(run)),
      ...tries(past, facts),
      ...before(past, when),
    ],
    context: [say`Line by line: ${command(`log ${run.id}`)} · all runs: ${command(`history ${run.table}`)}`],
    actions: actions(facts),
  });
}

const TONES: Readonly<Record<Run['state'], Tone>> = {
  queued: 'running',
  running: 'running',
  retry_wait: 'warning',
  held: 'warning',
  success: 'success',
  failed: 'error',
  canceled: 'neutral',
  skipped: 'neutral',
};

function title({ run, failure }: RunFacts): Text {
  const { id, table, state } = run;
  if (state === 'success') return say`What run ${id} of ${table} did`;
  if (state === 'running' || state === 'queued') return say`What run ${id} of ${table} is doing: ${runWord(run)}`;
  const why = WHY[state](id, table);
  return failure === null ? why : say`${why}: ${failure}`;
}

const WHY: Readonly<
  Record<Exclude<Run['state'], 'success' | 'running' | 'queued'>, (id: number, table: string) => Text>
> = {
  failed: (id, table) => say`Why run ${id} of ${table} failed`,
  held: (id, table) => say`Why run ${id} of ${table} is held`,
  retry_wait: (id, table) => say`Why run ${id} of ${table} waits for its next try`,
  canceled: (id, table) => say`Why run ${id} of ${table} was canceled`,
  skipped: (id, table) => say`Why run ${id} of ${table} was skipped`,
};

/** Of a run that has nothing to answer for. */
function doing({ run, status, ...facts }: RunFacts, when: When): Text {
  const { result } = run;
  if (run.state === 'success' && result !== null) {
    if (run.kind === 'undo') return say`It put the version before back: readers see ${count(result.rowsWritten)} rows.`;
    return say`${publishedText(result)} (${timeText(result, status)}). Every check before the commit held, so that readers saw the old rows or the new ones, never half.`;
  }
  if (run.state === 'running') {
    const stage = run.stage === null ? say`starting` : stageText(run.stage, status);
    return say`Now: ${stage}, ${count(run.rowsRead)} rows read. ${readersSee({ run, status, ...facts }, when)}`;
  }
  if (run.state === 'queued') return say`Waits for a free slot; it starts by itself.`;
  return run.canceledBy === null
    ? readersSee({ run, status, ...facts }, when)
    : say`It was canceled by ${run.canceledBy}. ${readersSee({ run, status, ...facts }, when)}`;
}

function known({ run, status }: RunFacts, { kind }: Explanation): readonly Field[] {
  const { error } = run;
  if (error === null) return [];
  return [
    field('Class', [code(error.code)]),
    field('How we know', evidence(error.native, kind)),
    field('Stage', say`${error.stage} (${stageText(error.stage, status)})`),
    field('Try', say`${run.attempt} of ${run.attempts}`),
    field('Tried again', retryText(error, run)),
    ...(error.column === undefined ? [] : [field('Column', [code(error.column)])]),
  ];
}

/** Why it was started. */
function why({ by, note, dueAt, scope, canceledBy }: Run): readonly Field[] {
  const asked = scopeText(scope);
  return [
    field('Started by', dueAt === null ? asker(by) : say`schedule`),
    ...(note === null ? [] : [field('Note', note)]),
    ...(asked === null ? [] : [field('Asked to read', asked)]),
    ...(canceledBy === null ? [] : [field('Canceled by', canceledBy)]),
  ];
}

/** Tries before the last one, where there were any. */
function tries({ tries: all }: Explanation, { run }: RunFacts): readonly Part[] {
  const earlier = all.filter(({ attempt }) => attempt < run.attempt);
  return earlier.map(({ attempt, stage, code: of }) =>
    text(say`Try ${attempt} failed at stage ${stage}: ${failureTitle(of)} (${code(of)}).`),
  );
}

/** How often it happened and what helped. */
function before({ before: all, times, days }: Explanation, when: When): readonly Part[] {
  if (times === 0 && all.length === 0) return [];
  if (all.length === 0) return [text(say`${strong('Before')}: it is the first time within ${days} days.`)];
  const healed = all.filter(({ mended }) => mended.kind === 'retried').length;
  return [
    text(
      say`${strong('Before')}: ${times} runs met it within ${days} days, this one among them. Of the ${all.length} before it, ${healed} healed on retry.`,
    ),
    {
      kind: 'table',
      columns: [
        { title: 'run', align: 'right' },
        { title: 'at', align: 'right' },
        { title: 'table' },
        { title: 'stage' },
        { title: 'what fixed it' },
      ],
      rows: all.map(({ run, at, table, stage, mended }) => [
        String(run),
        short(at, when),
        table,
        stage,
        mendedText(mended),
      ]),
    },
  ];
}

/** What failed is asked for as it was asked; what passed is started anew. */
const again = ({ id, table, state, error }: Run): Action =>
  state === 'success'
    ? runAgain(table)
    : { label: 'Retry', command: `retry ${id}`, ...(error?.retryable ? { style: 'primary' as const } : {}) };

/** Classes in which a look at the columns of both sides helps. */
const OF_COLUMNS = /column|^data\.|^guard\.(columns|receipt)|changed_midway|^dst\.bq_invalid/;

function actions(facts: RunFacts): readonly Action[] {
  const { run } = facts;
  const { table, error, state } = run;
  if (state === 'held') return [...decisions(facts), showLog(run)];
  // The same plan would be refused again.
  const replan = error?.code === 'guard.plan_changed';
  const over = run.finishedAt !== null && !replan;
  return [
    ...(over ? [again(run)] : []),
    showLog(run),
    { label: 'Plan', command: `plan ${table}`, ...(replan ? { style: 'primary' as const } : {}) },
    ...(error !== null && OF_COLUMNS.test(error.code) ? [{ label: 'Compare columns', command: `diff ${table}` }] : []),
  ];
}
