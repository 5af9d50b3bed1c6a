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
      return span.kind === 'time' ? spoken(span.at, span.when) : span.text;
    })
    .join('');
}

function fill(template: string, args: readonly Text[], language: Language): readonly PlainSpan[] {
  return template
    .split(/\{(\d+)\}/)
    .flatMap((piece, i): readonly PlainSpan[] =>
      i % 2 === 0 ? (piece === '' ? [] : [piece]) : spokenIn(language, args[Number(piece)] ?? []),
    );
}
