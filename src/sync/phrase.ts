/**
 * Words of ours with places for what differs, so that another language can say them: other languages find a phrase by
 * its English with numbered places, `nothing listens on {0} ({1})`. Plain data: it travels and is stored as JSON.
 */
export type Phrase = {
  readonly key: string;
  /** A plain string is data: a name, a number, a code. */
  readonly args: readonly Word[];
};
export type Word = string | Phrase;

/** phrase`nothing listens on ${address}` */
export const phrase = (words: TemplateStringsArray, ...args: readonly (Word | number)[]): Phrase => ({
  key: words.map((piece, i) => (i === 0 ? piece : `{${i - 1}}${piece}`)).join(''),
  args: args.map((arg) => (typeof arg === 'number' ? String(arg) : arg)),
});

/** Words of ours where nothing differs: a plain string of a row of the failures, and of whoever says it whole. */
export const asPhrase = (words: Phrase | string): Phrase =>
  typeof words === 'string' ? { key: words, args: [] } : words;

/** The same in English. */
export function english(words: Word): string {
  if (typeof words === 'string') return words;
  return words.key.replaceAll(/\{(\d+)\}/g, (_, place: string) => english(words.args[Number(place)] ?? ''));
}

/** Names, numbers or phrases in a row. */
export function listed(words: readonly Word[], separator: ', ' | '; ' = ', '): Word {
  const [first, ...rest] = words;
  if (first === undefined) return '';
  if (words.every((word) => typeof word === 'string')) return words.join(separator);
  return rest.reduce<Word>(
    (row, word) => (separator === ', ' ? phrase`${row}, ${word}` : phrase`${row}; ${word}`),
    first,
  );
}
