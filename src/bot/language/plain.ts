import type { Action, Message, Part, PlainSpan, TableColumn, Tone, Words } from '../message.ts';
import { flat, type Language, spokenIn } from './index.ts';

/** A Message with everything in it said in one language: what the printers of Slack and of a terminal start from. */
export type PlainMessage = {
  readonly tone: Tone;
  readonly title: string;
  readonly parts: readonly PlainPart[];
  readonly context: readonly (readonly PlainSpan[])[];
  readonly actions: readonly PlainAction[];
};
export type PlainPart =
  | { readonly kind: 'text'; readonly text: readonly PlainSpan[] }
  | {
      readonly kind: 'fields';
      readonly fields: readonly { readonly label: string; readonly value: readonly PlainSpan[] }[];
    }
  | { readonly kind: 'table'; readonly columns: readonly PlainColumn[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly label: string; readonly lines: readonly string[] };
export type PlainColumn = Omit<TableColumn, 'title'> & { readonly title: string };
export type PlainAction = Omit<Action, 'label' | 'confirm' | 'choices'> & {
  readonly label: string;
  readonly choices?: readonly { readonly label: string; readonly command: string }[];
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
};

export function plainMessage(message: Message, language: Language): PlainMessage {
  const words = (line: Words): string => flat(language, line);
  return {
    tone: message.tone,
    title: words(message.title),
    parts: message.parts.map((part) => plainPart(part, language)),
    context: message.context.map((line) => spokenIn(language, line)),
    actions: message.actions.map((action) => plainAction(action, language)),
  };
}

export function plainAction({ label, confirm, choices, ...rest }: Action, language: Language): PlainAction {
  const words = (line: Words): string => flat(language, line);
  return {
    ...rest,
    label: words(label),
    ...(choices === undefined
      ? {}
      : { choices: choices.map((one) => ({ label: words(one.label), command: one.command })) }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: words(confirm.title),
            text: words(confirm.text),
            yes: words(confirm.yes),
            no: words(confirm.no),
          },
        }),
  };
}

export function plainPart(part: Part, language: Language): PlainPart {
  const words = (line: Words): string => flat(language, line);
  switch (part.kind) {
    case 'text':
      return { kind: 'text', text: spokenIn(language, part.text) };
    case 'fields':
      return {
        kind: 'fields',
        fields: part.fields.map(({ label, value }) => ({ label: words(label), value: spokenIn(language, value) })),
      };
    case 'table':
      return {
        kind: 'table',
        columns: part.columns.map((column) => ({ ...column, title: words(column.title) })),
        rows: part.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : words(cell)))),
      };
    case 'code':
      return { kind: 'code', label: words(part.label), lines: part.lines };
  }
}
