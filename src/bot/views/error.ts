import { classPhrase, type ErrorSummary, type Word } from '../../jobs/index.ts';
import { say, type Text } from '../message.ts';

// What the engine says, as lines that the printers say in the language of the reader.

/** A phrase of the engine as a line. */
const spokenWord = (word: Word): Text =>
  typeof word === 'string' ? [word] : [{ kind: 'phrase', key: word.key, args: word.args.map(spokenWord) }];

/** What happened, as a sentence. A run of an older version has English only. */
export function whatHappened({ message, said }: ErrorSummary): Text {
  return sentence(message, said?.message);
}

/** With the full stop that most messages lack. */
function sentence(english: string, said: Word | undefined): Text {
  const words = foundWords(english, said);
  return /[.!?…]$/.test(english) ? words : say`${words}.`;
}

/** What to do now, as a sentence. */
export const whatToDo = ({ hint, said }: ErrorSummary): Text => sentence(hint, said?.hint);

/** The class in a few words: `Source login rejected`. */
export function failureTitle(code: string): Text {
  const title = classPhrase(code);
  return title === null ? [code] : spokenWord(title);
}

/** What a check expected, or found. */
export const foundWords = (words: string, said: Word | undefined): Text =>
  said === undefined ? [words] : spokenWord(said);
