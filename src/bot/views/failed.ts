import type { ErrorSummary, Run } from '../../jobs/index.ts';
import { code, field, fields, type Message, message, person, say, strong, text, time, type When } from '../message.ts';
import { costFields } from './cost.ts';
import { asker, type RunFacts, readersSee, stageText } from './facts.ts';
import { count, sentence } from './quantities.ts';

/** What a person reads at 4 a.m.: what happened, what readers of the table see now, what to do. */
export function failedMessage(facts: RunFacts, when: When): Message {
  const { run, status, followers = [] } = facts;
  const error = run.error;
  const again = error?.retryable === true ? ' The same run can also pass when it is started again.' : '';
  return message('error', `${run.table}: failed${facts.failure === null ? '' : ` – ${facts.failure}`}`, {
    parts: [
      text([strong('What happened'), `: ${sentence(error?.message ?? 'the run ended without saying why')}`]),
      text([strong('What readers see'), ': ', ...readersSee(facts, when)]),
      text([strong('What to do'), `: ${sentence(error?.hint ?? `read the log of run ${run.id}`)}${again}`]),
      fields(
        error === null
          ? null
          : field('Class', error.native === undefined ? [code(error.code)] : [code(error.code), ` (${error.native})`]),
        field('Reached', error === null ? '–' : `${error.stage} (${stageText(error.stage, status)})`),
        field('Tries', tries(run)),
        run.rowsRead > 0 && status?.model == null ? field('Rows read until then', count(run.rowsRead)) : null,
        ...costFields(run),
        error?.column === undefined ? null : field('Column', [code(error.column)]),
        status === null ? null : field('Route', `${status.route.source} → ${status.route.destination}`),
        followers.length === 0 ? null : field('Models that wait for it', followers.join(', ')),
        field('Asked by', asker(run.by)),
        run.note === null ? null : field('Note', run.note),
        status?.owner == null ? null : field('Owner', [person(status.owner)]),
        run.left.length === 0 ? null : field('Left behind, to be dropped by hand', run.left.join(', ')),
      ),
    ],
    context: [
      say`Run ${run.id}, started ${time(run.startedAt ?? run.queuedAt, when)}, ended ${time(run.finishedAt ?? when.now, when)}`,
    ],
    actions: [
      {
        label: 'Run again',
        command: `run ${run.table}`,
        ...(error?.retryable === true ? { style: 'primary' as const } : {}),
      },
      { label: 'Show log', command: `log ${run.id}` },
      { label: 'History', command: `history ${run.table}` },
    ],
  });
}

/** Says why tries are left over: whoever reads "1 of 3" waits for the next one. */
function tries({ attempt, attempts, error }: Run): string {
  const counted = `${attempt} of ${attempts}`;
  if (error === null || attempt >= attempts) return counted;
  return `${counted}; not tried again${WHY[error.retry] ?? ' by itself'}`;
}

const WHY: Readonly<Partial<Record<ErrorSummary['retry'], string>>> = {
  never: ': it would end the same way',
  wait: ' until somebody has decided',
};
