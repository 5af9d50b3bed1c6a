import { list, say, type Words } from './message.ts';
import { nearest } from './nearest.ts';
import { inOrder, verbOf } from './word-order.ts';
import { marked, unmark, type Word } from './words.ts';

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
  | { readonly kind: 'bad-usage'; readonly verb: string; readonly problem: Words };

/** Reads words as a command of `grammar`. An empty line asks for help. */
export function parse(words: readonly Word[], grammar: readonly Grammar[]): Parsed {
  const [first, ...rest] = inOrder(words, grammar);
  if (first === undefined) return { kind: 'call', call: { verb: 'help', args: [], flags: {} } };
  const said = verbOf(first.text);
  const found = grammar.find((one) => one.verb === said || one.aliases.includes(said));
  if (found === undefined) {
    const by = (names: (one: Grammar) => readonly string[]): readonly string[] => {
      const verbs = new Map(grammar.flatMap((one) => names(one).map((name) => [name, one.verb])));
      return [...new Set(nearest(said, [...verbs.keys()]).map((name) => verbs.get(name)!))];
    };
    const verbs = by(({ verb }) => [verb]);
    const near = verbs.length > 0 ? verbs : by(({ aliases }) => aliases);
    return { kind: 'unknown-verb', said: first.text, near, rest: requote(rest) };
  }
  return readWords(rest, found);
}

function readWords(words: readonly Word[], { verb, flags: known }: Grammar): Parsed {
  const args: string[] = [];
  const flags: Record<string, string> = {};
  let open: string | null = null;
  /** Opened by `why=…`: then the next `until=…` is a flag too. Behind `--why` it is a word like any other. */
  let bare = true;
  const bad = (problem: Words): Parsed => ({ kind: 'bad-usage', verb, problem });
  for (const { text, quoted } of words) {
    const flag: RegExpExecArray | null = quoted ? null : (FLAG.exec(text) ?? (bare ? assigned(text, known) : null));
    if (flag !== null) {
      const name: string = flag[1]!.toLowerCase();
      const takes: 'text' | 'switch' | undefined = Object.hasOwn(known, name) ? known[name] : undefined;
      if (takes === undefined) {
        const allowed = Object.keys(known).map((one) => `--${one}`);
        return bad(
          allowed.length === 0
            ? say`--${name} is not known here; there are no flags`
            : say`--${name} is not known here; allowed: ${list(allowed)}`,
        );
      }
      if (takes === 'switch' && flag[2] !== undefined && !YES.test(flag[2])) return bad(say`--${name} takes no value`);
      flags[name] = takes === 'switch' ? '' : (flag[2] ?? '');
      open = takes === 'text' ? name : null;
      bare = open === null || flag[2] !== undefined;
    } else if (open !== null) flags[open] = flags[open] === '' ? text : `${flags[open]} ${text}`;
    else if (quoted) args.push(text);
    else args.push(...text.split(/[,、]/).filter((arg) => arg !== ''));
  }
  for (const [name, value] of Object.entries(flags)) {
    if (known[name] === 'text' && value.trim() === '') return bad(say`--${name} needs a value`);
  }
  return { kind: 'call', call: { verb, args, flags } };
}

/** `--flag`, `--flag=value`. */
const FLAG = /^--([a-z][\w-]*)(?:=(.*))?$/is;
const YES = /^(?:true|yes|on|1)$/i;

/** `until=18:00`, where the verb has such a flag. */
function assigned(text: string, known: Grammar['flags']): RegExpExecArray | null {
  const found = /^([a-z][\w-]*)=(.*)$/is.exec(text);
  return found !== null && Object.hasOwn(known, found[1]!.toLowerCase()) ? found : null;
}

/** Words as a line that reads the same again. */
const requote = (words: readonly Word[]): string =>
  words.map(({ text, quoted }) => (quoted ? inQuotes(text) : text)).join(' ');

/** A command as a line: what a button has to say so that it is read as this again. */
export function lineOf({ verb, args, flags }: Call): string {
  const said = Object.entries(flags).map(([name, value]) => (value === '' ? `--${name}` : `--${name} ${safe(value)}`));
  const line = [verb, ...args.map((arg) => (/\s/u.test(arg) ? inQuotes(arg) : safe(arg))), ...said].join(' ');
  // What would be read as Slack's own marks is written as Slack writes it.
  return unmark(line) === line ? line : marked(line);
}

/** In quotes where it would be read as something else without; the words of a flag go on to the next flag by themselves. */
const safe = (value: string): string =>
  /^[\p{L}\p{N}_.:*?@#/+-]+(?: [\p{L}\p{N}_.:*?@#/+]+)*$/u.test(value) && !/^[-ー]/.test(value)
    ? value
    : inQuotes(value);

const inQuotes = (value: string): string => `"${value.replaceAll('"', "'")}"`;
