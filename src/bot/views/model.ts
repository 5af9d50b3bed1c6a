import type { Pin, PlanReport, Run, TableStatus } from '../../jobs/index.ts';
import {
  code,
  command,
  list,
  listed,
  type Message,
  message,
  type Part,
  phrase,
  say,
  type Text,
  text,
  type When,
} from '../message.ts';
import { runWord } from './facts.ts';
import { pinText, runExactly } from './pinned.ts';
import { PUBLISH } from './plan.ts';
import { bytes, plural } from './quantities.ts';

// What is said of models alone: what they wait for, and what a run of one would do.

type Waits = NonNullable<NonNullable<TableStatus['model']>['waits']>;
type Estimate = NonNullable<PlanReport['model']>;

/** `purchases (run 12 failed) and users (not due yet)`. */
export function waitsText({ for: open }: Waits): Text {
  return listed(open.map(({ table, run }) => say`${table} (${run === null ? phrase('not due yet') : stateOf(run)})`));
}

/** What a person does about it: the first that will not come by itself. */
export function waitsHelp({ for: open }: Waits): Text {
  const stuck = open.find(stands);
  if (stuck === undefined) return say`It starts by itself when they are done.`;
  return stuck.run?.state === 'held'
    ? say`It starts by itself when that is decided: ${command(`status ${stuck.table}`)}.`
    : say`It starts by itself when that has succeeded: ${command(`run ${stuck.table}`)}.`;
}

/** Whether something has to happen that does not happen by itself. */
export const isStuck = (waits: Waits): boolean => waits.for.some(stands);

const stands = ({ run }: Waits['for'][number]): boolean => run !== null && STUCK.includes(run.state);
const STUCK: readonly Run['state'][] = ['failed', 'canceled', 'skipped', 'held'];

function stateOf(run: Run): Text {
  switch (run.state) {
    case 'canceled':
    case 'skipped':
      return say`run ${run.id} was ${runWord(run)}`;
    case 'failed':
      return say`run ${run.id} failed`;
    default:
      return say`run ${run.id} is ${runWord(run)}`;
  }
}

/** What a run of a model would do, before anything is done. */
export function modelPlanMessage({ plan, query, preview }: PlanReport, model: Estimate, pin: Pin, when: When): Message {
  const { destination } = plan;
  const { schema, name } = destination.table;
  const to = [destination.connection, ...(schema === null ? [] : [schema]), name].join('.');
  const over = model.limit !== null && model.bytes > model.limit;
  const bound = model.parameters.map((one) => `@${one.name} = ${one.value}`).join(', ');
  const columns: Part = {
    kind: 'table',
    columns: [{ title: 'column' }, { title: 'type' }],
    rows: plan.columns.map((column) => [column.name, column.to.native]),
  };
  return message(over ? 'warning' : 'neutral', say`Plan for ${plan.table}: a query, nothing has been changed`, {
    parts: [
      text(say`Makes ${code(to)} with ${plural(plan.columns.length, 'column')}. ${costText(model, over)}`),
      ...(model.after.length === 0 ? [] : [text(say`Runs after ${list(model.after)}.`)]),
      columns,
      { kind: 'code', label: 'Query', lines: query.split('\n') },
      ...(bound === '' ? [] : [text(say`Bound in it: ${bound}.`)]),
      text(phrase(PUBLISH[preview.publish])),
    ],
    context: [pinText(pin, when), say`Change it: the SQL of ${plan.table}`],
    actions: [runExactly(pin, !over)],
  });
}

function costText({ bytes: read, limit }: Estimate, over: boolean): Text {
  const size = bytes(read);
  if (limit === null) return say`The query reads ${size}, as a dry run estimates; there is no limit.`;
  return over
    ? say`The query reads ${size}, as a dry run estimates, and max_bytes_billed allows ${bytes(limit)}: a run would be refused.`
    : say`The query reads ${size}, as a dry run estimates; at most ${bytes(limit)} may be billed.`;
}

/** The answer to a command that makes sense for copied tables alone. */
export const modelRefusedMessage = (verb: string, table: string): Message =>
  message('warning', say`${verb}: ${table} is a model`, {
    parts: [
      text(
        say`${table} is made by a query in the warehouse: it has no source to be compared with, and its columns are those of its SQL.`,
      ),
    ],
    context: [say`What it would do: ${command(`plan ${table}`)} · how it stands: ${command(`status ${table}`)}`],
    actions: [{ label: 'Plan', command: `plan ${table}` }],
  });
