/** How does a parser walk over the tokens, and what does it say about one that it did not expect? */
import type { Name } from './ast.ts';
import { invalid, type Place } from './refusal.ts';
import { RESERVED, type Token, tokenize } from './tokens.ts';

export type Cursor = {
  readonly sql: string;
  peek(ahead?: number): Token;
  next(): Token;
  /** Whether the coming tokens are these words or symbols; takes none. */
  sees(...words: readonly string[]): boolean;
  /** Takes them where they come, all or none. */
  takes(...words: readonly string[]): boolean;
  /** Takes them, or throws a syntax error. */
  expect(...words: readonly string[]): void;
  place(): Place;
  unexpected(wanted: string): Error;
  /** A name, which a reserved word is not unless it stands between backquotes. */
  name(what: string): Name;
  /** A name where one comes. */
  maybeName(): Name | null;
};

export function cursor(sql: string): Cursor {
  const tokens = tokenize(sql);
  let position = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)] as Token;
  const is = (token: Token, word: string): boolean =>
    token.kind === 'word' ? token.text.toUpperCase() === word : token.kind === 'symbol' && token.text === word;
  const self: Cursor = {
    sql,
    peek,
    next: () => {
      const token = peek();
      position += 1;
      return token;
    },
    sees: (...words) => words.every((word, i) => is(peek(i), word)),
    takes: (...words) => {
      if (!self.sees(...words)) return false;
      position += words.length;
      return true;
    },
    expect: (...words) => {
      for (const word of words) if (!self.takes(word)) throw self.unexpected(`keyword ${word}`);
    },
    place: () => peek().at,
    unexpected: (wanted) => {
      const found = peek();
      if (found.kind === 'end') return invalid(`Syntax error: Unexpected end of script; expected ${wanted}`, found.at);
      return invalid(`Syntax error: Expected ${wanted} but got ${shown(found)}`, found.at);
    },
    maybeName: () => {
      const token = peek();
      if (token.kind !== 'quoted' && (token.kind !== 'word' || RESERVED.has(token.text.toUpperCase()))) return null;
      position += 1;
      return { text: token.text, at: token.at };
    },
    name: (what) => {
      const found = self.maybeName();
      if (found === null) throw self.unexpected(what);
      return found;
    },
  };
  return self;
}

function shown(token: Token): string {
  switch (token.kind) {
    case 'word':
      return RESERVED.has(token.text.toUpperCase())
        ? `keyword ${token.text.toUpperCase()}`
        : `identifier "${token.text}"`;
    case 'quoted':
      return `identifier \`${token.text}\``;
    case 'symbol':
      return `"${token.text}"`;
    case 'parameter':
      return `"@"`;
    default:
      return `${token.kind} literal`;
  }
}
