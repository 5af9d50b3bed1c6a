import type { ErrorSummary, Unused } from '../../jobs/index.ts';
import { command, list, type Message, message, type Part, say, strong, text } from '../message.ts';
import { whatHappened, whatToDo } from './error.ts';
import { bytes, count, plural } from './quantities.ts';

/** Rows of a group that one message shows; all of them are in the terminal's --json. */
const SHOWN = 20;

/** Which tables nobody read, and what may be done about it. Nothing is ever dropped from here. */
export function unusedMessage({ connection, days, since, ours, others, used }: Unused): Message {
  const from = since.slice(0, 10);
  const context = [
    say`Reads since ${from} (${days} days), sync-bot's own left out; the job history of BigQuery goes back 180 days at most.`,
    say`Another span: ${command(`unused ${connection} --days 30`)}`,
  ];
  if (ours.length + others.length === 0) {
    return message('success', say`${connection}: everything is read`, {
      parts: [text(say`All ${plural(used, 'table')} were read in the last ${days} days.`)],
      context,
    });
  }
  const parts: Part[] = [];
  if (ours.length > 0) {
    parts.push(text([strong('Loaded by sync-bot, read by nobody')]), {
      kind: 'table',
      columns: [
        { title: 'table' },
        { title: 'starts' },
        { title: 'rows', align: 'right' },
        { title: 'stored', align: 'right' },
        { title: 'loaded each run', align: 'right' },
        { title: 'billed', align: 'right' },
      ],
      rows: ours
        .slice(0, SHOWN)
        .map((one) => [
          one.table,
          one.after.length > 0 ? say`after ${list(one.after)}` : (one.schedule ?? say`by people`),
          known(one.rows, count),
          known(one.bytes, bytes),
          one.kind === 'model' ? say`a query` : known(one.loadedBytes, bytes),
          bytes(one.billedBytes),
        ]),
    });
    if (ours.length > SHOWN) parts.push(text(say`And ${ours.length - SHOWN} more.`));
    for (const { table, readBy } of ours.filter((one) => one.readBy.length > 0).slice(0, SHOWN)) {
      parts.push(text(say`${table} is read by ${list(readBy)} alone, which nobody reads.`));
    }
    const first = ours[0]?.table ?? 'TABLE';
    parts.push(
      text(
        say`Next: ask the owner, stop it for a while with ${command(`pause ${first} --until 30d --why nobody reads it`)}, and when nobody missed it take it out of tables.yml and drop the table by hand.`,
      ),
    );
  }
  if (others.length > 0) {
    const named = list(
      others
        .slice(0, SHOWN)
        .map(({ name, rows, bytes: size }) => say`${name} (${known(rows, count)} rows, ${known(size, bytes)})`),
    );
    parts.push(
      text([strong('In the same data sets, not loaded by sync-bot, read by nobody')]),
      text(others.length > SHOWN ? say`${named} and ${others.length - SHOWN} more.` : say`${named}.`),
    );
  }
  const title = say`${connection}: ${plural(ours.length + others.length, 'table')} nobody read in ${days} days`;
  return message('neutral', title, {
    parts,
    context,
    actions: ours.slice(0, 4).map(({ table }) => ({ label: say`Status of ${table}`, command: `status ${table}` })),
  });
}

/** Why there is no answer for a connection. */
export const cannotSayUnusedMessage = (connection: string, error: ErrorSummary): Message =>
  message('error', say`unused: cannot say who reads ${connection}`, {
    parts: [text(whatHappened(error)), text(say`${strong('What to do')}: ${whatToDo(error)}`)],
    context: [say`What is loaded there: ${command(`list ${connection}`)}`],
  });

/** A connection, or all of them, of which nobody knows who reads it. */
export const noReadersKnownMessage = (connection: string | null, able: readonly string[]): Message =>
  message(
    'neutral',
    connection === null ? say`unused: no connection is BigQuery` : say`unused: ${connection} is not BigQuery`,
    {
      parts: [
        text(
          say`Only BigQuery keeps a record of who read which table; PostgreSQL and SQLite do not, so nothing can be said of them.`,
        ),
        ...(able.length === 0 ? [] : [text(say`Connections that can be asked: ${list(able)}.`)]),
      ],
      context: [
        able[0] === undefined ? say`What is loaded: ${command('list')}` : say`Ask: ${command(`unused ${able[0]}`)}`,
      ],
    },
  );

const known = (number: number | null, print: (number: number) => string): string =>
  number === null ? '–' : print(number);
