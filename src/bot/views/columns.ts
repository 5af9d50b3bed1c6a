import type { Looks, Mask, NewColumn, Question, Run, Suspicion } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  field,
  fields,
  list,
  type Message,
  message,
  type Part,
  person,
  phrase,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { asker, type RunFacts, readersSee } from './facts.ts';
import { count, plural } from './quantities.ts';

// Columns that wait for somebody to decide: names, types and counts, never a value.

/** Columns with buttons in one message: Slack takes 25 buttons, and each has four. */
const SHOWN = 5;

const LOOKS: Readonly<Record<Looks, string>> = {
  email: 'an e-mail address',
  phone: 'a phone number',
  address: 'a postal address',
  postcode: 'a postal code',
  card: 'a card number',
  my_number: 'a My Number',
  name: "a person's name",
  birthday: 'a birthday',
};

/** `looks like an e-mail address by its name, and by 998 of 1,000 sampled values`. */
export function looksText({ looks, named, matched, sampled }: Suspicion): Text {
  const what = phrase(LOOKS[looks]);
  if (matched === 0) return say`looks like ${what} by its name`;
  const [hits, all] = [count(matched), count(sampled)];
  return named
    ? say`looks like ${what} by its name and by ${hits} of ${all} sampled values`
    : say`looks like ${what} by ${hits} of ${all} sampled values`;
}

/** A run that waits for its columns: nothing was copied yet. */
export function heldColumnsMessage(
  facts: RunFacts,
  held: Extract<NonNullable<Run['held']>, { kind: 'columns' }>,
  when: When,
): Message {
  const { run, status } = facts;
  const { columns } = held;
  return message(
    'warning',
    columns.length === 1
      ? say`${run.table}: held – ${plural(columns.length, 'column')} looks like personal data`
      : say`${run.table}: held – ${plural(columns.length, 'column')} look like personal data`,
    {
      parts: [
        text(
          columns.length === 1
            ? say`${strong('What it is about')}: nobody has decided yet how it is copied. Nothing of the table was copied.`
            : say`${strong('What it is about')}: nobody has decided yet how they are copied. Nothing of the table was copied.`,
        ),
        ...columns
          .slice(0, SHOWN)
          .map((column) => text(say`${code(column.column)} (${column.type}) ${looksText(column)}.`)),
        ...more(columns.length, run.table),
        text(say`${strong('What readers see')}: ${readersSee(facts, when)}`),
        text(
          say`${strong('What to do')}: mask each column, exclude it, or say that it is fine. That is written into tables.yml, and the run goes on by itself when all are decided.`,
        ),
        fields(
          field('Ends by itself', say`${time(held.expiresAt, when)} where nobody decides`),
          field('Asked by', asker(run.by)),
          run.note === null ? null : field('Note', run.note),
          status?.owner == null ? null : field('Owner', [person(status.owner)]),
        ),
      ],
      context: [
        say`Run ${run.id}, held since ${time(held.since, when)}. Decide: ${command(decideLine(run.table, columns[0]?.column ?? 'COLUMN', 'mask hash'))} · stop it: ${command(`cancel ${run.id}`)}`,
      ],
      actions: [
        ...columnActions(run.table, columns),
        { label: 'Discard the run', command: `discard ${run.id}`, style: 'danger' },
      ],
    },
  );
}

/** The buttons of columns: the best mask, another one, leave it out, copy it as it is. */
export function columnActions(table: string, columns: readonly Suspicion[]): readonly Action[] {
  return columns
    .slice(0, SHOWN)
    .flatMap(({ column, masks }) => [
      ...maskActions(table, column, masks),
      { label: say`Exclude ${column}`, command: decideLine(table, column, 'exclude') },
      { label: say`${column} is fine`, command: decideLine(table, column, 'fine') },
    ]);
}

