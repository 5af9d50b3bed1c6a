import type { Run } from '../../jobs/index.ts';
import {
  code,
  field,
  fields,
  type Message,
  message,
  person,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { costFields } from './cost.ts';
import { whatHappened, whatToDo } from './error.ts';
import { asker, type RunFacts, readersSee, stageText } from './facts.ts';
import { planAgain } from './pinned.ts';
import { count } from './quantities.ts';

/** What a person reads at 4 a.m.: what happened, what readers of the table see now, what to do. */
export function failedMessage(facts: RunFacts, when: When): Message {
  const { run, status, followers = [] } = facts;
  const error = run.error;
  const hint = error === null ? say`read the log of run ${run.id}.` : whatToDo(error);
  const why = error === null ? say`the run ended without saying why.` : whatHappened(error);
  const title = facts.failure === null ? say`${run.table}: failed` : say`${run.table}: failed – ${facts.failure}`;
  return message('error', title, {
    parts: [
      text(say`${strong('What happened')}: ${why}`),
      text(say`${strong('What readers see')}: ${readersSee(facts, when)}`),
      text(
        error?.retryable === true
          ? say`${strong('What to do')}: ${hint} The same run can also pass when it is started again.`
          : say`${strong('What to do')}: ${hint}`,
      ),
      fields(
        error === null
          ? null
          : field('Class', error.native === undefined ? [code(error.code)] : [code(error.code), ` (${error.native})`]),
        field('Reached', error === null ? '–' : say`${error.stage} (${stageText(error.stage, status)})`),
        field('Tries', tries(run)),
        run.rowsRead > 0 && status?.model == null ? field('Rows read until then', count(run.rowsRead)) : null,
        ...costFields(run),
        error?.column === undefined ? null : field('Column', [code(error.column)]),
        status === null ? null : field('Route', `${status.route.source} → ${status.route.destination}`),
        followers.length === 0 ? null : field('Models that wait for it', followers.join(', ')),
        field('Asked by', asker(run.by)),
        run.pin === null ? null : field('Plan', [code(run.pin)]),
        run.note === null ? null : field('Note', run.note),
        status?.owner == null ? null : field('Owner', [person(status.owner)]),
        run.left.length === 0 ? null : field('Left behind, to be dropped by hand', run.left.join(', ')),
      ),
    ],
    context: [
      say`Run ${run.id}, started ${time(run.startedAt ?? run.queuedAt, when)}, ended ${time(run.finishedAt ?? when.now, when)}`,
    ],
    actions: [
      ...(error?.code === 'guard.plan_changed' ? [planAgain(run.table)] : []),
      {
        label: 'Retry',
        command: `retry ${run.id}`,
        ...(error?.retryable === true ? { style: 'primary' as const } : {}),
      },
      { label: 'Explain', command: `explain ${run.id}` },
      { label: 'Show log', command: `log ${run.id}` },
    ],
  });
}

/** Says why tries are left over: whoever reads "1 of 3" waits for the next one. */
function tries({ attempt, attempts, error }: Run): Text {
  if (error === null || attempt >= attempts) return say`${attempt} of ${attempts}`;
  switch (error.retry) {
    case 'never':
      return say`${attempt} of ${attempts}; not tried again: it would end the same way`;
    case 'wait':
      return say`${attempt} of ${attempts}; not tried again until somebody has decided`;
    default:
      return say`${attempt} of ${attempts}; not tried again by itself`;
  }
}
