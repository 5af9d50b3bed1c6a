import type { Grammar } from './parse.ts';
import type { Word } from './words.ts';

/** Where in a line the verb stands: first, but for what a chat leaves before it, and for the order of Japanese. */

/** What people call the bot before they say what it shall do. */
const ADDRESSED = /^(?:\/sync|[@＠]?sync-bot)[,:、]?$/i;
const GLUED = /^@?sync-bot[,:、]+(?=.)/i;
const PARTICLE = /(?:を|の|は)$/u;
const POLITE = /(?:して|してください|する|お願い|お願いします)$/u;

/** A verb as grammars have it: in lower case, without what people put around it. */
export function verbOf(word: string): string {
  const bare = word.replace(/^[-/.,:;、。]+|[,:;、。!]+$/gu, '');
  return (bare === '' ? word : bare).toLowerCase();
}

/** The words with the verb first: `/sync run users` and `users を 実行` are `run users` and `実行 users`. */
export function inOrder(words: readonly Word[], grammar: readonly Grammar[]): readonly Word[] {
  const said = words.map((word, i) =>
    i === 0 && !word.quoted ? { ...word, text: word.text.replace(GLUED, '') } : word,
  );
  while (said.length > 0 && isAddress(said[0]!, said.length)) said.shift();
  const [first] = said;
  if (first === undefined || knows(grammar, verbOf(first.text))) return said;
  const aliases = japanese(grammar);
  const at = said.findLastIndex((word) => !word.quoted && aliases.includes(word.text.replace(POLITE, '')));
  if (at >= 0)
    return [{ text: said[at]!.text.replace(POLITE, ''), quoted: false }, ...unparticled(said.toSpliced(at, 1))];
  const glued = said.findIndex((word) => !word.quoted && gluedTo(word.text, aliases) !== null);
  if (glued < 0) return said;
  const [before, verb] = gluedTo(said[glued]!.text, aliases)!;
  return [{ text: verb, quoted: false }, ...unparticled(said.with(glued, { text: before, quoted: false }))];
}

/** `usersの履歴` is `users` and `履歴`: only with a particle between them, for a table may be called 注文履歴. */
function gluedTo(text: string, aliases: readonly string[]): readonly [string, string] | null {
  const found = /^(.*)(?:を|の)(.+)$/u.exec(text.replace(POLITE, ''));
  return found !== null && aliases.includes(found[2]!) ? [found[1]!, found[2]!] : null;
}

const unparticled = (words: readonly Word[]): readonly Word[] =>
  words
    .map((word) => (word.quoted ? word : { ...word, text: word.text.replace(PARTICLE, '') }))
    .filter(({ text, quoted }) => quoted || text !== '');

/** A comma that was left of a mention says nothing; `sync` alone may be a verb. */
const isAddress = ({ text, quoted }: Word, words: number): boolean =>
  !quoted && (/^[,:;、。!-]+$/u.test(text) || (words > 1 && ADDRESSED.test(text)));

const knows = (grammar: readonly Grammar[], word: string): boolean =>
  grammar.some(({ verb, aliases }) => verb === word || aliases.includes(word));

const japanese = (grammar: readonly Grammar[]): readonly string[] =>
  grammar.flatMap(({ aliases }) => aliases.filter((alias) => /^[^\p{ASCII}]+$/u.test(alias)));
