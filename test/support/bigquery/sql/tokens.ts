/** What are the tokens of a GoogleSQL statement? */
import { invalid, type Place } from './refusal.ts';

export type Token = {
  readonly kind: 'word' | 'quoted' | 'number' | 'string' | 'bytes' | 'parameter' | 'symbol' | 'end';
  /** A word as written, a quoted name or a string without its quotes and escapes, bytes as latin1. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly at: Place;
};

/** Words that cannot be names unless they stand between backquotes. */
export const RESERVED: ReadonlySet<string> = new Set(
  `ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE CURRENT
  DEFAULT DEFINE DESC DISTINCT ELSE END ENUM ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL
  GROUP GROUPING GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOOKUP
  MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE
  RESPECT RIGHT ROLLUP ROWS SELECT SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN
  WHERE WINDOW WITH WITHIN`.split(/\s+/),
);

const SPACE = /(?:\s|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /(?:[rR][bB]|[bB][rR]|[rR]|[bB])?(?:'''|"""|'|")/y;
const PARAMETER = /@[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /<=|>=|<>|!=|\|\||<<|>>|=>|[-+*/%=<>()[\],.;:?&|^~]/y;

/** All tokens, the last of kind `end`. Throws a refusal where the text is none of GoogleSQL's. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  const placeOf = placesOf(sql);
  let position = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = position;
    return pattern.exec(sql)?.[0] ?? null;
  };
  for (;;) {
    position += match(SPACE)?.length ?? 0;
    const start = position;
    const at = placeOf(start);
    const push = (kind: Token['kind'], text: string, end: number): void => {
      tokens.push({ kind, text, start, end, at });
      position = end;
    };
    if (position >= sql.length) {
      push('end', '', position);
      return tokens;
    }
    const opened = match(STRING);
    if (opened !== null) {
      const { text, end } = readString(sql, start, opened, at);
      push(/b/i.test(opened) ? 'bytes' : 'string', text, end);
      continue;
    }
    if (sql[position] === '`') {
      const { text, end } = readString(sql, start, '`', at);
      if (text === '') throw invalid('Syntax error: Invalid empty identifier', at);
      push('quoted', text, end);
      continue;
    }
    const [kind, text] =
      (
        [
          ['word', match(WORD)],
          ['number', match(NUMBER)],
          ['parameter', match(PARAMETER)],
          ['symbol', match(SYMBOL)],
        ] as const
      ).find(([, found]) => found !== null) ?? (['number', null] as const);
    if (text === null) {
      const shown = sql.startsWith('/*', position) ? 'Unclosed comment' : `Illegal input character "${sql[position]}"`;
      throw invalid(`Syntax error: ${shown}`, at);
    }
    push(kind, kind === 'parameter' ? text.slice(1) : text, position + text.length);
  }
}

/** Finds places in a text, the later after the earlier. */
function placesOf(sql: string): (position: number) => Place {
  let line = 1;
  let start = 0;
  return (position) => {
    for (let end = sql.indexOf('\n', start); end >= 0 && end < position; end = sql.indexOf('\n', start)) {
      line += 1;
      start = end + 1;
    }
    return { line, column: position - start + 1 };
  };
}

function readString(sql: string, start: number, opened: string, at: Place): { text: string; end: number } {
  const prefix = opened.replace(/['"`]+$/, '').toLowerCase();
  const mark = opened.slice(prefix.length);
  const what = mark === '`' ? 'identifier' : prefix.includes('b') ? 'bytes literal' : 'string literal';
  let text = '';
  let i = start + opened.length;
  while (!sql.startsWith(mark, i)) {
    const character = sql[i];
    if (character === undefined) throw invalid(`Syntax error: Unclosed ${what}`, at);
    if (character === '\n' && mark.length < 3) throw invalid(`Syntax error: Unclosed ${what}`, at);
    if (character !== '\\') {
      const whole = String.fromCodePoint(sql.codePointAt(i) as number);
      // Bytes are kept one character a byte: those of UTF-8 where the character is beyond ASCII.
      text += prefix.includes('b') ? Buffer.from(whole).toString('latin1') : whole;
      i += whole.length;
    } else if (prefix.includes('r')) {
      text += sql.slice(i, i + 2);
      i += 2;
    } else {
      const escaped = readEscape(sql, i, { at, bytes: prefix.includes('b') });
      text += escaped.text;
      i += escaped.length;
    }
  }
  return { text, end: i + mark.length };
}

const PLAIN: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};

function readEscape(
  sql: string,
  i: number,
  { at, bytes }: { readonly at: Place; readonly bytes: boolean },
): { text: string; length: number } {
  const next = sql[i + 1] ?? '';
  const plain = PLAIN[next];
  if (plain !== undefined) return { text: plain, length: 2 };
  const coded = /^\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(
    sql.slice(i, i + 10),
  );
  if (coded === null || (bytes && /u/i.test(next)))
    throw invalid(`Syntax error: Illegal escape sequence: \\${next}`, at);
  const [whole, x, X, u, U, octal] = coded;
  const code = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt((x ?? X ?? u ?? U) as string, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw invalid(`Syntax error: Illegal escape sequence: ${whole}`, at);
  }
  return { text: String.fromCodePoint(code), length: whole.length };
}
