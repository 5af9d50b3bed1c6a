import type { ColumnVerdict, TableSpec, VerifyReport } from '../../jobs/index.ts';
import {
  code,
  command,
  list,
  type Message,
  message,
  phrase,
  type Span,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { differingTitle } from './diff.ts';
import { plural, rows } from './quantities.ts';

/** Beyond these, `--json` has them all: a message of Slack takes 50 blocks. */
const MOST_LINES = 25;

type Figure = ColumnVerdict['figures'][number];
const FIGURE: Readonly<Record<Figure['name'], string>> = {
  nulls: 'NULLs',
  sum: 'sum',
  bytes: 'bytes',
  hash: 'hash',
  min: 'smallest value',
  max: 'largest value',
};

export const verifyingMessage = (table: string): Message =>
  message('running', say`${table}: verifying`, {
    parts: [text(say`Both databases read the whole table; the answer follows here.`)],
    context: [say`What else is running: ${command('status')}`],
  });

/** How and when the target got its rows, as far as the history knows. */
type Loaded = { readonly publishedAt: number | null; readonly mode: TableSpec['mode'] };

/** Whether source and target hold the same, by figures and never by values. */
export function verifyMessage(report: VerifyReport, { publishedAt, mode }: Loaded, when: When): Message {
  const { table, source, destination, rows: both, equal, columns } = report;
  const from = code(`${source.connection}.${source.table.name}`);
  const to = code(`${destination.connection}.${destination.table.name}`);
  if (both === null) {
    return message('neutral', say`${table}: no target yet`, {
      parts: [text(say`${to} is not there, so there is nothing to compare ${from} with.`)],
      context: [say`Make it: ${command(`run ${table}`)}`],
    });
  }
  const differing = columns.filter((column) => !column.equal);
  const same = columns.filter((column) => column.equal && column.note === null).map(({ name }) => code(name));
  const noted = columns.filter((column) => column.equal && column.note !== null);
  // A run that reads only what is new does not find what is missing or gone further back.
  const again =
    mode !== 'merge' ? `run ${table}` : `run ${table} ${both.source === both.destination ? '--full' : '--gaps'}`;
  const sameRows = both.source === both.destination;
  const lines: Text[] = [
    sameRows
      ? say`${from} and ${to} have ${counted(both.source)} each.`
      : say`${from} has ${counted(both.source)}, ${to} has ${counted(both.destination)}.`,
    ...differing.slice(0, MOST_LINES).map(lineOf),
  ];
  if (differing.length > MOST_LINES)
    lines.push(say`And ${plural(differing.length - MOST_LINES, 'more column')}: ask in a terminal with --json.`);
  if (same.length > 0) lines.push(say`Equal: ${some(same)}.`);
  lines.push(...inPart(noted));
  if (!equal) lines.push(publishedLine(publishedAt, when));
  if (!sameRows && mode !== 'replace') lines.push(phrase(KEPT[mode]));
  return message(equal ? 'success' : 'warning', titleOf(report, differing.length), {
    parts: lines.map(text),
    context: [
      equal
        ? say`The columns themselves: ${command(`diff ${table}`)}`
        : say`Copy it anew: ${command(again)} · the columns: ${command(`diff ${table}`)} · then: ${command(`verify ${table}`)}`,
    ],
    actions: equal ? [] : [{ label: 'Run', command: again, style: 'primary' }],
  });
}

const KEPT = {
  append: 'Mode append keeps rows that are gone from the source.',
  merge: 'Mode merge keeps rows that are gone from the source, marked ones too, unless deletes says hard.',
} as const;

/** Columns of which only some figures could be compared: those for one reason in one line. */
function inPart(columns: readonly ColumnVerdict[]): Text[] {
  const reasons = new Map<string, string[]>();
  for (const { name, note, mask } of columns) {
    // The mask stands in the note too, and would make every masked column a reason of its own.
    const reason = (note ?? '').replace(`masked (${mask}): `, 'masked, ').replace(', its values', '; the values');
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return [...reasons].map(
    ([reason, names]) => say`Equal as far as it goes: ${some(names.map(code))}: ${phrase(reason)}.`,
  );
}

/** At most a hundred of them. */
const some = (names: readonly Span[]): Text =>
  names.length > 100 ? say`${list(names.slice(0, 100))} and more` : list(names);

function titleOf({ table, rows, equal }: VerifyReport, differing: number): Text {
  if (equal) return say`${table}: source and target are equal, ${counted(rows?.source ?? '0')}`;
  if (rows?.source !== rows?.destination) return say`${table}: the row counts differ`;
  return differingTitle(table, differing);
}

function publishedLine(at: number | null, when: When): Text {
  return at === null
    ? say`When the target was published is not known here. Differences may be newer rows of the source.`
    : say`The target was published ${time(at, when)}. Differences may be changes in the source since then.`;
}

function lineOf({ name, figures, note }: ColumnVerdict): Text {
  if (figures.length === 0) return say`${code(name)} differs: ${phrase(note ?? '')}.`;
  const parts = figures.filter((figure) => !figure.equal).map(figureText);
  return note === null
    ? say`${code(name)} differs: ${list(parts, '; ')}.`
    : say`${code(name)} differs: ${list(parts, '; ')}. (${phrase(note)})`;
}

function figureText({ name, source, destination }: Figure): Text {
  // Smallest and largest are values of rows; a hash says nothing to a person but that it is another.
  if (name === 'min' || name === 'max') return say`another ${phrase(FIGURE[name])}`;
  if (name === 'hash') return say`another hash`;
  if (name === 'sum' && source === null && destination === null) return say`another sum`;
  const none = say`none`;
  return say`${phrase(FIGURE[name])} ${source ?? none} in the source, ${destination ?? none} in the target`;
}

const counted = (digits: string): Text => rows(Number(digits));
