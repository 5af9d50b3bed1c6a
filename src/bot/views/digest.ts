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
    const until = run.held === null ? [] : say`, discarded ${time(run.held.expiresAt, when)}`;
    parts.push(
      text([
        strong('Held'),
        ...say`: ${code(run.table)} (run ${run.id}, ${run.error?.code ?? 'guard'}) waits for ${command(`publish ${run.table}`)} or ${command(`discard ${run.table}`)}`,
        ...until,
      ]),
    );
  }
  for (const waits of waiting.slice(0, 10)) {
    parts.push(
      text([strong('Not run'), ...say`: ${code(waits.model)} waits for ${waitsText(waits)}. ${waitsHelp(waits)}`]),
    );
  }
  if (missed.length > 0) {
    parts.push(
      text([strong('Due, but not started'), ': ', ...list(missed.slice(0, 20).map(({ table }) => code(table)))]),
    );
  }
  if (recovered.length > 0)
    parts.push(text([strong('Failed, fine again'), ': ', ...list(recovered.slice(0, 20).map(code))]));
  for (const pause of paused.slice(0, 10)) {
    parts.push(text([strong('Paused'), ...say`: ${code(pause.table)} until ${time(pause.until, when)}, ${pause.why}`]));
  }
  const slow = slowest.filter((run) => run.result !== null).slice(0, 3);
  if (slow.length > 0) {
    parts.push(
      text([
        strong('Longest'),
        `: ${slow.map((run) => `${run.table} ${duration((run.result?.seconds ?? 0) * 1000)}`).join(', ')}`,
      ]),
    );
  }
  return message(
    bad > 0 ? 'error' : 'success',
    bad > 0 ? `Syncs: ${plural(bad, 'table')} need a look` : 'Syncs: all well',
    {
      parts,
      context: [say`Now: ${command('status')} · coming up: ${command('next')}`],
      actions: [...new Set([...failing, ...held].map((run) => run.table))]
        .slice(0, 4)
        .map((table) => ({ label: `Status of ${table}`, command: `status ${table}` })),
    },
  );
}
