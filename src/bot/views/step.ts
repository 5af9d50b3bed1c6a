import type { Run } from '../../jobs/index.ts';
import { code, say, type Text } from '../message.ts';
import { whatHappened, whatToDo } from './error.ts';
import { runWord } from './facts.ts';

/** What a workflow hears of a step that did not succeed. */

const SHOWN = 5;

/** The class and the next action of each run, so that whoever reads the workflow's error knows what to do. */
export function stepFailureText(runs: readonly Run[]): Text {
  if (runs.length === 0) return say`The history does not know this run any more. Ask in Slack: /sync status`;
  const lines = runs.slice(0, SHOWN).map(oneFailure);
  const text = lines.flatMap((line, i): Text => (i === 0 ? line : [' ', ...line]));
  return runs.length > SHOWN ? say`${text} And ${runs.length - SHOWN} more: /sync status` : text;
}

const oneFailure = (run: Run): Text =>
  run.error === null
    ? say`Run ${run.id} of ${run.table}: ${runWord(run)}. Its log: /sync log ${run.id}`
    : say`Run ${run.id} of ${run.table} failed (${code(run.error.code)}): ${whatHappened(run.error)} ${whatToDo(run.error)} More: /sync explain ${run.id}`;

export function stepTroubleText(trouble: 'nobody' | 'role' | 'tables'): Text {
  switch (trouble) {
    case 'nobody':
      return say`The step does not say who runs it: set "Who asks" to the person who used the workflow.`;
    case 'role':
      return say`Running needs the role operator, and the person in "Who asks" does not have it. It is given under roles: operator: in tables.yml.`;
    case 'tables':
      return say`The step names no table: write names or a selector like tag:core into "Tables".`;
  }
}
