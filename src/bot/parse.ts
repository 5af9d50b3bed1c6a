import { nearest } from './nearest.ts';
import type { Word } from './words.ts';

/** What a verb accepts. `text` takes every word up to the next flag; `switch` takes none. */
export type Grammar = {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly flags: Readonly<Record<string, 'text' | 'switch'>>;
};

/** A command taken apart. Names are as typed; a flag that was not given is not there. */
export type Call = {
  readonly verb: string;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
};

export type Parsed =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'unknown-verb'; readonly said: string; readonly near: readonly string[]; readonly rest: string }
  | { readonly kind: 'bad-usage'; readonly verb: string; readonly problem: string };

/** Reads words as a command of `grammar`. An empty line asks for help. */
export function parse(words: readonly Word[], grammar: readonly Grammar[]): Parsed {
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'call', call: { verb: 'help', args: [], flags: {} } };
  const said = first.text.toLowerCase().replace(/^[-/]+/, '');
  const found = grammar.find((one) => one.verb === said || one.aliases.includes(said));
  if (found === undefined) {
    const near = nearest(
      said,
      grammar.map((one) => one.verb),
    );
    return { kind: 'unknown-verb', said: first.text, near, rest: requote(rest) };
  }
  return readWords(rest, found);
}

function readWords(words: readonly Word[], { verb, flags: known }: Grammar): Parsed {
  const args: string[] = [];
  const flags: Record<string, string> = {};
  let open: string | null = null;
  const bad = (problem: string): Parsed => ({ kind: 'bad-usage', verb, problem });
  for (const { text, quoted } of words) {
    const flag = quoted ? null : /^--([a-z][\w-]*)(?:=(.*))?$/is.exec(text);
    if (flag !== null) {
      const name = flag[1]!.toLowerCase();
      const takes = Object.hasOwn(known, name) ? known[name] : undefined;
      if (takes === undefined) {
        const allowed = Object.keys(known).map((one) => `--${one}`);
        return bad(
          `--${name} is not known here; ${allowed.length === 0 ? 'there are no flags' : `allowed: ${allowed.join(', ')}`}`,
        );
      }
      if (takes === 'switch' && flag[2] !== undefined) return bad(`--${name} takes no value`);
      flags[name] = flag[2] ?? '';
      open = takes === 'text' ? name : null;
    } else if (open !== null) flags[open] = flags[open] === '' ? text : `${flags[open]} ${text}`;
    else if (quoted) args.push(text);
    else args.push(...text.split(/[,、]/).filter((arg) => arg !== ''));
  }
  for (const [name, value] of Object.entries(flags)) {
    if (known[name] === 'text' && value.trim() === '') return bad(`--${name} needs a value`);
  }
  return { kind: 'call', call: { verb, args, flags } };
}

/** Words as a line that reads the same again. */
const requote = (words: readonly Word[]): string =>
  words.map(({ text, quoted }) => (quoted ? `"${text.replaceAll('"', "'")}"` : text)).join(' ');
