import type { Language } from '../language/index.ts';
import { type Action, command, type Message, message, phrase, say, type Text, text } from '../message.ts';

/** Each in itself, so that whoever cannot read the rest finds it. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' };

const choices = (set: Language | null): readonly Action[] => [
  ...(['en', 'ja'] as const)
    .filter((one) => one !== set)
    .map((one): Action => ({ label: [NAMES[one]], command: `language ${one}` })),
  ...(set === null ? [] : [{ label: 'As my Slack', command: 'language auto' }]),
];

/** In which language somebody is answered, and why. */
export const languageMessage = (now: Language, set: Language | null): Message =>
  message('neutral', say`You are answered in ${NAMES[now]}`, {
    parts: [
      text(phrase(set === null ? 'You chose none: it is that of your Slack, or of the channel.' : 'You chose it.')),
    ],
    context: [said],
    actions: choices(set),
  });

export const languageSetMessage = (set: Language | null): Message =>
  message(
    'success',
    set === null ? say`You are answered in the language of your Slack` : say`You are answered in ${NAMES[set]}`,
    {
      parts: [text(say`What everybody in a channel sees stays in the language of the channel.`)],
      context: [said],
      actions: choices(set),
    },
  );

const said: Text = say`Change it: ${command('language en')}, ${command('language ja')} or ${command('language auto')}`;
