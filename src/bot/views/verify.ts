import type { ColumnVerdict, TableSpec, VerifyReport } from '../../jobs/index.ts';
import { code, command, list, type Message, message, say, type Text, text, time, type When } from '../message.ts';
import { count, plural } from './quantities.ts';

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
  message('running', `${table}: verifying`, {
    parts: [text(['Both databases read the whole table; the answer follows here.'])],
    context: [say`What else is running: ${command('status')}`],
  });

/** How and when the target got its rows, as far as the history knows. */
type Loaded = { readonly publishedAt: number | null; readonly mode: TableSpec['mode'] };

/** Whether source and target hold the same, by figures and never by values. */
export function verifyMessage(report: VerifyReport, { publishedAt, mode }: Loaded, when: When): Message {
  const { table, source, destination, rows, equal, columns } = report;
  const from = code(`${source.connection}.${source.table.name}`);
  const to = code(`${destination.connection}.${destination.table.name}`);
  if (rows === null) {
    return message('neutral', `${table}: no target yet`, {
      parts: [text(say`${to} is not there, so there is nothing to compare ${from} with.`)],
      context: [say`Make it: ${command(`run ${table}`)}`],
    });
  }
  const differing = columns.filter((column) => !column.equal);
  const same = columns.filter((column) => column.equal && column.note === null).map(({ name }) => code(name));
  const noted = columns.filter((column) => column.equal && column.note !== null);
  // A run that reads only what is new does not find what is missing or gone further back.
  const again =
    mode !== 'merge' ? `run ${table}` : `run ${table} ${rows.source === rows.destination ? '--full' : '--gaps'}`;
  const sameRows = rows.source === rows.destination;
  const lines: Text[] = [
    sameRows
      ? say`${from} and ${to} have ${counted(rows.source)} each.`
      : say`${from} has ${counted(rows.source)}, ${to} has ${counted(rows.destination)}.`,
    ...differing.slice(0, MOST_LINES).map(lineOf),
  ];
  if (differing.length > MOST_LINES)
    lines.push([`And ${plural(differing.length - MOST_LINES, 'more column')}: ask in a terminal with --json.`]);
  if (same.length > 0) lines.push(['Equal: ', ...list(same.slice(0, 100)), same.length > 100 ? ' and more.' : '.']);
  lines.push(...inPart(noted));
  if (!equal) lines.push(publishedLine(publishedAt, when));
  if (!sameRows && mode !== 'replace') lines.push([KEPT[mode]]);
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
  return [...reasons].map(([reason, names]) => [
    'Equal as far as it goes: ',
    ...list(names.slice(0, 100).map(code)),
    `${names.length > 100 ? ' and more' : ''}: ${reason}.`,
  ]);
}

function titleOf({ table, rows, equal }: VerifyReport, differing: number): string {
  if (equal) return `${table}: source and target are equal, ${counted(rows?.source ?? '0')}`;
  if (rows?.source !== rows?.destination) return `${table}: the row counts differ`;
  return `${table}: ${plural(differing, 'column')} ${differing === 1 ? 'differs' : 'differ'}`;
}

function publishedLine(at: number | null, when: When): Text {
  return at === null
    ? ['When the target was published is not known here. Differences may be newer rows of the source.']
    : say`The target was published ${time(at, when)}. Differences may be changes in the source since then.`;
}

function lineOf({ name, figures, note }: ColumnVerdict): Text {
  if (figures.length === 0) return say`${code(name)} differs: ${note ?? ''}.`;
  const parts = figures.filter((figure) => !figure.equal).map(figureText);
  return say`${code(name)} differs: ${parts.join('; ')}.${note === null ? '' : ` (${note})`}`;
}

function figureText({ name, source, destination }: Figure): string {
  // Smallest and largest are values of rows; a hash says nothing to a person but that it is another.
  if (name === 'min' || name === 'max') return `another ${FIGURE[name]}`;
  if (name === 'hash') return 'another hash';
  if (name === 'sum' && source === null && destination === null) return 'another sum';
  return `${FIGURE[name]} ${source ?? 'none'} in the source, ${destination ?? 'none'} in the target`;
}

const counted = (digits: string): string => `${count(Number(digits))} ${digits === '1' ? 'row' : 'rows'}`;
