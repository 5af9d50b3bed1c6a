import type { AuditLine } from '../audit-lines.ts';
import { type Cell, command, type Message, message, person, phrase, say, type Text, type When } from '../message.ts';
import { short } from '../when.ts';
import { plural } from './quantities.ts';

/** Whose lines are shown. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'tables'; readonly said: string; readonly tables: readonly string[] };

/** Lines that are shown at most; `--json` and `--csv` give all. */
const SHOWN = 50;
/** Notes are cut in the table, never in the file. */
const WIDEST = 60;

/** Who asked for what and what was decided, the newest first. */
export function auditMessage(filter: Filter, days: number, lines: readonly AuditLine[], when: When): Message {
  const window = plural(days, 'day');
  const again = filter.kind === 'all' ? '' : `${filter.kind === 'person' ? `@${filter.id}` : filter.said} `;
  if (lines.length === 0) {
    return message('neutral', emptyTitle(filter, window), {
      context: [say`Look further: ${command(`audit ${again}90`)}`],
    });
  }
  const hidden = Math.max(0, lines.length - SHOWN);
  return message('neutral', titleOf(filter, window, plural(lines.length, 'entry', 'entries')), {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'at' },
          { title: 'who' },
          { title: 'what' },
          { title: 'decision' },
          { title: 'run', align: 'right' },
          { title: 'why' },
        ],
        rows: lines
          .slice(0, SHOWN)
          .map((line) => [
            short(line.at, when),
            line.by.id,
            cut(line.line ?? `${line.verb} ${line.tables.join(', ')}`),
            line.decision === null ? '' : phrase(WORDS[line.decision]),
            line.runs.join(' '),
            reason(line),
          ]),
      },
    ],
    context: [
      hidden === 0
        ? say`Times are in ${when.zone}. All of it as a file: ${command(`audit ${again}${days} --csv`)} · one run: ${command('log RUN')}`
        : say`Times are in ${when.zone}. ${hidden} older left out; all of it as a file: ${command(`audit ${again}${days} --csv`)} · one run: ${command('log RUN')}`,
    ],
  });
}

/** Notes are people's own words; why something was denied is ours. */
function reason({ decision, why }: AuditLine): Cell {
  if (decision !== 'denied' || why === null) return cut(why ?? '');
  const role = /^needs (\w+)$/.exec(why)?.[1];
  if (role !== undefined) return say`needs the role ${role}`;
  return why in DENIED ? DENIED[why as keyof typeof DENIED] : cut(why);
}

const DENIED = {
  frozen: say`everything was frozen`,
  guest: say`is a guest`,
  external: say`is of another company`,
  gone: say`account is deactivated`,
  bot: say`is an app`,
  unknown: say`Slack did not say who it was`,
  'no such request': say`no such request`,
  'own request': say`own request`,
  'waits no more': say`waits no more`,
  'tables.yml changed since': say`tables.yml changed since`,
  'who asked may not any more': say`who asked may not any more`,
  'Slack does not say who asked': say`Slack does not say who asked`,
  'not from a terminal': say`not from a terminal`,
} as const;

const WORDS: Readonly<Record<NonNullable<AuditLine['decision']>, string>> = {
  allowed: 'allowed',
  denied: 'denied',
  asked: 'needs approval',
  approved: 'approved',
  expired: 'expired',
};

function emptyTitle(filter: Filter, window: Text): Text {
  switch (filter.kind) {
    case 'all':
      return say`Nobody did anything in the last ${window}`;
    case 'person':
      return say`${person(filter.id)} did nothing in the last ${window}`;
    case 'tables':
      return say`Nobody did anything to ${filter.said} in the last ${window}`;
  }
}

function titleOf(filter: Filter, window: Text, all: Text): Text {
  switch (filter.kind) {
    case 'all':
      return say`What people did in the last ${window}: ${all}`;
    case 'person':
      return say`What ${person(filter.id)} did in the last ${window}: ${all}`;
    case 'tables':
      return say`What people did to ${filter.said} in the last ${window}: ${all}`;
  }
}

const cut = (words: string): string =>
  words.length > WIDEST ? `${words.slice(0, WIDEST - 1).toWellFormed()}…` : words;
