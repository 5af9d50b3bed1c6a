import type { Run } from '../../jobs/index.ts';
import { code, command, list, type Message, message, type Part, say, text, time, type When } from '../message.ts';
import { short } from '../when.ts';
import { runWord, scopeText } from './facts.ts';

const SHOWN = 20;

/** What is retried, table by table: which run, why it ended, what it reads again. */
export const retriedPart = (runs: readonly Run[], when: When): Part => ({
  kind: 'table',
  columns: [
    { title: 'table' },
    { title: 'run', align: 'right' },
    { title: 'ended' },
    { title: 'class' },
    { title: 'reads' },
  ],
  rows: [
    ...runs
      .slice(0, SHOWN)
      .map((run) => [
        run.table,
        String(run.id),
        [...runWord(run), ' ', short(run.finishedAt, when)],
        run.error?.code ?? '–',
        scopeText(run.scope) ?? say`what is due`,
      ]),
    ...(runs.length > SHOWN ? [[say`and ${runs.length - SHOWN} more`, '', '', '', '']] : []),
  ],
});

export const notToRetryMessage = (fine: readonly Run[], when: When): Message => {
  const [first] = fine;
  return message('neutral', 'Nothing to retry', {
    parts: [
      text(
        first === undefined
          ? say`No run of these tables has ended yet.`
          : fine.length === 1
            ? say`${code(first.table)} succeeded last, with run ${first.id}, ${time(first.finishedAt ?? first.queuedAt, when)}.`
            : say`These succeeded last: ${list(fine.slice(0, SHOWN).map(({ table }) => code(table)))}.`,
      ),
    ],
    context: [
      say`What has failed: ${command('list failed')} · run it all the same: ${command(`run ${first?.table ?? 'TABLE'}`)}`,
    ],
    actions:
      first === undefined || fine.length > 1
        ? []
        : [{ label: say`Run ${first.table} all the same`, command: `run ${first.table}` }],
  });
};
