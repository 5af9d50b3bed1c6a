import { LANGUAGES, type Language } from '../language/index.ts';
import { say } from '../message.ts';
import { languageMessage, languageSetMessage } from '../views/language.ts';
import { badUsage, type Command, reply } from './command.ts';

/** What people call a language. */
const CALLED: Readonly<Record<string, Language | 'auto'>> = {
  en: 'en',
  english: 'en',
  英語: 'en',
  ja: 'ja',
  jp: 'ja',
  japanese: 'ja',
  日本語: 'ja',
  auto: 'auto',
  slack: 'auto',
  自動: 'auto',
};

export const language: Command = {
  verb: 'language',
  aliases: ['lang', '言語'],
  role: 'viewer',
  usage: 'language [en|ja|auto]',
  example: 'language ja',
  summary: 'choose in which language you are answered',
  more: [
    'auto is the language of your Slack; where that is another one, it is that of the channel',
    'What everybody in a channel sees is said in the language that tables.yml has for the channel',
  ],
  flags: {},
  run: async ({ jobs, asker, language: now }, { args }) => {
    const [said, ...more] = args;
    const set = jobs.settings(asker.id);
    if (said === undefined) return reply(languageMessage(now, set.language), { language: now, set: set.language });
    const word = said.toLowerCase();
    const chosen = Object.hasOwn(CALLED, word) ? CALLED[word] : undefined;
    if (chosen === undefined || more.length > 0) {
      return badUsage(
        language,
        say`${args.join(' ')} is not a language (allowed: ${[...LANGUAGES, 'auto'].join(', ')})`,
      );
    }
    if (asker.kind !== 'slack')
      return badUsage(language, 'a terminal speaks the language of its LC_ALL, LC_MESSAGES or LANG');
    const to = chosen === 'auto' ? null : chosen;
    jobs.saveSettings({ ...set, language: to });
    return reply(languageSetMessage(to), { set: to });
  },
};
