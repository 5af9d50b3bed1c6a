import { type PlainSpan, type Text, type Words, wordsOf } from '../message.ts';
import { spoken } from '../when.ts';
import { JA } from './ja/index.ts';

/** The languages that people are spoken to in. */
export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a phrase is in a language; null where nobody has said it in that language yet. English is its own key. */
export function translation(key: string, language: Language): string | null {
  if (language === 'en') return key;
  return Object.hasOwn(JA, key) ? JA[key]! : null;
}

/** A line with every phrase in it said in a language; English where that lacks one. What is data stays as it is. */
export function spokenIn(language: Language, line: Words): readonly PlainSpan[] {
  return wordsOf(line).flatMap((span): readonly PlainSpan[] => {
    if (typeof span === 'string') return [span];
    if (span.kind === 'strong') return [{ kind: 'strong', text: flat(language, span.text) }];
    if (span.kind === 'link') return [{ ...span, text: flat(language, span.text) }];
    if (span.kind !== 'phrase') return [span];
    return fill(translation(span.key, language) ?? span.key, span.args, language);
  });
}

/** The same where nothing but letters can stand: headlines, buttons, cells. */
export function flat(language: Language, line: Words): string {
  return spokenIn(language, line)
    .map((span) => {
      if (typeof span === 'string') return span;
      return span.kind === 'time' ? spoken(span.at, span.when, language) : span.text;
    })
    .join('');
}

function fill(template: string, args: readonly Text[], language: Language): readonly PlainSpan[] {
  const pieces = template.split(/\{(\d+)\}/);
  return pieces.flatMap((piece, i): readonly PlainSpan[] => {
    if (i % 2 === 1) return spokenIn(language, args[Number(piece)] ?? []);
    const before = language === 'ja' && i > 0 ? edge(args[Number(pieces[i - 1])], 'end') : '';
    const after = language === 'ja' && i + 1 < pieces.length ? edge(args[Number(pieces[i + 1])], 'start') : '';
    const words = piece
      .replace(SPACE_AFTER, isKana(before) ? '' : '$&')
      .replace(SPACE_BEFORE, isKana(after) ? '' : '$&');
    return words === '' ? [] : [words];
  });
}

// A place has spaces around it for the sake of names and markers. Where words of ours stand in it, Japanese goes on
// without a space: 48,052 行を公開.
const SPACE_AFTER = /^ (?=[ぁ-ヿ一-鿿])/;
const SPACE_BEFORE = /(?<=[ぁ-ヿ一-鿿]) $/;
const isKana = (char: string): boolean => /^[ぁ-ヿ一-鿿]$/.test(char);

/** The character of ours with which a line starts or ends; empty where that is data or a marker. */
function edge(line: Text | undefined, side: 'start' | 'end'): string {
  const at = side === 'start' ? 0 : -1;
  const span = line?.at(at);
  if (span === undefined || typeof span === 'string' || span.kind !== 'phrase') return '';
  const said = translation(span.key, 'ja') ?? '';
  const place = side === 'start' ? /^\{(\d+)\}/.exec(said) : /\{(\d+)\}$/.exec(said);
  return place === null ? (said.at(at) ?? '') : edge(span.args[Number(place[1])], side);
}
