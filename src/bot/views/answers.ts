import type { Pause, Run, RunPost } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  link,
  list,
  type Message,
  message,
  type Part,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { lineOf } from '../parse.ts';
import { asker, runWord } from './facts.ts';
import { count, plural } from './quantities.ts';
import { folded } from './select.ts';

/** Short answers to commands that change something. */

export type Submitted = {
  readonly accepted: readonly Run[];
  readonly already: readonly Run[];
  readonly draining: readonly string[];
  readonly early?: readonly Early[];
  /** The messages of runs that go on already, by run. */
  readonly posts?: ReadonlyMap<number, RunPost>;
};
/** A model that was started by hand before others had succeeded today. */
export type Early = { readonly table: string; readonly before: readonly string[] };

/** What became of a request to run tables. */
export function submittedMessage(
  { accepted, already, draining, early = [], posts = new Map() }: Submitted,
  when: When,
): Message {
  const parts: Part[] = [];
  if (accepted.length > 0) parts.push(text(acceptedText(accepted)));
  for (const { table, before } of early) {
    parts.push(
      text(
        before.length === 1
          ? say`${code(table)} reads what is there: ${before[0]!} has not succeeded today.`
          : say`${code(table)} reads what is there: ${list(before)} have not succeeded today.`,
      ),
    );
  }
  for (const run of already) {
    parts.push(
      text(
        say`${code(run.table)} has a run already: run ${run.id}, ${runWord(run)}, asked for by ${asker(run.by)} ${time(run.queuedAt, when)}. No second one was started.`,
      ),
    );
    const post = posts.get(run.id);
    if (post !== undefined) parts.push(text(say`${link('Its message', messageUrl(post))} follows it.`));
    if (run.held?.kind === 'columns' && run.state === 'held')
      parts.push(
        text(
          say`Decide first about ${list(run.held.columns.map(({ column }) => column))}: ${command(`status ${run.table}`)}.`,
        ),
      );
    else if (run.state === 'held')
      parts.push(text(say`Decide first: ${command(`publish ${run.table}`)} or ${command(`discard ${run.table}`)}.`));
  }
  if (draining.length > 0) {
    parts.push(
      text(say`${list(draining.map(code))}: sync-bot is shutting down and starts nothing new. Ask again in a minute.`),
    );
  }
  const held = already.filter((run) => run.state === 'held');
  const names = list(held.map(({ table }) => table));
  const title =
    accepted.length > 0
      ? say`Started ${plural(accepted.length, 'run')}`
      : already.length === 0
        ? say`Not started: shutting down`
        : held.length < already.length
          ? say`Already running`
          : held.length === 1
            ? say`Not started: ${names} is held`
            : say`Not started: ${names} are held`;
  const waiting = [...accepted, ...already][0];
  const stuck = accepted.length === 0 && held.length === already.length;
  return message(draining.length > 0 || stuck ? 'warning' : 'running', title, {
    parts,
    context: [
      waiting === undefined
        ? say`Follow: ${command('status')}`
        : say`Follow: ${command('status')} · stop: ${command(`cancel ${waiting.id}`)}`,
    ],
    actions: already
      .slice(0, 4)
      .map(
        (run): Action =>
          run.state === 'held'
            ? { label: say`Decide about ${run.table}`, command: `status ${run.table}` }
            : { label: say`Log of run ${run.id}`, command: `log ${run.id}` },
      ),
  });
}

/** The message in Slack, as its own links are written. */
const messageUrl = ({ channel, ts }: RunPost): string =>
  `https://slack.com/archives/${channel}/p${ts.replace('.', '')}`;

function acceptedText(runs: readonly Run[]): Text {
  const [first, last] = [runs[0]!, runs.at(-1)!];
  const names = folded(runs.map(({ table }) => table));
  if (runs.length === 1) return say`${names} is run ${first.id}.`;
  return runs.length > 8
    ? say`${names} are runs ${first.id} to ${last.id}.`
    : say`${names} are runs ${list(runs.map(({ id }) => String(id)))}.`;
}

export const canceledManyMessage = (runs: readonly Run[]): Message =>
  message('warning', say`Canceling ${count(runs.length)} runs`, {
    parts: [
      text(folded(runs.map(({ table }) => table))),
      text(
        say`Their statements are being stopped on the server and what was staged is dropped. The tables keep the rows they have now.`,
      ),
    ],
    context: [say`See how they ended: ${command('status')}`],
  });

