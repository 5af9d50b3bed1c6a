import type {
  Checkboxes,
  Datepicker,
  ExternalSelect,
  HomeView,
  KnownBlock,
  ModalView,
  MultiExternalSelect,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
} from '@slack/types';
import { actions, carries, context, partBlocks, pressable, section } from './blocks.ts';
import { flat, type Language, spokenIn } from './language/index.ts';
import { plainAction, plainPart } from './language/plain.ts';
import type { Action, Words } from './message.ts';
import { cut, mrkdwn, plain } from './mrkdwn.ts';
import type { Choice, Choosing, Control, Home, Modal, SurfacePart } from './surface.ts';

/** What Slack accepts of a view: more is answered with invalid_arguments, and nothing opens. */
const MAX = { blocks: 100, title: 24, header: 150, section: 3000, option: 75, choices: 10, memory: 3000, label: 2000 };
/** What one part of a view may take; all of a view together may be 250 kB. */
const PART = 6000;

/** The action ids of all controls start with this; the name of the control follows. */
export const CONTROL_PREFIX = 'sync_control_';
/** The block ids of all controls start with this; errors of a form are told by them. */
export const FIELD_PREFIX = 'sync_field_';

export function toHome(home: Home, language: Language): HomeView {
  return { type: 'home', callback_id: 'sync_home', blocks: viewBlocks(home.parts, language) };
}

export function toModal(modal: Modal, language: Language): ModalView {
  const words = (said: Words) => ({
    type: 'plain_text' as const,
    text: cut(plain(flat(language, said)), MAX.title),
    emoji: false,
  });
  // What is too long to be remembered whole would be remembered wrong.
  if (modal.memory.length > MAX.memory) throw new RangeError(`the memory of ${modal.callback} is too long`);
  return {
    type: 'modal',
    callback_id: modal.callback,
    title: words(modal.title),
    close: words(modal.close),
    ...(modal.submit === null ? {} : { submit: words(modal.submit) }),
    private_metadata: modal.memory,
    blocks: viewBlocks(modal.parts, language),
  };
}

/** Choices as the answer to a search; at most 100 are taken. */
export const toOptions = (choices: readonly Choice[], language: Language): PlainTextOption[] =>
  choices.slice(0, 100).map((choice) => option(choice, language));

function viewBlocks(parts: readonly SurfacePart[], language: Language): KnownBlock[] {
  return parts.flatMap((part) => partOf(part, language)).slice(0, MAX.blocks);
}

function partOf(part: SurfacePart, language: Language): KnownBlock[] {
  const line = (text: Words): string => cut(mrkdwn(spokenIn(language, text)), MAX.section);
  switch (part.kind) {
    case 'headline':
      return [{ type: 'header', text: plainText(part.words, language, MAX.header) }];
    case 'small':
      return context(part.lines.map((text) => spokenIn(language, text)));
    case 'line':
      return [{ type: 'divider' }];
    case 'row':
      return [
        part.action === null || !carries(part.action)
          ? section(line(part.text))
          : {
              type: 'section',
              text: { type: 'mrkdwn', text: line(part.text) },
              accessory: button(part.action, language),
            },
      ];
    case 'buttons':
      return actions(part.actions.map((action) => plainAction(action, language)));
    case 'more':
      return [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: CONTROL_PREFIX + part.name,
              text: plainText(part.label, language, MAX.option),
            },
          ],
        },
      ];
    case 'control':
      return [
        {
          type: 'section',
          block_id: FIELD_PREFIX + part.control.name,
          text: { type: 'mrkdwn', text: line(part.text) },
          accessory: accessory(part.control, language),
        },
      ];
    case 'input':
      return [
        {
          type: 'input',
          block_id: FIELD_PREFIX + part.control.name,
          label: plainText(part.label, language, MAX.label),
          ...(part.hint === undefined ? {} : { hint: plainText(part.hint, language, MAX.label) }),
          optional: part.optional,
          dispatch_action: part.tells,
          element: element(part.control, language),
        },
      ];
    default:
      return partBlocks(plainPart(part, language), PART, language);
  }
}

type Accessory = Checkboxes | Datepicker | ExternalSelect | MultiExternalSelect | RadioButtons;

function element(control: Control, language: Language): Accessory | PlainTextInput {
  if (control.kind !== 'note') return accessory(control, language);
  return {
    type: 'plain_text_input',
    action_id: CONTROL_PREFIX + control.name,
    multiline: false,
    max_length: control.most,
    placeholder: plainText(control.placeholder, language, 150),
  };
}

function accessory(control: Choosing, language: Language): Accessory {
  const action_id = CONTROL_PREFIX + control.name;
  switch (control.kind) {
    case 'one': {
      const options = control.choices.slice(0, MAX.choices).map((choice) => option(choice, language));
      const initial_option = options.find(({ value }) => value === control.chosen[0]);
      return { type: 'radio_buttons', action_id, options, ...(initial_option === undefined ? {} : { initial_option }) };
    }
    case 'several': {
      const options = control.choices.slice(0, MAX.choices).map((choice) => option(choice, language));
      const initial_options = options.filter(({ value }) => control.chosen.includes(value as string));
      return { type: 'checkboxes', action_id, options, ...(initial_options.length === 0 ? {} : { initial_options }) };
    }
    case 'search':
    case 'search-several': {
      const chosen = toOptions(control.chosen, language);
      const shared = { action_id, placeholder: plainText(control.placeholder, language, 150), min_query_length: 0 };
      if (control.kind === 'search')
        return { type: 'external_select', ...shared, ...(chosen.length === 0 ? {} : { initial_option: chosen[0] }) };
      const most = control.most === undefined ? {} : { max_selected_items: control.most };
      return {
        type: 'multi_external_select',
        ...shared,
        ...most,
        ...(chosen.length === 0 ? {} : { initial_options: chosen }),
      };
    }
    case 'date':
      return { type: 'datepicker', action_id, ...(control.chosen === null ? {} : { initial_date: control.chosen }) };
  }
}

const option = ({ id, label, about }: Choice, language: Language): PlainTextOption => ({
  text: plainText(label, language, MAX.option),
  value: id,
  ...(about === undefined ? {} : { description: plainText(about, language, MAX.option) }),
});

const button = (action: Action, language: Language) => pressable(plainAction(action, language), 0);

const plainText = (words: Words, language: Language, most: number) => ({
  type: 'plain_text' as const,
  text: cut(plain(flat(language, words)), most),
  emoji: false,
});
