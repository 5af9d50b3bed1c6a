import type { PlainSpan } from './message.ts';
import { absolute } from './when.ts';

// Lines as Slack's mrkdwn. Whatever is in them is escaped.

const COMMAND = '/sync';

/**
 * A line as mrkdwn. Slack takes `*` and back-ticks for markers only where no letter touches them from outside, and
 * full-width punctuation counts as one: there a space is put between.
 */
export function mrkdwn(line: readonly PlainSpan[]): string {
  let before = '';
  let marked = false;
  for (const piece of line) {
    const printed = span(piece);
    const marks = isMarked(piece);
    const touches = (marks && TOUCHES_LEFT.test(before)) || (marked && (marks || TOUCHES_RIGHT.test(printed)));
    before += touches && printed !== '' && before !== '' ? ` ${printed}` : printed;
    if (printed !== '') marked = marks;
  }
  return before;
}

const isMarked = (piece: PlainSpan): boolean =>
  typeof piece !== 'string' && (piece.kind === 'strong' || piece.kind === 'code' || piece.kind === 'command');

/** Letters, digits, and the punctuation, brackets and signs that Japanese is written with. */
const TOUCHING = '[\\p{L}\\p{M}\\p{N}_\\u3000-\\u303f\\u30fb\\uff00-\\uffef]';
const TOUCHES_LEFT = new RegExp(`${TOUCHING}$`, 'u');
const TOUCHES_RIGHT = new RegExp(`^${TOUCHING}`, 'u');

function span(piece: PlainSpan): string {
  if (typeof piece === 'string') return escaped(piece);
  switch (piece.kind) {
    case 'strong':
      return `*${escaped(piece.text)}*`;
    case 'link':
      return `<${escaped(piece.url).replaceAll('|', '%7C')}|${escaped(piece.text).replaceAll('|', '/')}>`;
    case 'code':
      return `\`${escaped(piece.text.replaceAll('`', "'"))}\``;
    case 'command':
      return `\`${COMMAND} ${escaped(piece.text.replaceAll('`', "'"))}\``;
    case 'person':
      if (/^[UW][A-Z0-9]{2,}$/.test(piece.text)) return `<@${piece.text}>`;
      if (/^S[A-Z0-9]{6,}$/.test(piece.text)) return `<!subteam^${piece.text}>`;
      return /^[CG][A-Z0-9]{6,}$/.test(piece.text) ? `<#${piece.text}>` : escaped(piece.text);
    case 'time':
      return `<!date^${Math.floor(piece.at / 1000)}^{time} {date_short_pretty}|${absolute(piece.at, piece.when.zone)}>`;
  }
}

/** Names and notes are data: `<!channel>` in one must not call anybody. */
export const escaped = (raw: string): string =>
  plain(raw).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Without control characters, which would break a line, without marks that turn the direction of what follows them, our
 * own words included, and without halves of characters, which Slack refuses.
 */
export const plain = (raw: string): string =>
  raw
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\n]+/gu, ' ');

const characters = new Intl.Segmenter();

/** From 1 to `max` UTF-16 units, never cut in the middle of what readers see as one character, an entity or a `<…>`. */
export function cut(whole: string, max: number): string {
  if (whole.length <= max) return whole === '' ? '–' : whole;
  // As much behind the cut as shows whether a character goes on there.
  const beginning = whole.slice(0, max + 200);
  const end = characters.segment(beginning).containing(max - 1)?.index ?? max - 1;
  return `${whole.slice(0, end).replace(/(?:&[a-z]{0,4}|<[^>]*)$/, '')}…`;
}
