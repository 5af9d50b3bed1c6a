import type { Action, Part, Text, Words } from './message.ts';

/**
 * A modal or App Home, as data: the parts of a Message, rows with a button, and controls. surface-blocks.ts prints it for
 * Slack in one language.
 */

/** What may be chosen. `id` travels through Slack (at most 75 characters); `label` is what people see. */
export type Choice = { readonly id: string; readonly label: Words; readonly about?: Words };

/** `name` is the control's: what is chosen comes back under it. */
export type Control = { readonly name: string } & (
  | { readonly kind: 'one' | 'several'; readonly choices: readonly Choice[]; readonly chosen: readonly string[] }
  /** Choices are asked of us while the person types: there may be more than a list can hold. */
  | {
      readonly kind: 'search' | 'search-several';
      readonly placeholder: Words;
      readonly chosen: readonly Choice[];
      readonly most?: number;
    }
  /** `YYYY-MM-DD`. */
  | { readonly kind: 'date'; readonly chosen: string | null }
  | { readonly kind: 'note'; readonly placeholder: Words; readonly most: number }
);

/** One that Slack lets stand beside a text: everything but a field to write into. */
export type Choosing = Exclude<Control, { readonly kind: 'note' }>;
export type SurfacePart =
  | Part
  | { readonly kind: 'headline'; readonly words: Words }
  | { readonly kind: 'small'; readonly lines: readonly Text[] }
  | { readonly kind: 'line' }
  /** One line and one button beside it. */
  | { readonly kind: 'row'; readonly text: Text; readonly action: Action | null }
  | { readonly kind: 'buttons'; readonly actions: readonly Action[] }
  /** A button that makes more of this surface visible. */
  | { readonly kind: 'more'; readonly name: string; readonly label: Words }
  /** A control that acts at once. */
  | { readonly kind: 'control'; readonly text: Text; readonly control: Choosing }
  /** A control of a form: its value is read when the form is sent. `tells`: a change is told at once, too. */
  | {
      readonly kind: 'input';
      readonly label: Words;
      readonly hint?: Words;
      readonly optional: boolean;
      readonly tells: boolean;
      readonly control: Control;
    };

export type Home = { readonly parts: readonly SurfacePart[] };

export type Modal = {
  /** By which we know it again when it is sent. */
  readonly callback: string;
  /** At most 24 characters in every language. */
  readonly title: Words;
  readonly submit: Words | null;
  readonly close: Words;
  readonly parts: readonly SurfacePart[];
  /** What it has to remember until it is sent; at most 3,000 characters. */
  readonly memory: string;
};

export const headline = (words: Words): SurfacePart => ({ kind: 'headline', words });
export const small = (...lines: readonly Text[]): SurfacePart => ({ kind: 'small', lines });
export const row = (text: Text, action: Action | null = null): SurfacePart => ({ kind: 'row', text, action });
export const buttons = (...actions: readonly Action[]): SurfacePart => ({ kind: 'buttons', actions });
