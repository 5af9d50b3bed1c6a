import type { BoundStatement } from '../warehouse.ts';
import { renderName, TARGET_WORDS, wordsIn } from './target-words.ts';

// The SQL of a model: `{{ … }}` of the moment a run stands for become parameters of the query, and parts of names of tables.

const TYPES: Readonly<Record<string, string>> = { due_date: 'DATE', due_time: 'TIMESTAMP' };
/** What a query may ask for as a parameter; all but the two of TYPES are STRING. */
const PARAMETERS = [...TARGET_WORDS, 'due_time'];

/** Comments; texts, which a backslash cannot end; names in backticks; and what is between them. */
const PIECES =
  /(?<comment>--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<quoted>"""(?:\\[\s\S]|(?!""")[\s\S])*(?:"""|$)|'''(?:\\[\s\S]|(?!''')[\s\S])*(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|(?<name>`(?:\\[\s\S]|[^`\\])*`?)/g;
/** With the part of a name in front of it, where there is one. */
const WORD = /(?<name>[\p{L}\p{N}_]+)?\{\{\s*(?<word>[^{}]*?)\s*\}\}/gu;

type Piece = { readonly kind: 'comment' | 'quoted' | 'name' | 'code'; readonly text: string; readonly at: number };

function piecesOf(sql: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of sql.matchAll(PIECES)) {
    if (match.index > end) pieces.push({ kind: 'code', text: sql.slice(end, match.index), at: end });
    const { comment, quoted } = match.groups ?? {};
    const kind = comment !== undefined ? 'comment' : quoted !== undefined ? 'quoted' : 'name';
    pieces.push({ kind, text: match[0], at: match.index });
    end = match.index + match[0].length;
  }
  if (end < sql.length) pieces.push({ kind: 'code', text: sql.slice(end), at: end });
  return pieces;
}

/** The query without what may stand behind it. */
export function trimQuery(sql: string): string {
  return sql.replace(/[\s;]+$/, '');
}

/** What is wrong with the words in it, each with its line from 1. */
export function sqlMistakes(sql: string): readonly { readonly line: number; readonly said: string }[] {
  const known = (word: string, words: readonly string[]): string | null =>
    words.includes(word) ? null : `{{ ${word} }} is not a part of the moment (allowed: ${words.join(', ')})`;
  return piecesOf(sql).flatMap(({ kind, text, at }) => {
    const line = sql.slice(0, at).split('\n').length;
    if (kind === 'comment') return [];
    if (kind === 'quoted') {
      const [word] = wordsIn(text);
      const said = `{{ ${word} }} stands in quotes, where nothing is put in; write it without them: it is a value of its own`;
      return word === undefined ? [] : [{ line, said }];
    }
    return [...text.matchAll(WORD)].flatMap((match) => {
      const { name, word = '' } = match.groups ?? {};
      const said = known(word, kind === 'name' || name !== undefined ? TARGET_WORDS : PARAMETERS);
      return said === null ? [] : [{ line: line + text.slice(0, match.index).split('\n').length - 1, said }];
    });
  });
}

/** The statement for the moment `due` (ISO 8601), in the model's time zone. */
export function modelStatement(sql: string, due: string, timezone: string): BoundStatement {
  const asked = new Set<string>();
  const rendered = piecesOf(sql).map(({ kind, text }) => {
    if (kind === 'name') return renderName(text, due, timezone);
    if (kind !== 'code') return text;
    const bound = text.replace(WORD, (whole: string, name: string | undefined, word: string) =>
      name === undefined ? `@${word}` : renderName(whole, due, timezone),
    );
    for (const [, word = ''] of bound.matchAll(/(?<!@)@(\w+)/g)) if (PARAMETERS.includes(word)) asked.add(word);
    return bound;
  });
  return {
    sql: rendered.join(''),
    parameters: [...asked].map((name) => ({
      name,
      type: TYPES[name] ?? 'STRING',
      value: name === 'due_time' ? due : renderName(`{{ ${name} }}`, due, timezone),
    })),
  };
}