function maskActions(table: string, column: string, masks: readonly Mask[]): Action[] {
  const [best, ...others] = masks;
  const line = (words: string): string => decideLine(table, column, words);
  return [
    ...(best === undefined
      ? []
      : [{ label: say`Mask ${column}: ${best}`, command: line(`mask ${best}`), style: 'primary' as const }]),
    ...(others.length === 0 ? [] : [{ label: say`Mask ${column}: other …`, command: line('mask') }]),
  ];
}

/** A line that reads the same when it is typed. */
function decideLine(table: string, column: string, words: string): string {
  const name = /^[\p{L}\p{N}_.$]+$/u.test(column) ? column : `"${column}"`;
  return `column ${table} ${name} ${words}`;
}

const more = (columns: number, table: string): Part[] =>
  columns > SHOWN
    ? [text(say`And ${plural(columns - SHOWN, 'more column')}, asked next; all of them: ${command(`plan ${table}`)}`)]
    : [];

/** The channel is asked once: the run went on without the new columns. */
export function questionsMessage(table: string, questions: readonly Question[], when: When): Message {
  const names = questions.map(({ column }) => column.name);
  const [found, at] = [questions[0]?.run ?? 0, time(questions[0]?.askedAt ?? when.now, when)];
  const open = command(`status ${table}`);
  return message('warning', say`${table}: new in the source – ${list(names.slice(0, SHOWN))}`, {
    parts: [
      ...questions
        .slice(0, SHOWN)
        .map(({ column }) => text(say`${code(column.name)} (${column.type}) ${newText(column)}`)),
      ...more(questions.length, table),
      text(
        names.length === 1
          ? say`${strong('What to do')}: mask it, add it as it is, or ignore it. That is written into tables.yml and holds from the next run on.`
          : say`${strong('What to do')}: mask each, add it as it is, or ignore it. That is written into tables.yml and holds from the next run on.`,
      ),
    ],
    context: [
      names.length === 1
        ? say`Found by run ${found}, ${at}, which left it out and went on. Asked once; still open: ${open}`
        : say`Found by run ${found}, ${at}, which left them out and went on. Asked once; still open: ${open}`,
    ],
    actions: questionActions(table, questions),
  });
}

export function questionActions(table: string, questions: readonly Question[]): readonly Action[] {
  return questions
    .slice(0, SHOWN)
    .flatMap(({ column: { name, masks } }) => [
      ...maskActions(table, name, masks),
      { label: say`Ignore ${name}`, command: decideLine(table, name, 'exclude') },
      { label: say`Add ${name}`, command: decideLine(table, name, 'fine') },
    ]);
}

function newText({ suspicion }: NewColumn): Text {
  return suspicion === null
    ? say`is new in the source; the target does not have it yet.`
    : say`is new in the source and ${looksText(suspicion)}.`;
}

/** What `/sync status` says of what is open. */
export const openText = (questions: readonly Question[]): Text =>
  say`new in the source, and left out until somebody decides: ${list(questions.map(({ column }) => column.name))}.`;

/** The masks that suit a column, as buttons. */
export const masksMessage = (table: string, column: string, masks: readonly Mask[]): Message =>
  message('neutral', say`${table}.${column}: which mask?`, {
    parts: [
      {
        kind: 'table',
        columns: [{ title: 'mask' }, { title: 'what is written instead of the value' }],
        rows: masks.map((mask) => [mask, phrase(MASKED[mask])]),
      },
    ],
    context: [say`Nothing was changed. In words: ${command(decideLine(table, column, `mask ${masks[0] ?? 'hash'}`))}`],
    actions: masks.map((mask) => ({ label: [mask], command: decideLine(table, column, `mask ${mask}`) })),
  });

const MASKED: Readonly<Record<Mask, string>> = {
  hash: 'a keyed hash: equal values stay equal',
  redact: '[redacted]',
  null: 'nothing',
  email: '***@ and the domain',
  last4: 'stars and the last four characters',
  year: 'the year of the date',
};
