import type { ModalView } from '@slack/types';
import type { Jobs, TableSpec } from '../../jobs/index.ts';
import { reaches } from '../access.ts';
import type { Context } from '../commands/command.ts';
import { MANY } from '../commands/confirm.ts';
import type { Contexts, Who } from '../contexts.ts';
import type { Said } from '../conversation.ts';
import { estimateOf } from '../estimates.ts';
import { statusesOf, statusOf } from '../facts.ts';
import { flat, type Language } from '../language/index.ts';
import type { Text } from '../message.ts';
import { FIELD_PREFIX, toModal, toOptions } from '../surface-blocks.ts';
import type { Timers } from '../timers.ts';
import {
  type Expected,
  type FormFacts,
  type FormValues,
  loadingModal,
  runConfirmModal,
  runFormModal,
} from '../views/run-form.ts';
import { choicesFor, choicesOfWords } from './choices.ts';
import { type FormState, fieldErrors, lineOf, valuesOf } from './form-values.ts';
import { type Origin, placeOf, recall, remember, type Views } from './views.ts';

export type RunFormOptions = {
  readonly jobs: Jobs;
  readonly views: Views;
  readonly converse: (said: Said) => Promise<void>;
  readonly contexts: Contexts;
  readonly language: () => Language;
  /** Which tables a selector means, for whoever asks. */
  readonly select: (context: Context, word: string) => readonly string[];
  /** Which rules ask for another person. */
  readonly approval: (context: Context, line: string) => Promise<readonly Text[]>;
  readonly timers: Pick<Timers, 'after' | 'now'>;
};

/** What became of a form that was sent: what is wrong with it, by block, or the page that comes next. */
export type Sent =
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'next'; readonly view: ModalView };

export type FormSubmission = Who & { readonly memory: string; readonly state: FormState };

/** A modal remembers 3,000 characters, and Slack shows less. */
const LONGEST = 1500;

const RULES_MS = 1_500;

const EMPTY: FormValues = { words: [], scope: 'due', from: null, to: null, dry: false, note: '' };

/** "Run with options", from the moment it is asked for to the command that it becomes. */
export function createRunForm({ jobs, views, converse, contexts, language, select, approval, timers }: RunFormOptions) {
  /** The last change of each form that is being shown: what came before it needs no showing any more. */
  const turns = new Map<string, Promise<void>>();
  const choosable = () =>
    statusesOf(jobs).map(({ name, route }) => ({ name, about: `${route.source} → ${route.destination}` }));

  async function factsOf(context: Context, values: FormValues): Promise<FormFacts> {
    const tables = tablesOf(context, values.words);
    return {
      values,
      chosen: choicesOfWords(values.words, choosable()),
      expected: tables.map((table) => expectedOf(jobs, table)),
      role: context.role,
      mayRun: reaches(context.role, 'operator'),
      approval: tables.length === 0 || values.dry ? [] : await inTime(approval(context, lineOf(values))),
      when: { now: context.now, zone: jobs.config().timezone },
    };
  }

  /** A rule may have to ask a source how large a table is, and Slack waits three seconds for the whole answer. */
  async function inTime(asked: Promise<readonly Text[]>): Promise<readonly Text[] | null> {
    let onTime = () => {};
    const late = new Promise<null>((resolve) => {
      onTime = timers.after(RULES_MS, () => resolve(null));
    });
    const rules = await Promise.race([asked.catch(() => null), late]);
    onTime();
    return rules;
  }

  const tablesOf = (context: Context, words: readonly string[]): readonly string[] => [
    ...new Set(words.flatMap((word) => select(context, word))),
  ];
  const read = (state: FormState) => valuesOf(state, Object.keys(jobs.config().tables));

  return {
    /** `over`: in front of a modal that is open. */
    async open(
      asked: Who & { readonly trigger: string; readonly origin: Origin; readonly over?: 'modal' },
    ): Promise<void> {
      const memory = remember(asked.origin);
      const id = await views.open(asked.trigger, toModal(loadingModal(memory), language()), asked.over);
      if (id === null) return;
      const context = await contexts(asked, asked.origin);
      await views.update(id, toModal(runFormModal(await factsOf(context, EMPTY), memory), context.language));
    },

    /** Something was chosen: the small print below the form follows, in the order of the choices. */
    async changed({ memory, state, ...who }: FormSubmission, id: string): Promise<void> {
      const before = turns.get(id) ?? Promise.resolve();
      const turn = before.then(async () => {
        if (turns.get(id) !== turn) return;
        const context = await contexts(who, recall(memory).origin);
        await views.update(
          id,
          toModal(runFormModal(await factsOf(context, read(state).values), memory), context.language),
        );
      });
      turns.set(id, turn);
      await turn.finally(() => turns.get(id) === turn && turns.delete(id));
    },

    /** The answer to what is being typed into the field of tables. */
    async search(who: Who, query: string) {
      const context = await contexts(who, null);
      return toOptions(
        choicesFor(query, choosable(), (word) => select(context, word)),
        context.language,
      );
    },

    async sent({ memory, state, ...who }: FormSubmission): Promise<Sent> {
      const { origin } = recall(memory);
      const context = await contexts(who, origin);
      const { values, gone } = read(state);
      const specs = jobs.config().tables;
      const tables = tablesOf(context, values.words).flatMap(
        (name): TableSpec | readonly TableSpec[] => specs[name] ?? [],
      );
      const problems = fieldErrors(values, gone, tables, reaches(context.role, 'operator'));
      const errors = Object.entries(problems).map(([name, words]) => [
        FIELD_PREFIX + name,
        flat(context.language, words),
      ]);
      if (errors.length > 0) return { kind: 'errors', errors: Object.fromEntries(errors) };
      const many = tables.length > MANY;
      // What a selector means may change until the form is confirmed: the names are what was agreed to.
      const named = lineOf({ ...values, words: tables.map(({ name }) => name) }, many);
      const line = named.length <= LONGEST ? named : lineOf(values, many);
      const next = remember(origin, { line });
      return {
        kind: 'next',
        view: toModal(runConfirmModal(await factsOf(context, values), line, next), context.language),
      };
    },

    /** Says the command of a form that was confirmed, where it was asked for; in a conversation of their own from App Home. */
    async confirmed({ user, team }: Who, memory: string, key: string): Promise<void> {
      const { origin, line } = recall(memory);
      if (line === null) return;
      const { place, spokenThere } = await placeOf(views, origin, user);
      await converse({
        line,
        user,
        team,
        place,
        spokenThere,
        mouth: 'window',
        key,
        async answer(message, visibility) {
          await views.post(place, message, visibility === 'private' && origin !== null ? user : null);
        },
      });
    },
  };
}

function expectedOf(jobs: Jobs, table: string): Expected {
  const estimate = estimateOf(jobs, table);
  const status = statusOf(jobs, table);
  return { table, rows: estimate?.rows ?? null, ms: estimate?.ms ?? null, active: status?.active ?? null };
}
