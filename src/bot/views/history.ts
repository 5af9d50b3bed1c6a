import type { Run } from '../../jobs/index.ts';
import { type Action, type Cell, command, type Message, message, type Part, say, type When } from '../message.ts';
import { short } from '../when.ts';
import { runWord } from './facts.ts';
import { count, duration, plural } from './quantities.ts';

/** The last runs of a table, the newest first. */
export function historyMessage(table: string, runs: readonly Run[], when: When): Message {
  if (runs.length === 0) {
    return message('neutral', say`${table}: never run`, { context: [say`Run it: ${command(`run ${table}`)}`] });
  }
  const actions: Action[] = [
    { label: 'Log of the newest', command: `log ${runs[0]!.id}` },
    { label: 'Chart', command: `chart ${table}` },
  ];
  return message('neutral', say`${table}: the last ${plural(runs.length, 'run')}`, {
    parts: [runsTable(runs, when)],
    context: [say`Times are in ${when.zone}. More: ${command(`history ${table} 50`)} · one run: ${command('log RUN')}`],
    actions,
  });
}

export const runsTable = (runs: readonly Run[], when: When): Part => ({
  kind: 'table',
  columns: [
    { title: 'run', align: 'right' },
    { title: 'asked', align: 'right' },
    { title: 'state' },
    { title: 'took', align: 'right' },
    { title: 'rows', align: 'right' },
    { title: 'tries', align: 'right' },
    { title: 'by' },
    { title: 'why' },
  ],
  rows: runs.map((run) => [
    String(run.id),
    short(run.queuedAt, when),
    runWord(run),
    took(run, when),
    count(run.result?.rowsWritten ?? run.rowsRead),
    String(run.attempt),
    run.by.kind === 'schedule' ? say`schedule` : run.by.id,
    why(run),
  ]),
});

/** How long it worked: the time that it waited for somebody to decide is not its own. */
function took({ startedAt, finishedAt, held, result }: Run, when: When): Cell {
  if (startedAt === null) return '–';
  if (held === null) return duration((finishedAt ?? when.now) - startedAt);
  return duration(result === null ? held.since - startedAt : result.seconds * 1000);
}

const SCOPES = { due: '', full: '--full', gaps: '--gaps', window: '--from, --to' } as const;

function why(run: Run): Cell {
  const decision = run.held?.decision;
  if (decision != null) return say`${decision.what} by ${decision.by}`;
  const said = run.error?.code ?? run.note ?? SCOPES[run.scope.kind];
  return run.kind === 'undo' ? `undo${said === '' ? '' : `: ${said}`}` : said;
}
