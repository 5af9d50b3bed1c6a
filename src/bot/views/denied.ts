import type { Role } from '../../jobs/index.ts';
import type { Limit } from '../access.ts';
import { type Action, code, command, type Message, message, say, type Text, text } from '../message.ts';
import { peopleText } from './people.ts';

export type DeniedView = {
  readonly verb: string;
  readonly role: Role;
  readonly limit: Limit | null;
  /** The ids that have the role. */
  readonly may: readonly string[];
  /** What was asked for. */
  readonly line: string;
};

/** Longer ones are no button: they would be cut. */
const LONGEST = 300;

/** Who was refused what, who may, and what to do next. */
export function deniedMessage({ verb, role, limit, may, line }: DeniedView): Message {
  const title = limit === null ? say`You may not use ${verb}: it needs the role ${role}` : limitTitle(limit, verb);
  const have =
    may.length === 0
      ? say`Nobody has the role ${role} yet: ids of people and user groups go under ${code(`roles: ${role}:`)} in tables.yml.`
      : say`These may: ${peopleText(may)}.`;
  const again = limit === 'unknown';
  const asking = may.length > 0 && !again;
  return message('warning', title, {
    parts: [...(limit === null ? [] : [text(REASONS[limit])]), ...(again ? [] : [text(have)])],
    context: [
      asking
        ? say`Ask one of them to say ${command(line)}. Open to everybody: ${command('list')}, ${command('status')}, ${command('requests')}`
        : say`Open to everybody: ${command('list')}, ${command('status')}, ${command('requests')}`,
    ],
    actions: actionsOf(line, asking, again),
  });
}

function actionsOf(line: string, asking: boolean, again: boolean): readonly Action[] {
  if (line.length > LONGEST) return [];
  if (again) return [{ label: 'Try again', command: line }];
  return asking ? [{ label: 'Ask for it here', command: `request "${line.replaceAll('"', "'")}"` }] : [];
}

const limitTitle = (limit: Limit, verb: string): Text =>
  limit === 'unknown' ? say`Not now: ${verb} needs to know who you are` : say`You may look, but not ${verb}`;

const REASONS: Readonly<Record<Limit, Text>> = {
  guest: say`You are a guest of this workspace; guests may look and change nothing, whatever tables.yml says.`,
  external: say`Your account is of another company; people of other companies may look and change nothing, whatever tables.yml says.`,
  gone: say`This account is deactivated; it may look and change nothing.`,
  bot: say`This account is an app and no person; it may look and change nothing.`,
  unknown: say`Slack does not answer who you are or which user groups you are in, so nothing was changed. Looking works. Try again in a minute.`,
};

/** Somebody asks whoever may to do it. */
export const wantedMessage = (line: string, by: Text, may: readonly string[]): Message =>
  message('neutral', say`Wanted: ${line}`, {
    parts: [text(say`${by} asks for this and may not do it.`), text(say`These may: ${peopleText(may)}.`)],
    context: [say`Whoever presses the button does it in their own name. In words: ${command(line)}`],
    actions: [
      {
        label: 'Do it',
        command: line,
        confirm: { title: 'Do it now?', text: say`In your name: ${line}`, yes: 'Do it', no: 'Not now' },
      },
    ],
  });

export const mayAlreadyMessage = (line: string): Message =>
  message('neutral', 'You may do this yourself', {
    context: [say`Say it: ${command(line)}`],
    actions: line.length > LONGEST ? [] : [{ label: 'Do it', command: line }],
  });
