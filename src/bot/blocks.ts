import type { KnownBlock } from '@slack/types';
import { grid } from './grid.ts';
import { flat, type Language, spokenIn } from './language/index.ts';
import { type PlainAction, type PlainPart, plainMessage } from './language/plain.ts';
import { type Message, type PlainSpan, say, type Text, type Tone } from './message.ts';
import { cut, escaped, mrkdwn, plain } from './mrkdwn.ts';

/** What Slack accepts: more is answered with invalid_blocks, and nobody hears anything. */
const MAX = {
  blocks: 50,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  /** Small print that is longer is no small print. */
  contexts: 4,
  context: 500,
  button: 75,
  value: 2000,
  /** A menu's; the value of each of its options too. */
  option: 75,
  options: 100,
  buttons: 25,
  /** The commands of all buttons together. */
  commands: 2500,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  text: 3000,
  /** All blocks together; Slack has been seen to refuse a little above 13,000. */
  all: 12_000,
};
/** A preformatted line wider than this is wrapped by Slack's window and loses its columns. */
const TABLE_WIDTH = 110;
const SIGN: Record<Tone, string> = { neutral: '', running: '🔄 ', success: '✅ ', warning: '⚠️ ', error: '❌ ' };

export type SlackMessage = { readonly text: string; readonly blocks: KnownBlock[] };

/** A Message as Block Kit, inside Slack's limits whatever is in it. `text` is what notifications and screen readers get. */
export function toBlocks(said: Message, language: Language = 'en'): SlackMessage {
  const message = plainMessage(said, language);
  const title = cut(SIGN[message.tone] + plain(message.title).replace(/\n+/g, ' '), MAX.header);
  const foot = [...context(message.context), ...actions(message.actions)];
  const blocks: KnownBlock[] = [{ type: 'header', text: { type: 'plain_text', text: title, emoji: false } }];
  let room = MAX.all - title.length - JSON.stringify(foot).length;
  for (const part of message.parts) {
    for (const block of partBlocks(part, room, language)) {
      const size = JSON.stringify(block).length;
      if (blocks.length + foot.length >= MAX.blocks || size > room) break;
      blocks.push(block);
      room -= size;
    }
  }
  const first = message.parts.find((part) => part.kind === 'text');
  const summary = first === undefined ? escaped(title) : `${escaped(title)} – ${mrkdwn(first.text)}`;
  return { text: cut(summary, MAX.text), blocks: [...blocks, ...foot] };
}

/** One line of small print by itself, and the same as plain text. */
export function smallPrint(line: Text, language: Language): { readonly text: string; readonly block: KnownBlock } {
  const spoken = spokenIn(language, line);
  return { text: mrkdwn(spoken), block: context([spoken])[0]! };
}

/** A Message as the comment of a file, which has neither blocks nor buttons: what can be typed next stands in its lines. */
export function toComment(said: Message, language: Language = 'en'): string {
  const message = plainMessage(said, language);
  const lines = [
    `*${escaped(SIGN[message.tone] + message.title)}*`,
    ...message.parts.flatMap((part) => (part.kind === 'text' ? [mrkdwn(part.text)] : [])),
    ...message.parts.flatMap((part) =>
      part.kind === 'fields'
        ? [part.fields.map(({ label, value }) => `${escaped(label)}: ${mrkdwn(value)}`).join(' · ')]
        : [],
    ),
    ...message.context.map(mrkdwn),
  ];
  return cut(lines.join('\n'), MAX.text);
}

export function partBlocks(part: PlainPart, room: number, language: Language): KnownBlock[] {
  switch (part.kind) {
    case 'text':
      return [section(cut(mrkdwn(part.text), MAX.section))];
    case 'fields':
      return chunks(part.fields, MAX.fields).map((fields) => ({
        type: 'section',
        fields: fields.map(({ label, value }) => ({
          type: 'mrkdwn',
          text: cut(`*${escaped(label)}*\n${cut(mrkdwn(value), MAX.field)}`, MAX.field),
        })),
      }));
    case 'table':
      return preformatted(null, grid(part.columns, part.rows, TABLE_WIDTH), { room, language });
    case 'code':
      return preformatted(part.label, part.lines, { room, language });
  }
}

