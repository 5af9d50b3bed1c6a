/** A line as a person types it, on a phone, with a Japanese keyboard or out of a chat, taken apart into words. */

export type Word = {
  readonly text: string;
  /** In quotes: it is one word whatever is in it, and never a flag. */
  readonly quoted: boolean;
};

const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '„': '”',
  '‘': '’',
  '’': '’',
  '「': '」',
  '『': '』',
};
const DASHES = /^(?:--|[‐‑‒–—―−ー]{1,2})(?=[a-z])/i;

/** Slack's own marking taken away: links and mentions become what they show, entities become characters. */
export function unmark(line: string): string {
  return line
    .replace(/<([@#!][^|<>]*)(?:\|([^<>]*))?>/g, (_, id: string) => id)
    .replace(/<([^|<>\s]+)(?:\|([^<>]*))?>/g, (_, url: string, shown?: string) => shown ?? url)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The same characters as Slack writes them, so that none is taken for a mark. */
export const marked = (line: string): string =>
  line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Splits a line at spaces and commas of any width, keeping what is in quotes together. */
export function split(line: string): Word[] {
  const chars = [...unmark(line).normalize('NFKC').replaceAll('`', '')];
  const last = new Map(chars.map((char, i) => [char, i]));
  const words: Word[] = [];
  let current = '';
  let quote: string | null = null;
  let quoted = false;
  const end = () => {
    if (current !== '' || quoted) words.push(word(current, quoted));
    current = '';
    quoted = false;
  };
  for (const [i, char] of chars.entries()) {
    if (quote !== null) {
      if (char === quote || (quote === '”' && char === '"')) quote = null;
      else current += char;
    } else if (/\s/.test(char)) end();
    // A quote opens at the start of a word or behind "=": an apostrophe inside a word is a letter.
    else if (QUOTES[char] !== undefined && (current === '' || current.endsWith('=')) && closes(last, i, QUOTES[char])) {
      quote = QUOTES[char];
      quoted = current === '';
    } else current += char;
  }
  end();
  return words;
}

/** The words of a shell: it has split and unquoted them already. */
export const fromShell = (args: readonly string[]): Word[] => args.map((arg) => word(arg, /\s/.test(arg)));

/** `last`: where each character stands for the last time. */
const closes = (last: ReadonlyMap<string, number>, from: number, quote: string): boolean =>
  [quote, ...(quote === '”' ? ['"'] : [])].some((char) => (last.get(char) ?? -1) > from);

const word = (text: string, quoted: boolean): Word => ({ text: quoted ? text : text.replace(DASHES, '--'), quoted });
