import type { Jobs, Run } from '../../jobs/index.ts';
import { reaches } from '../access.ts';
import type { Reply } from '../commands/command.ts';
import { COMMANDS, dispatch } from '../commands/index.ts';
import type { Contexts } from '../contexts.ts';
import { flat } from '../language/index.ts';
import { type Log, traceOf } from '../log.ts';
import type { Message } from '../message.ts';
import { lineOf, parse } from '../parse.ts';
import { isOver } from '../policy.ts';
import type { Timers } from '../timers.ts';
import { stepFailureText, stepTroubleText } from '../views/step.ts';
import { split } from '../words.ts';

/** One execution of the workflow step "Run sync and wait". */
export type StepCall = {
  readonly execution: string;
  readonly tables: string;
  readonly note: string;
  /** Who used the workflow; the step runs as they would. */
  readonly user: string | null;
};
export type StepOutputs = { readonly run: string; readonly state: string; readonly rows: number };

/** Tells Slack how a step ended. `later`: not now, and it has to be told again. */
export type StepEnds = {
  succeed(execution: string, outputs: StepOutputs): Promise<'told' | 'later'>;
  fail(execution: string, error: string): Promise<'told' | 'later'>;
};

type Waiting = { readonly execution: string; readonly runs: readonly number[] };

const NOTE = 'workflow steps';
const FOR_MS = 7 * 86_400_000;
const AGAIN_MS = 60_000;

export type StepsOptions = {
  readonly jobs: Jobs;
  readonly contexts: Contexts;
  readonly ends: StepEnds;
  readonly timers: Timers;
  readonly log: Log;
};

/** Carries out steps of workflows and waits for their runs, over restarts: what waits is a note in the history. */
export function createSteps({ jobs, contexts, ends, timers, log }: StepsOptions) {
  let waiting: readonly Waiting[] = read();
  const telling = new Set<string>();
  let stopped = false;
  let unschedule = (): void => {};

  function read(): readonly Waiting[] {
    try {
      return JSON.parse(jobs.notes.get(NOTE) ?? '[]') as readonly Waiting[];
    } catch {
      return [];
    }
  }
  function keep(next: readonly Waiting[]): void {
    waiting = next;
    jobs.notes.set(NOTE, next.length === 0 ? null : JSON.stringify(next));
  }

  const unsubscribe = jobs.on((event) => {
    if (event.type !== 'run' || event.change !== 'state' || !isOver(event.run)) return;
    look();
  });

  /** Tells of every step whose runs are all over. */
  function look(): void {
    for (const step of waiting) void settle(step);
  }

  async function settle(step: Waiting): Promise<void> {
    const { execution } = step;
    const runs = step.runs.map((id) => jobs.run(id));
    // A run that the history has forgotten is over, whatever became of it.
    if (stopped || telling.has(execution) || !runs.every((run) => run === null || isOver(run))) return;
    telling.add(execution);
    try {
      const told = await tell(
        execution,
        runs.filter((run) => run !== null),
        runs.includes(null),
      );
      if (told === 'told') keep(waiting.filter((one) => one.execution !== execution));
      else if (!stopped) {
        unschedule();
        unschedule = timers.after(AGAIN_MS, look);
      }
    } catch (error) {
      log.error(traceOf(error), 'ending a step of a workflow went wrong');
    } finally {
      telling.delete(execution);
    }
  }

  function tell(execution: string, runs: readonly Run[], forgotten: boolean): Promise<'told' | 'later'> {
    const bad = runs.filter(({ state }) => state !== 'success');
    if (bad.length > 0 || forgotten) return ends.fail(execution, words(stepFailureText(bad)));
    const rows = runs.reduce((sum, { result }) => sum + (result?.rowsWritten ?? 0), 0);
    return ends.succeed(execution, { run: runs.map(({ id }) => id).join(', '), state: 'success', rows });
  }

  const words = (line: Parameters<typeof flat>[1]): string => flat(jobs.config().slack.language, line);

  async function begin({ execution, tables, note, user }: StepCall): Promise<void> {
    // Slack tells of an execution again where it was not acknowledged in time.
    if (!jobs.firstTime(`step ${execution}`, FOR_MS)) return;
    if (user === null) return void (await ends.fail(execution, words(stepTroubleText('nobody'))));
    const context = { ...(await contexts({ user, team: null }, null)), mouth: 'workflow' };
    if (!reaches(context.role, 'operator')) return void (await ends.fail(execution, words(stepTroubleText('role'))));
    const parsed = parse(split(`run ${tables}`), COMMANDS);
    const call = parsed.kind === 'call' ? parsed.call : null;
    if (call === null || call.args.length === 0)
      return void (await ends.fail(execution, words(stepTroubleText('tables'))));
    const line = lineOf({ ...call, flags: { ...call.flags, yes: '', ...(note === '' ? {} : { note }) } });
    const reply: Reply = await dispatch(split(line), context);
    const runs = [...reply.started, ...reply.joined];
    if (reply.outcome !== 'ok' || runs.length === 0) {
      await ends.fail(execution, plain(reply.message));
      return;
    }
    const step = { execution, runs };
    keep([...waiting, step]);
    await settle(step);
  }

  const plain = ({ title, parts }: Message): string => {
    const first = parts.find((part) => part.kind === 'text');
    const head = words(title);
    return first === undefined ? head : `${head}: ${words(first.text)}`;
  };

  return {
    begin,
    /** What was over while nobody was here is told now. */
    start: look,
    stop(): void {
      stopped = true;
      unsubscribe();
      unschedule();
    },
  };
}