export const cancelingMessage = (run: Run): Message =>
  message('warning', say`${run.table}: canceling run ${run.id}`, {
    parts: [
      text(
        say`The statement is being stopped on the server and the staging table dropped. The table keeps the rows it has now.`,
      ),
    ],
    context: [say`See how it ended: ${command(`log ${run.id}`)} · start over: ${command(`run ${run.table}`)}`],
  });

export const overMessage = (run: Run, when: When): Message =>
  message('neutral', say`${run.table}: run ${run.id} is over already`, {
    parts: [
      text(say`It ended as ${runWord(run)}, ${time(run.finishedAt ?? when.now, when)}; there is nothing to cancel.`),
    ],
    context: [say`Its log: ${command(`log ${run.id}`)}`],
  });

/** `what` null: nobody said which. */
export const nothingToCancelMessage = (what: string | null, active: readonly Run[]): Message =>
  message('neutral', what === null ? 'Cancel which run?' : say`${what}: no run to cancel`, {
    parts: [
      text(
        active.length === 0
          ? say`Nothing is running now.`
          : say`Not over yet: ${list(active.slice(0, 10).map((run) => code(`${run.id} ${run.table}`)))}.`,
      ),
    ],
    context: [say`Earlier runs: ${command('history TABLE')}`],
    actions: active
      .slice(0, 5)
      .map((run) => ({ label: say`Cancel ${run.id} ${run.table}`, command: `cancel ${run.id}`, style: 'danger' })),
  });

export const pausedMessage = (pauses: readonly Pause[], when: When): Message =>
  message(
    'warning',
    say`${folded(
      pauses.map(({ table }) => table),
      3,
    )}: paused`,
    {
      parts: [
        text(
          pauses.length === 1
            ? say`${code(pauses[0]!.table)} starts by no schedule until ${time(pauses[0]!.until, when)}: ${pauses[0]!.why}`
            : say`${folded(pauses.map(({ table }) => table))} start by no schedule until ${time(pauses[0]!.until, when)}: ${pauses[0]!.why}`,
        ),
        text(say`The channel hears when the pause is over.`),
      ],
      context: [
        say`Asked by ${asker(pauses[0]!.by)}. People can still run it: ${command(`run ${pauses[0]!.table}`)} · lift it: ${command(`resume ${pauses[0]!.table}`)}`,
      ],
      actions: [
        ...pauses.slice(0, 4).map(({ table }) => ({ label: say`Resume ${table}`, command: `resume ${table}` })),
        ...(pauses.length > 1 ? [resumeAll(pauses)] : []),
      ],
    },
  );

const resumeAll = (pauses: readonly Pause[]): Action => ({
  label: 'Resume all',
  command: lineOf({ verb: 'resume', args: pauses.map(({ table }) => table), flags: {} }),
});

/** A reminder: what was paused starts again. */
export const pausesOverMessage = (pauses: readonly Pause[], when: When): Message => {
  const names = pauses.map(({ table }) => table);
  return message('neutral', say`${folded(names, 3)}: the pause is over`, {
    parts: [
      text(say`Schedules start again: ${folded(names, 20)}.`),
      ...[...new Map(pauses.map((pause) => [`${pause.by.id} ${pause.why}`, pause])).values()]
        .slice(0, 5)
        .map((pause) => text(say`Paused by ${asker(pause.by)} ${time(pause.at, when)}: ${pause.why}`)),
    ],
    context: [
      say`When they run next: ${command('next')} · still not ready: ${command(`pause ${names[0] ?? 'TABLE'} --for 2h --why REASON`)}`,
    ],
    actions: names.slice(0, 4).map((name) => ({ label: say`Run ${name} now`, command: `run ${name}` })),
  });
};

export const resumedMessage = (lifted: readonly Pause[], notPaused: readonly string[]): Message =>
  message(
    'neutral',
    lifted.length > 0 ? say`${list(lifted.map(({ table }) => table))}: resumed` : say`${list(notPaused)}: not paused`,
    {
      parts: [
        ...lifted.map((pause) =>
          text(say`${code(pause.table)} was paused by ${asker(pause.by)}: ${pause.why}. Its schedule starts it again.`),
        ),
        ...(lifted.length > 0 && notPaused.length > 0 ? [text(say`${list(notPaused)} was not paused.`)] : []),
      ],
      context: [
        say`When it runs next: ${command('next')} · do not wait: ${command(`run ${lifted[0]?.table ?? notPaused[0] ?? 'TABLE'}`)}`,
      ],
    },
  );
