import type { Role, Run, Scope } from '../../jobs/index.ts';
import { code, command, list, say, strong, type Text, text, time, type When } from '../message.ts';
import type { Choice, Modal, SurfacePart } from '../surface.ts';
import { small } from '../surface.ts';
import { asker, runWord, scopeText } from './facts.ts';
import { duration, rows } from './quantities.ts';

/** The modal "Run with options": the form, and the page that says what exactly will run. */

export const RUN_FORM = 'sync_run_form';
export const RUN_CONFIRM = 'sync_run_confirm';

/** The controls of the form, by the names under which Slack gives back what was chosen. */
export const FORM = { tables: 'tables', scope: 'scope', from: 'from', to: 'to', dry: 'dry', note: 'note' } as const;
const MOST_TABLES = 100;
const SHOWN = 5;

/** What was filled in. */
export type FormValues = {
  /** As tables or selectors are typed: `users`, `user_*`. */
  readonly words: readonly string[];
  readonly scope: Scope['kind'];
  readonly from: string | null;
  readonly to: string | null;
  readonly dry: boolean;
  readonly note: string;
};

/** One of the tables that were chosen, as far as it says what a run will be like. */
export type Expected = {
  readonly table: string;
  /** By the last runs that succeeded; null where there was none. */
  readonly rows: number | null;
  readonly ms: number | null;
  readonly active: Run | null;
};

export type FormFacts = {
  readonly values: FormValues;
  readonly chosen: readonly Choice[];
  readonly expected: readonly Expected[];
  readonly role: Role;
  readonly mayRun: boolean;
  /** Which rules ask for another person, each in a sentence; null where it could not be told in time. */
  readonly approval: readonly Text[] | null;
  readonly when: When;
};

const title = 'Run a sync';

export const loadingModal = (memory: string): Modal => ({
  callback: 'sync_loading',
  title: ['sync-bot'],
  submit: null,
  close: 'Close',
  parts: [text(say`One moment …`)],
  memory,
});

export function runFormModal(facts: FormFacts, memory: string): Modal {
  const { values, mayRun } = facts;
  const scopes: readonly Choice[] = [
    { id: 'due', label: 'As configured', about: 'What the schedule would read' },
    { id: 'full', label: 'Everything again', about: 'Reads the whole table, like --full' },
    { id: 'window', label: 'Some days', about: 'Rows between two dates, like --from and --to' },
    { id: 'gaps', label: 'Gaps', about: 'Compares all keys and loads what was missed, like --gaps' },
  ];
  return {
    callback: RUN_FORM,
    title,
    submit: 'Continue',
    close: 'Close',
    memory,
    parts: [
      {
        kind: 'input',
        label: 'Tables',
        hint: 'Type a part of the name, or a selector like user_* or tag:core',
        optional: false,
        tells: true,
        control: {
          kind: 'search-several',
          name: FORM.tables,
          placeholder: 'Choose tables',
          chosen: facts.chosen,
          most: MOST_TABLES,
        },
      },
      {
        kind: 'input',
        label: 'What to read',
        optional: false,
        tells: true,
        control: { kind: 'one', name: FORM.scope, choices: scopes, chosen: [values.scope] },
      },
      ...(values.scope === 'window' ? days(values) : []),
      {
        kind: 'input',
        label: 'Before it runs',
        optional: true,
        tells: true,
        control: {
          kind: 'several',
          name: FORM.dry,
          choices: [{ id: 'dry', label: 'Dry run: only show the plan', about: 'Nothing is copied' }],
          chosen: values.dry || !mayRun ? ['dry'] : [],
        },
      },
      {
        kind: 'input',
        label: 'Note',
        hint: 'Why: it is shown with the run and kept in the audit',
        optional: true,
        tells: false,
        control: { kind: 'note', name: FORM.note, placeholder: 'after the price fix', most: 300 },
      },
      { kind: 'line' },
      small(...outlook(facts)),
    ],
  };
}

const days = ({ from, to }: FormValues): readonly SurfacePart[] => [
  {
    kind: 'input',
    label: 'From this day',
    optional: true,
    tells: true,
    control: { kind: 'date', name: FORM.from, chosen: from },
  },
  {
    kind: 'input',
    label: 'To before this day',
    hint: 'The day itself is not read any more',
    optional: true,
    tells: true,
    control: { kind: 'date', name: FORM.to, chosen: to },
  },
];

