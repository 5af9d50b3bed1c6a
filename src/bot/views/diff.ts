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
    lines.push([`And ${plural(told.length - MOST_LINES, 'more column')}: ask in a terminal with --json.`]);
  }
  if (refused && publish !== 'in_place') {
    const names = columns.filter(({ next }) => next === 'refused').map(({ name }) => name);
    lines.push(
      say`The next run is refused: it would lose ${names.length === 1 ? 'a column' : 'columns'} or change types without anybody having said so. To let it, add ${code(`accept_changes: [${names.join(', ')}]`)} to ${code(table)} in tables.yml.`,
    );
  } else if (refused) {
    lines.push(
      say`The next run is refused: something hangs on ${code(to)} (indexes, views, grants …), so its rows are replaced inside it and its columns have to be the ones a run makes. Alter them to match, or drop what hangs on it.`,
    );
  } else if (publish === 'in_place' && differing.length > 0) {
    lines.push([
      'The rows are replaced inside the target, which keeps its own definition; a NULL it does not take fails.',
    ]);
  }
  const title =
    publish === 'create'
      ? `${table}: no target yet`
      : differing.length === 0
        ? `${table}: no column differs`
        : `${table}: ${plural(differing.length, 'column')} ${differing.length === 1 ? 'differs' : 'differ'}`;
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

function madeTable(columns: readonly ColumnDiff[]): Part {
  const made = columns.filter(({ next }) => next === 'added');
  return {
    kind: 'table',
    columns: [{ title: 'column' }, { title: 'in the source' }, { title: 'is made as' }, { title: 'mask' }],
    rows: made.map(({ name, source, made: as, mask }) => [name, source ?? 'added', as ?? '', mask ?? '']),
  };
}

function verdict({ publish, same }: DiffReport, differing: number): string {
  if (publish === 'create') return 'The target is not there yet; the first run makes it with these columns.';
  if (differing === 0) return `The target has the ${plural(same, 'column')} that a run makes, each with its type.`;
  return `${plural(same, 'column')} of the target ${same === 1 ? 'is' : 'are'} as a run makes ${same === 1 ? 'it' : 'them'}.`;
}

function lineOf(column: ColumnDiff): Text {
  const mask = column.mask === null ? '' : `, masked (${column.mask})`;
  return say`${code(column.name)}${mask}: ${whatOf(column)} The next run ${nextOf(column)}.`;
}

function whatOf({ kind, source, target, renamed }: ColumnDiff): string {
  const there = target === null ? '' : `, and the target has it as ${target}`;
  switch (kind) {
    case 'only_source':
      return source === null
        ? 'not in the target; add_columns adds it.'
        : `not in the target; ${source} in the source.`;
    case 'only_target':
      return `only in the target, as ${target}${renamed === undefined ? '.' : `; ${renamed} is new in the source: renamed?`}`;
    case 'ignored':
      return `not in the target; ${source} in the source, and on_new_column is ignore.`;
    case 'type':
    case 'not_null':
      return `${source === null ? 'added by add_columns' : `${source} in the source`}, ${target} in the target.`;
    case 'excluded':
      return `${source} in the source; tables.yml excludes it${there}.`;
    case 'not_listed':
      return `${source} in the source; columns of tables.yml does not list it${there}.`;
  }
}

function nextOf({ next, made }: ColumnDiff): string {
  switch (next) {
    case 'added':
      return `adds it as ${made}`;
    case 'dropped':
      return 'drops it';
    case 'retyped':
      return `makes it ${made}`;
    case 'kept':
      return 'keeps it as it is in the target';
    case 'refused':
      return made === null ? 'is refused' : `is refused: it would make it ${made}`;
    case 'asked':
      return 'leaves it out until somebody has decided';
    case 'left_out':
      return 'leaves it out';
  }
}
