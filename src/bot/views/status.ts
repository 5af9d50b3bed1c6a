import type { TableStatus } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  list,
  type Message,
  message,
  type Part,
  say,
  text,
  time,
  type When,
} from '../message.ts';
import { short } from '../when.ts';
import { openText } from './columns.ts';
import { runWord } from './facts.ts';
import { isStuck, waitsHelp, waitsText } from './model.ts';
import { count, plural } from './quantities.ts';

/** How everything stands: one line of totals, then only what is going on or needs somebody. */
export function statusMessage(tables: readonly TableStatus[], when: When): Message {
  const held = tables.filter((table) => table.active?.state === 'held');
  const active = tables.filter((table) => table.active !== null && table.active.state !== 'held');
  const failing = tables.filter((table) => table.last?.state === 'failed');
  const paused = tables.filter((table) => table.pause !== null);
  const never = tables.filter((table) => table.last === null && table.active === null);
  const fine = tables.filter(
    (table) => table.lastSuccess !== null && table.last?.state !== 'failed' && table.active?.state !== 'held',
  );
  const questions = tables.reduce((sum, table) => sum + table.questions.length, 0);
  const totals = [
    say`${fine.length} fine`,
    say`${failing.length} failing`,
    ...(held.length > 0 ? [say`${held.length} held`] : []),
    ...(active.length > 0 ? [say`${active.length} running`] : []),
    ...(paused.length > 0 ? [say`${paused.length} paused`] : []),
    ...(never.length > 0 ? [say`${never.length} never run`] : []),
    ...(questions > 0 ? [say`${plural(questions, 'new column')} to decide about`] : []),
  ];
  const parts: Part[] = [];
  if (failing.length > 0) {
    parts.push(text(say`Failing, the last run of each:`), failures(failing, when));
  }
  for (const { name, active: run } of held) {
    if (run?.held == null) continue;
    const end = time(run.held.expiresAt, when);
    parts.push(
      text(
        run.held.kind === 'columns'
          ? say`${code(name)} is held (run ${run.id}) for ${list(run.held.columns.map(({ column }) => column))}: decide with ${command(`column ${name} COLUMN mask hash`)}; it ends by itself ${end}`
          : say`${code(name)} is held (run ${run.id}, ${run.error?.code ?? 'guard'}): ${command(`publish ${name}`)} or ${command(`discard ${name}`)}; it ends by itself ${end}`,
      ),
    );
  }
  for (const { name, questions } of tables) {
    if (questions.length > 0)
      parts.push(text(say`${code(name)}: ${openText(questions)} Decide: ${command(`status ${name}`)}`));
  }
  if (active.length > 0) parts.push(text(say`Running now:`), runningNow(active));
  for (const { pause, name } of paused) {
    if (pause !== null) parts.push(text(say`${code(name)} is paused until ${time(pause.until, when)}: ${pause.why}`));
  }
  for (const { name, model } of tables) {
    if (model?.waits != null && isStuck(model.waits))
      parts.push(text(say`${code(name)} waits for ${waitsText(model.waits)}. ${waitsHelp(model.waits)}`));
  }
  const next = tables
    .filter((table) => table.nextDueAt !== null && table.pause === null)
    .sort((a, b) => a.nextDueAt! - b.nextDueAt!)[0];
  if (next !== undefined)
    parts.push(text(say`Next by schedule: ${code(next.name)} at ${time(next.nextDueAt!, when)}.`));
  const asked = tables.filter((table) => table.questions.length > 0);
  const buttons: Action[] = [...new Set([...failing, ...held, ...asked])]
    .slice(0, 4)
    .map(({ name }) => ({ label: say`Status of ${name}`, command: `status ${name}` }));
  return message(
    failing.length > 0
      ? 'error'
      : held.length > 0
        ? 'warning'
        : active.length > 0
          ? 'running'
          : fine.length > 0
            ? 'success'
            : 'neutral',
    say`${plural(tables.length, 'table')}: ${list(totals)}`,
    {
      parts,
      context: [say`One table: ${command('status TABLE')} · everything: ${command('list')}`],
      actions: buttons,
    },
  );
}

const failures = (tables: readonly TableStatus[], when: When): Part => ({
  kind: 'table',
  columns: [{ title: 'table' }, { title: 'class' }, { title: 'since' }, { title: 'readers see the version of' }],
  rows: tables.map(({ name, last, lastSuccess }) => [
    name,
    last?.error?.code ?? '–',
    short(last?.finishedAt ?? null, when),
    lastSuccess === null ? say`never loaded` : short(lastSuccess.finishedAt, when),
  ]),
});

const runningNow = (tables: readonly TableStatus[]): Part => ({
  kind: 'table',
  columns: [
    { title: 'table' },
    { title: 'run', align: 'right' },
    { title: 'state' },
    { title: 'stage' },
    { title: 'rows read', align: 'right' },
  ],
  rows: tables.map(({ name, active }) => [
    name,
    String(active?.id ?? ''),
    active === null ? '' : runWord(active),
    active?.stage ?? '–',
    count(active?.rowsRead ?? 0),
  ]),
});
