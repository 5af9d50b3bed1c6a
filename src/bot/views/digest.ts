import type { Digest } from '../../jobs/index.ts';
import {
  code,
  command,
  list,
  type Message,
  message,
  type Part,
  say,
  strong,
  text,
  time,
  type When,
} from '../message.ts';
import { short } from '../when.ts';
import { noteParts, suppressedLine } from './digest-notes.ts';
import { waitsHelp, waitsText } from './model.ts';
import { duration, plural, rows } from './quantities.ts';

/** The morning's one message: on a good day it is green and short. */
export function digestMessage(digest: Digest, when: When): Message {
  const { failing, recovered, missed, paused, slowest, held, waiting } = digest;
  const bad = failing.length + missed.length + held.length + waiting.length;
  const parts: Part[] = [
    text(
      say`${plural(digest.runs, 'run')} since ${time(digest.from, when)}: ${digest.succeeded} succeeded, ${rows(digest.rowsWritten)} published.`,
    ),
  ];
  if (failing.length > 0) {
    parts.push(text([strong('Failing')]), {
      kind: 'table',
      columns: [{ title: 'table' }, { title: 'class' }, { title: 'since' }, { title: 'run', align: 'right' }],
      rows: failing.map((run) => [run.table, run.error?.code ?? '–', short(run.finishedAt, when), String(run.id)]),
    });
  }
  for (const run of held.slice(0, 10)) {
    const guard = run.error?.code ?? 'guard';
    const [publish, discard] = [command(`publish ${run.table}`), command(`discard ${run.table}`)];
    parts.push(
      text(
        run.held === null
          ? say`${strong('Held')}: ${code(run.table)} (run ${run.id}, ${guard}) waits for ${publish} or ${discard}`
          : say`${strong('Held')}: ${code(run.table)} (run ${run.id}, ${guard}) waits for ${publish} or ${discard}, discarded ${time(run.held.expiresAt, when)}`,
      ),
    );
  }
  for (const waits of waiting.slice(0, 10)) {
    parts.push(
      text(say`${strong('Not run')}: ${code(waits.model)} waits for ${waitsText(waits)}. ${waitsHelp(waits)}`),
    );
  }
  if (missed.length > 0) {
    parts.push(
      text(say`${strong('Due, but not started')}: ${list(missed.slice(0, 20).map(({ table }) => code(table)))}`),
    );
  }
  if (recovered.length > 0)
    parts.push(text(say`${strong('Failed, fine again')}: ${list(recovered.slice(0, 20).map(code))}`));
  for (const pause of paused.slice(0, 10)) {
    parts.push(text(say`${strong('Paused')}: ${code(pause.table)} until ${time(pause.until, when)}, ${pause.why}`));
  }
  const slow = slowest.filter((run) => run.result !== null).slice(0, 3);
  if (slow.length > 0) {
    const each = slow.map((run) => [run.table, ' ', ...duration((run.result?.seconds ?? 0) * 1000)]);
    parts.push(text(say`${strong('Longest')}: ${list(each)}`));
  }
  parts.push(...noteParts(digest.notes, missed.length));
  return message(
    bad > 0 ? 'error' : 'success',
    bad > 0 ? say`Syncs: ${plural(bad, 'table')} need a look` : 'Syncs: all well',
    {
      parts,
      context: [...suppressedLine(digest.notes), say`Now: ${command('status')} · coming up: ${command('next')}`],
      actions: [...new Set([...failing, ...held].map((run) => run.table))]
        .slice(0, 4)
        .map((table) => ({ label: say`Status of ${table}`, command: `status ${table}` })),
    },
  );
}
