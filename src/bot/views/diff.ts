import type { ColumnDiff, DiffReport } from '../../jobs/index.ts';
import { code, command, type Message, message, type Part, say, type Text, text } from '../message.ts';
import { plural } from './quantities.ts';

/** Beyond these, `--json` has them all: a message of Slack takes 50 blocks. */
const MOST_LINES = 25;

/** How the source's columns and the target's differ, and what the next run would do with each difference. */
export function diffMessage(report: DiffReport): Message {
  const { table, source, destination, publish, columns } = report;
  const from = `${source.connection}.${source.table.name}`;
  const to = `${destination.connection}.${destination.table.name}`;
  const differing = columns.filter(({ next }) => next !== 'left_out');
  const refused = columns.some(({ next }) => next === 'refused');
  // Where there is no target every column is one that it does not have: that is said once, above the table of them.
  const told = publish === 'create' ? columns.filter(({ next }) => next !== 'added') : columns;
  const lines = told.slice(0, MOST_LINES).map(lineOf);
  if (told.length > MOST_LINES) {
    lines.push(say`And ${plural(told.length - MOST_LINES, 'more column')}: ask in a terminal with --json.`);
  }
  if (refused && publish !== 'in_place') {
    const names = columns.filter(({ next }) => next === 'refused').map(({ name }) => name);
    const line = code(`accept_changes: [${names.join(', ')}]`);
    lines.push(
      names.length === 1
        ? say`The next run is refused: it would lose a column or change types without anybody having said so. To let it, add ${line} to ${code(table)} in tables.yml.`
        : say`The next run is refused: it would lose columns or change types without anybody having said so. To let it, add ${line} to ${code(table)} in tables.yml.`,
    );
  } else if (refused) {
    lines.push(
      say`The next run is refused: something hangs on ${code(to)} (indexes, views, grants …), so its rows are replaced inside it and its columns have to be the ones a run makes. Alter them to match, or drop what hangs on it.`,
    );
  } else if (publish === 'in_place' && differing.length > 0) {
    lines.push(
      say`The rows are replaced inside the target, which keeps its own definition; a NULL it does not take fails.`,
    );
  }
  const title =
    publish === 'create'
      ? say`${table}: no target yet`
      : differing.length === 0
        ? say`${table}: no column differs`
        : differingTitle(table, differing.length);
  return message(refused ? 'warning' : 'neutral', title, {
    parts: [
      text(say`${code(from)} → ${code(to)}. ${verdict(report, differing.length)}`),
      ...(publish === 'create' ? [madeTable(columns)] : []),
      ...lines.map(text),
    ],
    context: [
      refused
        ? say`After that, look again: ${command(`diff ${table}`)} · the statements: ${command(`plan ${table}`)}`
        : say`Nothing was changed. Copy it: ${command(`run ${table}`)} · the statements: ${command(`plan ${table}`)}`,
    ],
    actions: [{ label: 'Plan', command: `plan ${table}` }],
  });
}

export const differingTitle = (table: string, differing: number): Text =>
  differing === 1
    ? say`${table}: ${plural(differing, 'column')} differs`
    : say`${table}: ${plural(differing, 'column')} differ`;

function madeTable(columns: readonly ColumnDiff[]): Part {
  const made = columns.filter(({ next }) => next === 'added');
  return {
    kind: 'table',
    columns: [{ title: 'column' }, { title: 'in the source' }, { title: 'is made as' }, { title: 'mask' }],
    rows: made.map(({ name, source, made: as, mask }) => [name, source ?? say`added`, as ?? '', mask ?? '']),
  };
}

function verdict({ publish, same }: DiffReport, differing: number): Text {
  if (publish === 'create') return say`The target is not there yet; the first run makes it with these columns.`;
  if (differing === 0) return say`The target has the ${plural(same, 'column')} that a run makes, each with its type.`;
  return same === 1
    ? say`${plural(same, 'column')} of the target is as a run makes it.`
    : say`${plural(same, 'column')} of the target are as a run makes them.`;
}

function lineOf(column: ColumnDiff): Text {
  const name = code(column.name);
  return column.mask === null
    ? say`${name}: ${whatOf(column)} ${nextOf(column)}`
    : say`${name}, masked (${column.mask}): ${whatOf(column)} ${nextOf(column)}`;
}

function whatOf({ kind, source, target, renamed }: ColumnDiff): Text {
  const [from, to] = [source ?? '–', target ?? '–'];
  switch (kind) {
    case 'only_source':
      return source === null
        ? say`not in the target; add_columns adds it.`
        : say`not in the target; ${from} in the source.`;
    case 'only_target':
      return renamed === undefined
        ? say`only in the target, as ${to}.`
        : say`only in the target, as ${to}; ${renamed} is new in the source: renamed?`;
    case 'ignored':
      return say`not in the target; ${from} in the source, and on_new_column is ignore.`;
    case 'type':
    case 'not_null':
      return source === null
        ? say`added by add_columns, ${to} in the target.`
        : say`${from} in the source, ${to} in the target.`;
    case 'excluded':
      return target === null
        ? say`${from} in the source; tables.yml excludes it.`
        : say`${from} in the source; tables.yml excludes it, and the target has it as ${to}.`;
    case 'not_listed':
      return target === null
        ? say`${from} in the source; columns of tables.yml does not list it.`
        : say`${from} in the source; columns of tables.yml does not list it, and the target has it as ${to}.`;
  }
}

function nextOf({ next, made }: ColumnDiff): Text {
  switch (next) {
    case 'added':
      return say`The next run adds it as ${made ?? '–'}.`;
    case 'dropped':
      return say`The next run drops it.`;
    case 'retyped':
      return say`The next run makes it ${made ?? '–'}.`;
    case 'kept':
      return say`The next run keeps it as it is in the target.`;
    case 'refused':
      return made === null ? say`The next run is refused.` : say`The next run is refused: it would make it ${made}.`;
    case 'asked':
      return say`The next run leaves it out until somebody has decided.`;
    case 'left_out':
      return say`The next run leaves it out.`;
  }
}
