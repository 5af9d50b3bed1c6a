import { scopeOf } from '../commands/scope.ts';
import { say, type Text } from '../message.ts';
import { lineOf as commandLine } from '../parse.ts';
import { CONTROL_PREFIX, FIELD_PREFIX } from '../surface-blocks.ts';
import { FORM, type FormValues } from '../views/run-form.ts';
import { wordsOfChoices } from './choices.ts';

/** What Slack says is in a control; every kind of control fills other keys. */
type Filled = {
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[] | null;
  readonly selected_date?: string | null;
  readonly value?: string | null;
};
export type FormState = Readonly<Record<string, Readonly<Record<string, Filled>>>>;

/** By the name of a control. */
export type FieldErrors = Partial<Record<keyof typeof FORM, Text>>;

/** What was filled in; `gone`: how many of the chosen tables tables.yml does not have any more. */
export function valuesOf(
  state: FormState,
  names: readonly string[],
): { readonly values: FormValues; readonly gone: number } {
  const filled = (name: string): Filled => state[FIELD_PREFIX + name]?.[CONTROL_PREFIX + name] ?? {};
  const ids = (filled(FORM.tables).selected_options ?? []).flatMap(({ value }) => value ?? []);
  const { words, gone } = wordsOfChoices(ids, names);
  const scope = filled(FORM.scope).selected_option?.value;
  return {
    gone,
    values: {
      words,
      scope: scope === 'full' || scope === 'window' || scope === 'gaps' ? scope : 'due',
      from: filled(FORM.from).selected_date ?? null,
      to: filled(FORM.to).selected_date ?? null,
      dry: (filled(FORM.dry).selected_options ?? []).length > 0,
      note: (filled(FORM.note).value ?? '').trim(),
    },
  };
}

/** The command that the form is; it reads the same when it is typed. `many`: more tables than are run without a question. */
export function lineOf({ words, scope, from, to, dry, note }: FormValues, many = false): string {
  if (dry) return commandLine({ verb: 'plan', args: words, flags: {} });
  const flags: Record<string, string> = {
    ...(scope === 'full' || scope === 'gaps' ? { [scope]: '' } : {}),
    ...(scope === 'window' && from !== null ? { from } : {}),
    ...(scope === 'window' && to !== null ? { to } : {}),
    ...(note === '' ? {} : { note }),
    // The form has asked already.
    ...(many ? { yes: '' } : {}),
  };
  return commandLine({ verb: 'run', args: words, flags });
}

/** A modal remembers 3,000 characters. */
const LONGEST_LINE = 2500;

type Table = Parameters<typeof scopeOf>[1][number];

/** What has to be filled in otherwise, control by control; empty where it can be done. */
export function fieldErrors(values: FormValues, gone: number, tables: readonly Table[], mayRun: boolean): FieldErrors {
  const { words, scope, from, to, dry } = values;
  if (gone > 0) return { tables: say`${gone} of these are not in tables.yml any more; choose again` };
  if (words.length === 0) return { tables: say`Choose at least one table` };
  if (tables.length === 0) return { tables: say`This means no table now; choose another one` };
  if (lineOf(values).length > LONGEST_LINE)
    return { tables: say`Too many long names; choose a selector like user_* or tag:core instead` };
  if (dry && tables.length > 1) return { dry: say`A dry run is of one table; choose one, or leave this out` };
  if (!dry && !mayRun) return { dry: say`Running needs the role operator; choose the dry run, or ask one who has it` };
  if (dry) return {};
  if (scope === 'window' && from === null && to === null) return { from: say`Choose a first day, a last one, or both` };
  if (scope === 'window' && from !== null && to !== null && from >= to)
    return { to: say`This has to be after ${from}` };
  const flags = scope === 'window' ? { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) } : {};
  const asked = scopeOf(scope === 'full' || scope === 'gaps' ? { [scope]: '' } : flags, tables);
  return asked.ok ? {} : { scope: say`${asked.problem}` };
}
