/**
 * What people are told, as data. A view makes a Message; blocks.ts prints it for Slack and text.ts for a terminal.
 * Plain strings in it are never markup: both printers escape them.
 */

export type Tone = 'neutral' | 'running' | 'success' | 'warning' | 'error';

/** A piece of a line. A command is printed the way its reader would type it. */
export type Span =
  | string
  | { readonly kind: 'strong' | 'code' | 'command' | 'person'; readonly text: string }
  | { readonly kind: 'time'; readonly at: number; readonly when: When };
export type Text = readonly Span[];

/** From where a moment is looked at: epoch ms and the zone of tables.yml. */
export type When = { readonly now: number; readonly zone: string };

export type Field = { readonly label: string; readonly value: Text };
export type TableColumn = { readonly title: string; readonly align?: 'left' | 'right' };
export type Part =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly label: string; readonly lines: readonly string[] };

/** A button: `command` is what it types for the person who presses it. */
export type Action = {
  readonly label: string;
  readonly command: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
};

export type Message = {
  readonly tone: Tone;
  /** One line that stands alone: a phone shows only this. It says the state in words. */
  readonly title: string;
  readonly parts: readonly Part[];
  /** Small print: who, since when, and what to type next. */
  readonly context: readonly Text[];
  readonly actions: readonly Action[];
};

/** A line with spans and other lines in it: say`${code(name)} is running`. */
export const say = (words: TemplateStringsArray, ...inside: readonly (Span | Text | number)[]): Text =>
  words
    .flatMap((word, i) => {
      const next = inside[i] ?? '';
      return [
        word,
        ...(typeof next === 'number' ? [String(next)] : Array.isArray(next) ? (next as Text) : [next as Span]),
      ];
    })
    .filter((span) => span !== '');

export const strong = (text: string): Span => ({ kind: 'strong', text });
export const code = (text: string): Span => ({ kind: 'code', text });
/** What a person may type next, without its prefix: `run users`. */
export const command = (text: string): Span => ({ kind: 'command', text });
/** A Slack id is mentioned, any other name is printed as it is. */
export const person = (id: string): Span => ({ kind: 'person', text: id });
export const time = (at: number, when: When): Span => ({ kind: 'time', at, when });

/** Spans in a row with a separator between them. */
export const list = (spans: readonly Span[], separator = ', '): Text =>
  spans.flatMap((span, i) => (i === 0 ? [span] : [separator, span]));

export const text = (line: Text): Part => ({ kind: 'text', text: line });
export const fields = (...rows: readonly (Field | null)[]): Part => ({
  kind: 'fields',
  fields: rows.filter((row) => row !== null),
});
export const field = (label: string, value: Text | string): Field => ({
  label,
  value: typeof value === 'string' ? [value] : value,
});

/** A Message from what differs. */
export const message = (tone: Tone, title: string, rest: Partial<Omit<Message, 'tone' | 'title'>> = {}): Message => ({
  tone,
  title,
  parts: rest.parts ?? [],
  context: rest.context ?? [],
  actions: rest.actions ?? [],
});
