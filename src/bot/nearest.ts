import { distance } from 'fastest-levenshtein';

/** Longer words are no names: comparing them takes a time that everybody else waits for. */
const LONGEST = 300;

/** The names a person may have meant, the nearest first: small slips, beginnings, and shared words of a longer name. */
export function nearest(said: string, names: readonly string[], most = 3): string[] {
  const word = said.toLowerCase();
  if (word === '' || word.length > LONGEST) return [];
  const tokens = word.split(/[._-]+/).filter((token) => token.length > 2);
  return names
    .map((name) => {
      const other = name.toLowerCase();
      const slips = distance(word, other);
      const close = slips <= (Math.max(word.length, other.length) < 4 ? 1 : Math.max(2, Math.floor(word.length / 3)));
      const begins = word.length > 1 && (other.startsWith(word) || word.startsWith(other));
      const shares = tokens.some((token) => other.split(/[._-]+/).includes(token));
      return { name, slips, meant: close || begins || shares || letters(word) === letters(other) };
    })
    .filter(({ meant }) => meant)
    .sort((a, b) => a.slips - b.slips || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Two letters that changed places are two slips for the distance, but one for the person who typed. */
const letters = (word: string): string => [...word].sort().join('');
