/**
 * What people are told, as data. A view makes a Message; blocks.ts prints it for Slack and text.ts for a terminal.
 * Plain strings in it are never markup: both printers escape them.
 */

export type Tone = 'neutral' | 'running' | 'success' | 'warning' | 'error';

/** A piece of a line. A command is printed the way its reader would type it. A plain string is data: a name, a note, a number. */
export type Span =
  | string
  | { readonly kind: 'code' | 'command' | 'person'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: Text }
  | { readonly kind: 'link'; readonly text: Text; readonly url: string }
  | { readonly kind: 'time'; readonly at: number; readonly when: When }
  | { readonly kind: 'phrase'; readonly key: string; readonly args: readonly Text[] };
/** What is left when every phrase is said in a language. */
export type PlainSpan =
  | Exclude<Span, { readonly kind: 'strong' | 'link' | 'phrase' }>
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'strong'; readonly text: string };
export type Text = readonly Span[];
/** Where everything said is ours, a plain string is a phrase too: `Run again`. */
export type Words = string | Text;

/** From where a moment is looked at: epoch ms and the zone of tables.yml. */
export type When = { readonly now: number; readonly zone: string };

export type Field = { readonly label: Words; readonly value: Text };
export type TableColumn = { readonly title: Words; readonly align?: 'left' | 'right' };
/** A plain string in a cell is data. */
export type Cell = string | Text;
export type Part =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'code'; readonly label: Words; readonly lines: readonly string[] };

/**
 * A button: `command` is what it types for the person who presses it. With `choices` it is a menu, each of which types a
 * command of its own; `command` is then the one that a terminal shows.
 */
export type Action = {
  readonly label: Words;
  readonly command: string;
  readonly style?: 'primary' | 'danger';
  readonly choices?: readonly Choice[];
  readonly confirm?: { readonly title: Words; readonly text: Words; readonly yes: Words; readonly no: Words };
};

export type Choice = { readonly label: Words; readonly command: string };

export type Message = {
  readonly tone: Tone;
  /** One line that stands alone: a phone shows only this. It says the state in words. */
  readonly title: Words;
  readonly parts: readonly Part[];
  /** Small print: who, since when, and what to type next. */
  readonly context: readonly Text[];
  readonly actions: readonly Action[];
};

/**
 * A phrase of ours with places for data and for other lines: say`${code(name)} is running`. Other languages find it by
 * its English with numbered places, `{0} is running`, so whole sentences are one phrase, and what differs is inside.
 */
export const say = (words: TemplateStringsArray, ...inside: readonly (Span | Text | number)[]): Text => {
  const args = inside.map((one): Text => {
    if (typeof one === 'number') return [String(one)];
    return Array.isArray(one) ? (one as Text) : [one as Span];
  });
  const key = words.map((word, i) => (i === 0 ? word : `{${i - 1}}${word}`)).join('');
  return key === '{0}' ? args[0]! : [{ kind: 'phrase', key, args }];
};

/** Words of ours as a line. */
export const wordsOf = (words: Words): Text =>
  typeof words === 'string' ? [{ kind: 'phrase', key: words, args: [] }] : words;

export const strong = (words: Words): Span => ({ kind: 'strong', text: wordsOf(words) });
/** Words that lead somewhere when they are pressed. */
export const link = (words: Words, url: string): Span => ({ kind: 'link', text: wordsOf(words), url });
export const code = (text: string): Span => ({ kind: 'code', text });
/** What a person may type next, without its prefix: `run users`. */
export const command = (text: string): Span => ({ kind: 'command', text });
/** A Slack id is mentioned, any other name is printed as it is. */
export const person = (id: string): Span => ({ kind: 'person', text: id });
export const time = (at: number, when: When): Span => ({ kind: 'time', at, when });

/** Pieces in a row with a separator between them, which is of ours: `, ` or ` or `. */
export const list = (pieces: readonly (Span | Text)[], separator: Words = ', '): Text =>
  pieces.flatMap((piece, i): Text => {
    const spans = Array.isArray(piece) ? (piece as Text) : [piece as Span];
    return i === 0 ? spans : [...wordsOf(separator), ...spans];
  });

/** `a, b and c`. */
export const listed = (pieces: readonly (Span | Text)[]): Text =>
  pieces.length < 2 ? list(pieces) : say`${list(pieces.slice(0, -1))} and ${pieces.at(-1)!}`;

/** A phrase as a line: what a plain string is where everything is ours. */
export const phrase = (key: string): Text => wordsOf(key);

export const text = (line: Text): Part => ({ kind: 'text', text: line });
export const fields = (...rows: readonly (Field | null)[]): Part => ({
  kind: 'fields',
  fields: rows.filter((row) => row !== null),
});
export const field = (label: Words, value: Text | string): Field => ({
  label,
  value: typeof value === 'string' ? [value] : value,
});

/** A Message from what differs. */
export const message = (tone: Tone, title: Words, rest: Partial<Omit<Message, 'tone' | 'title'>> = {}): Message => ({
  tone,
  title,
  parts: rest.parts ?? [],
  context: rest.context ?? [],
  actions: rest.actions ?? [],
});
