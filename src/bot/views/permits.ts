import type { Danger, Request } from '../../jobs/index.ts';
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
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { asker } from './facts.ts';
import { peopleText } from './people.ts';
import { count } from './quantities.ts';

/** What is known of one table of a request. Every line is null where nothing is known of it. */
export type AskedTable = {
  readonly table: string;
  /** `shop.users → warehouse.users (replace)`. */
  readonly route: string | null;
  readonly rows: string | null;
  readonly took: Text | null;
  readonly billed: string | null;
  /** What it does that the schedule would not. */
  readonly differs: Text | null;
};

const SHOWN = 5;

/** A rule in words: what it found, and what is allowed without another person. */
export function dangerText({ rule, table, found, allowed }: Danger): Text {
  switch (rule) {
    case 'rows':
      return found === null
        ? say`${code(table)}: nobody can tell how many rows; more than ${count(Number(allowed))} need another person`
        : say`${code(table)}: about ${count(Number(found))} rows; more than ${count(Number(allowed))} need another person`;
    case 'days':
      return found === null
        ? say`${code(table)}: no end to the days; more than ${allowed} days need another person`
        : say`${code(table)}: ${found} days; more than ${allowed} days need another person`;
    case 'hours':
      return say`${code(table)}: it is ${found ?? ''}; from ${allowed} another person is needed`;
    case 'tag':
      return say`${code(table)} has the tag ${code(found ?? '')}; what is changed of it needs another person`;
  }
}

export function dangerParts(why: readonly Danger[]): readonly Part[] {
  const more = why.length - SHOWN;
  return [
    ...why.slice(0, SHOWN).map((one) => text(dangerText(one))),
    ...(more > 0 ? [text(say`${more} more reasons: ${command('requests')}`)] : []),
  ];
}

/** The answer to whoever asked. */
export const askedMessage = (request: Request, may: readonly string[], channel: string | null, when: When): Message =>
  message('warning', say`Not yet: request ${request.id} needs another person`, {
    parts: [
      text(
        say`${code(request.line)} waits until somebody else agrees, at most until ${time(request.expiresAt, when)}.`,
      ),
      ...dangerParts(request.why),
      text(
        may.length === 0
          ? say`Nobody may approve it: ids of people and user groups go under ${code('roles: approver:')} in tables.yml.`
          : channel === null
            ? say`These may approve: ${peopleText(may)}.`
            : say`These may approve, and ${channel} is told: ${peopleText(may)}.`,
      ),
    ],
    context: [
      say`Once it is approved it is done in your name. All that wait: ${command('requests')} · what it would do: ${command(`plan ${request.tables[0] ?? 'TABLE'}`)}`,
    ],
  });

/** What a workflow hears of a command that needs another person. */
export const notByWorkflowMessage = (why: Request['why']): Message =>
  message('warning', 'A workflow cannot ask for approval', {
    parts: [
      text(
        say`Who asks is chosen in the workflow, so nobody can know who agrees to whom. Type the command in Slack instead.`,
      ),
      ...dangerParts(why),
    ],
    context: [say`All that wait: ${command('requests')}`],
  });

/** The message of a request, edited until it is over. */
export function requestMessage(
  request: Request,
  tables: readonly AskedTable[],
  may: readonly string[],
  when: When,
): Message {
  const { id, line, by, state, expiresAt, note } = request;
  const waits = state === 'waiting';
  return message(TONES[state], titleOf(request), {
    parts: [
      text(say`${asker(by)} asks for ${code(line)}`),
      ...(note === null ? [] : [text(say`Note: ${note}`)]),
      ...dangerParts(request.why),
      ...tables.slice(0, SHOWN).map(tablePart),
      ...(tables.length > SHOWN ? [text(say`and ${tables.length - SHOWN} more tables`)] : []),
      ...outcomeParts(request, when),
    ],
    context: waits
      ? [
          say`Expires ${time(expiresAt, when)}. May approve: ${peopleText(may)}; never who asked.`,
          say`In words: ${command(`approve ${id}`)} or ${command(`deny ${id} --why REASON`)} · what it would do: ${command(`plan ${request.tables[0] ?? 'TABLE'}`)}`,
        ]
      : [say`All that wait: ${command('requests')} · who decided what: ${command('audit')}`],
    actions: waits ? buttons(request) : [],
  });
}

const TONES = { waiting: 'warning', approved: 'success', denied: 'error', expired: 'neutral' } as const;

function titleOf({ id, line, state }: Request): Text {
  switch (state) {
    case 'waiting':
      return say`Approval needed: ${line} (request ${id})`;
    case 'approved':
      return say`Approved: ${line} (request ${id})`;
    case 'denied':
      return say`Denied: ${line} (request ${id})`;
    case 'expired':
      return say`Expired: ${line} (request ${id})`;
  }
}

export const buttons = ({ id, line }: Request): readonly Action[] => [
  {
    label: 'Approve',
    command: `approve ${id}`,
    style: 'danger',
    confirm: { title: 'Approve this?', text: say`It is done at once: ${line}`, yes: 'Approve', no: 'Not now' },
  },
  { label: 'Deny', command: `deny ${id}` },
];

function tablePart({ table, route, rows, took, billed, differs }: AskedTable): Part {
  return fields(
    field('Table', route === null ? [code(table)] : [code(table), ' ', route]),
    rows === null ? null : field('Rows, about', rows),
    took === null ? null : field('Took the last time', took),
    billed === null ? null : field('Billed the last time', billed),
    differs === null ? null : field('Unlike its schedule', differs),
  );
}

export function outcomeParts({ state, decided, done, expiresAt }: Request, when: When): readonly Part[] {
  if (state === 'expired')
    return [
      text(
        decided === null
          ? say`Nobody answered until ${time(expiresAt, when)}.`
          : LAPSED[decided.why === 'role' ? 'role' : 'config'],
      ),
    ];
  if (decided === null) return [];
  const who = asker(decided.by);
  const at = time(decided.at, when);
  if (state === 'denied')
    return [text(decided.why === null ? say`Denied by ${who}, ${at}.` : say`Denied by ${who}, ${at}: ${decided.why}`)];
  return [
    text(say`Approved by ${who}, ${at}.`),
    ...(done === null
      ? []
      : [
          text(
            done.refused !== null
              ? say`Nothing was started: it was refused in the end. Ask again.`
              : done.runs.length === 0
                ? say`It is done.`
                : say`Started: ${list(done.runs.map((run) => code(String(run))))}.`,
          ),
        ]),
  ];
}

export const LAPSED = {
  config: say`tables.yml says something else of it since it was asked for, so nobody can agree to it any more. Ask again.`,
  role: say`Who asked may not do it any more, so nobody can agree to it.`,
} as const;
