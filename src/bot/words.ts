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
function unmark(line: string): string {
  return line
    .replace(/<([@#!][^|>]*)(?:\|([^>]*))?>/g, (_, id: string) => id)
    .replace(/<([^|>\s]+)(?:\|([^>]*))?>/g, (_, url: string, shown?: string) => shown ?? url)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Splits a line at spaces and commas of any width, keeping what is in quotes together. */
export function split(line: string): Word[] {
  const chars = [...unmark(line).normalize('NFKC').replaceAll('`', '')];
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
    else if (
      QUOTES[char] !== undefined &&
      (current === '' || current.endsWith('=')) &&
      closes(chars, i, QUOTES[char])
    ) {
      quote = QUOTES[char];
      quoted = current === '';
    } else current += char;
  }
  end();
  return words;
}

/** The words of a shell: it has split and unquoted them already. */
export const fromShell = (args: readonly string[]): Word[] => args.map((arg) => word(arg, /\s/.test(arg)));

const closes = (chars: readonly string[], from: number, quote: string): boolean =>
  chars.slice(from + 1).some((char) => char === quote || (quote === '”' && char === '"'));

const word = (text: string, quoted: boolean): Word => ({ text: quoted ? text : text.replace(DASHES, '--'), quoted });