/** What a run like this is going to be: small print that changes with every choice. */
function outlook(facts: FormFacts): readonly Text[] {
  const { expected, mayRun, role, approval } = facts;
  if (expected.length === 0) return [say`Choose tables, and here stands how long it takes and who has to agree.`];
  const lines: Text[] = [estimate(expected, facts.values.scope)];
  const active = expected.flatMap((one) => (one.active === null ? [] : [one.active]));
  if (active.length > 0)
    lines.push(say`Has a run already, no second one is started: ${joined(active.slice(0, SHOWN).map(runOf))}`);
  if (!mayRun) lines.push(say`You are ${role}: you may see the plan, and running needs the role operator.`);
  else if (approval === null) lines.push(say`Whether another person has to approve it is told when it is asked for.`);
  else if (approval.length > 0 && !facts.values.dry)
    lines.push(say`Another person has to approve it. ${reasons(approval)}`);
  else lines.push(say`Nobody else has to agree.`);
  return lines;
}

function estimate(expected: readonly Expected[], scope: Scope['kind']): Text {
  const known = expected.filter((one) => one.ms !== null);
  if (known.length === 0) return say`No run like this has succeeded before: nobody knows how long it takes.`;
  const sum = (of: (one: Expected) => number | null) => known.reduce((all, one) => all + (of(one) ?? 0), 0);
  const [all, took] = [rows(sum((one) => one.rows)), duration(sum((one) => one.ms))];
  if (expected.length === 1) {
    const [one] = expected;
    return scope === 'due'
      ? say`${code(one!.table)} usually takes ${took} for ${all}.`
      : say`${code(one!.table)} usually takes ${took} for ${all}; what you ask for may differ.`;
  }
  return known.length === expected.length
    ? say`${expected.length} tables: usually ${all}, ${took} one after the other.`
    : say`${expected.length} tables: usually ${all}, ${took} one after the other; ${expected.length - known.length} of them have never succeeded.`;
}

/** What exactly will happen, before it does. `line` is the command that it is. */
export function runConfirmModal(facts: FormFacts, line: string, memory: string): Modal {
  const { values, expected, approval } = facts;
  const scope = scopeText(scopeFrom(values));
  const single = expected.length === 1;
  const what: Text = values.dry
    ? say`Shows what a run would do, and copies nothing.`
    : single
      ? say`Copies ${code(expected[0]!.table)} now.`
      : say`Copies ${expected.length} tables now: ${names(expected)}.`;
  const asks = approval !== null && approval.length > 0 && !values.dry;
  const parts: SurfacePart[] = [text([strong(what)])];
  if (scope !== null) parts.push(text(say`It reads ${scope}.`));
  parts.push(text(say`The same as ${command(line)}`));
  if (values.note !== '') parts.push(text(say`Note: ${values.note}`));
  if (asks) parts.push(text(say`It starts when another person approves it. ${reasons(approval)}`));
  const busy = expected.filter(({ active }) => active !== null);
  for (const one of busy.slice(0, SHOWN))
    parts.push(
      text(
        say`${code(one.table)} has run ${one.active!.id} already, ${runWord(one.active!)}, asked for by ${asker(one.active!.by)} ${time(one.active!.queuedAt, facts.when)}; no second one is started.`,
      ),
    );
  parts.push(small(...outlook(facts).slice(0, 1)));
  return {
    callback: RUN_CONFIRM,
    title: values.dry ? 'Show the plan?' : asks ? 'Ask for approval?' : 'Run this?',
    submit: values.dry ? 'Show the plan' : asks ? 'Ask for approval' : 'Run',
    close: 'Back',
    parts,
    memory,
  };
}

function scopeFrom({ scope, from, to }: FormValues): Scope {
  return scope === 'window' ? { kind: 'window', from, to } : { kind: scope };
}

const runOf = (run: Run): Text => say`${code(run.table)} (run ${run.id})`;

const names = (expected: readonly Expected[]): Text => {
  const shown = list(expected.slice(0, SHOWN * 2).map(({ table }) => code(table)));
  const more = expected.length - SHOWN * 2;
  return more > 0 ? say`${shown} and ${more} more` : shown;
};

const joined = (pieces: readonly Text[]): Text =>
  pieces.flatMap((piece, i): Text => (i === 0 ? piece : [', ', ...piece]));

const reasons = (all: readonly Text[]): Text =>
  all.slice(0, 3).flatMap((reason, i): Text => (i === 0 ? reason : [' · ', ...reason]));