/** Lines in as many sections as they need, and a last line that says how many were left out. */
function preformatted(
  label: string | null,
  lines: readonly string[],
  { room, language }: { readonly room: number; readonly language: Language },
): KnownBlock[] {
  const overhead = 160;
  const blocks: KnownBlock[] = [];
  let left = room - overhead;
  let chunk: string[] = [];
  let size = 0;
  const head = label === null ? '' : `*${escaped(label)}*\n`;
  const flush = () => {
    if (chunk.length > 0) blocks.push(section(`${blocks.length === 0 ? head : ''}\`\`\`${chunk.join('\n')}\`\`\``));
    left -= overhead;
    chunk = [];
    size = head.length;
  };
  size = head.length;
  for (const [i, line] of lines.entries()) {
    const safe = cut(escaped(line.replaceAll('```', "'''")), 1000);
    // In JSON a line end is two characters, and quotes are escaped.
    const cost = JSON.stringify(safe).length;
    if (cost + 60 > left) {
      chunk.push(flat(language, say`… and ${lines.length - i} more`));
      break;
    }
    if (size + safe.length + 1 > MAX.section - 60) flush();
    chunk.push(safe);
    size += safe.length + 1;
    left -= cost;
  }
  flush();
  return blocks;
}

export const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

export function context(lines: readonly (readonly PlainSpan[])[]): KnownBlock[] {
  return lines.slice(0, MAX.contexts).map((line) => ({
    type: 'context',
    elements: [{ type: 'mrkdwn', text: cut(mrkdwn(line), MAX.context) }],
  }));
}

export function actions(buttons: readonly PlainAction[]): KnownBlock[] {
  // A command too long to be carried whole would be another command: no button is better.
  const elements = buttons
    .filter((button, i) => {
      const before = buttons.slice(0, i + 1).reduce((sum, { command }) => sum + command.length, 0);
      return carries(button) && before <= MAX.commands;
    })
    .slice(0, MAX.buttons)
    .map((button, i) => (button.choices === undefined ? pressable(button, i) : menu(button, button.choices, i)));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** A command that cannot be carried whole would be another command. */
export const carries = ({ command }: Pick<PlainAction, 'command'>): boolean =>
  command.length >= 1 && command.length <= MAX.value && command.isWellFormed();

export const pressable = (button: PlainAction, i: number) =>
  ({
    type: 'button',
    text: { type: 'plain_text', text: cut(plain(button.label), MAX.button), emoji: false },
    action_id: `${ACTION_PREFIX}${i}`,
    value: button.command,
    ...(button.style === undefined ? {} : { style: button.style }),
    ...(button.confirm === undefined ? {} : { confirm: dialog(button.confirm) }),
  }) as const;

const menu = (button: PlainAction, choices: NonNullable<PlainAction['choices']>, i: number) =>
  ({
    type: 'static_select',
    placeholder: { type: 'plain_text', text: cut(plain(button.label), MAX.button), emoji: false },
    action_id: `${ACTION_PREFIX}${i}`,
    options: choices
      .filter(({ command }) => command.length <= MAX.option)
      .slice(0, MAX.options)
      .map(
        ({ label, command }) =>
          ({
            text: { type: 'plain_text', text: cut(plain(label), MAX.option), emoji: false },
            value: command,
          }) as const,
      ),
  }) as const;

/** The action ids of all buttons start with this; the command is in their value. */
export const ACTION_PREFIX = 'sync_command_';

const dialog = (confirm: NonNullable<PlainAction['confirm']>) =>
  ({
    title: { type: 'plain_text', text: cut(plain(confirm.title), MAX.confirmTitle) },
    text: { type: 'plain_text', text: cut(plain(confirm.text), MAX.confirmText) },
    confirm: { type: 'plain_text', text: cut(plain(confirm.yes), MAX.confirmButton) },
    deny: { type: 'plain_text', text: cut(plain(confirm.no), MAX.confirmButton) },
  }) as const;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
