import type { ErrorSummary, Run, UndoReport } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  field,
  fields,
  type Message,
  message,
  say,
  text,
  time,
  type When,
} from '../message.ts';
import { whatHappened, whatToDo } from './error.ts';
import { asker, destinationOf, masksText, type RunFacts, runWord } from './facts.ts';
import { duration, rows } from './quantities.ts';

/** What an undo would do, for the person to say yes to. */
export function undoPreviewMessage(table: string, report: UndoReport, note: string | null, when: When): Message {
  const { current, previous } = report.generations;
  if (report.refused !== null || current === null || previous === null) {
    return undoRefusedMessage(table, report.refused);
  }
  const moment = (iso: string) => time(Date.parse(iso), when);
  const again = `undo ${table} --yes${note === null ? '' : ` --note ${note}`}`;
  return message('warning', say`${table}: put the previous version back?`, {
    parts: [
      text(
        say`Readers of ${code(report.target)} see the version of ${moment(current.publishedAt)}, ${rows(current.rows)}. The one before is of ${moment(previous.publishedAt)}, ${rows(previous.rows)}; it would take its place in one instant, and the present one be kept.`,
      ),
      text(say`A scheduled run publishes new rows all the same: ${command(pausing(table))} keeps it from that.`),
    ],
    context: [say`Nothing has been changed. Do it: ${command(again)}`],
    actions: [
      {
        label: 'Put it back',
        command: again,
        style: 'danger',
        confirm: {
          title: say`Put the previous version of ${table} back?`,
          text: say`Readers see the ${rows(previous.rows)} of the version before at once, and no longer the ${rows(current.rows)} of the present one, which is kept. Your name goes into the audit.`,
          yes: 'Put it back',
          no: 'Leave it',
        },
      },
      pauseAction(table),
    ],
  });
}

export const undoRefusedMessage = (table: string, error: ErrorSummary | null): Message =>
  message(
    'error',
    error === null ? say`${table}: nothing is put back` : say`${table}: nothing is put back (${error.code})`,
    {
      parts: error === null ? [] : [text(whatHappened(error)), text(say`What to do: ${whatToDo(error)}`)],
      context: [say`Nothing was changed. What there is: ${command(`history ${table}`)}`],
    },
  );

/** A run that goes on, or waits, owns the table. */
export const undoOccupiedMessage = (run: Run): Message =>
  message('warning', say`${run.table}: run ${run.id} is ${runWord(run)}`, {
    parts: [text(say`Nothing is put back while a run of the table is ${runWord(run)}.`)],
    context: [
      run.state === 'held'
        ? say`Decide first: ${command(`publish ${run.table}`)} or ${command(`discard ${run.table}`)}`
        : say`Wait for its end, or stop it: ${command(`cancel ${run.id}`)}`,
    ],
  });

/** The message of an undo that is done. */
export function undoneMessage(facts: RunFacts, when: When): Message {
  const { run } = facts;
  const { result } = run;
  const of = result?.restored;
  const target = code(destinationOf(facts));
  const since = time(run.finishedAt ?? when.now, when);
  const again = command(`undo ${run.table}`);
  return message('success', say`${run.table}: the previous version is back, ${rows(result?.rowsWritten ?? 0)}`, {
    parts: [
      text(
        of === undefined
          ? say`Readers of ${target} see it since ${since}. The version it took the place of is kept: ${again} brings that one back.`
          : say`Readers of ${target} see the version of ${time(Date.parse(of.publishedAt), when)} since ${since}. The version it took the place of is kept: ${again} brings that one back.`,
      ),
      text(say`A scheduled run publishes new rows all the same: ${command(pausing(run.table))} keeps it from that.`),
      fields(
        of?.run == null ? null : field('Copied by', say`run ${of.run}`),
        result === null ? null : field('Time', duration(result.seconds * 1000)),
        result === null ? null : field('Masks', masksText(result.masks)),
        field('Asked by', asker(run.by)),
        run.note === null ? null : field('Note', run.note),
      ),
    ],
    context: [say`Run ${run.id}. Who did what: ${command(`audit ${run.table}`)}`],
    actions: [pauseAction(run.table), { label: 'Show log', command: `log ${run.id}` }],
  });
}

const pausing = (table: string): string => `pause ${table} --until 24h --why the version before was put back`;
const pauseAction = (table: string): Action => ({ label: 'Pause for 24 h', command: pausing(table) });
