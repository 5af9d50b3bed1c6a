import type { Mask, Run, RunResult, TableStatus } from '../../jobs/index.ts';
import {
  code,
  command,
  type Field,
  field,
  fields,
  list,
  type Message,
  message,
  type Part,
  person,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { openText, questionActions } from './columns.ts';
import { whatHappened, whatToDo } from './error.ts';
import { readersSee, runWord, stageText, tableRows } from './facts.ts';
import { runsTable } from './history.ts';
import { waitsHelp, waitsText } from './model.ts';
import { masked } from './outcome.ts';
import { aboutDuration, count, duration } from './quantities.ts';
import { runAgain, runMessage, showLog } from './run.ts';
import { scheduleText } from './schedule.ts';
import { sparkline } from './sparkline.ts';

/** How one table stands: what readers see, what is going on, the last runs. */
export function tableMessage(
  status: TableStatus,
  masks: Readonly<Record<string, Mask>>,
  recent: readonly Run[],
  maxAgeMs: number | null,
  when: When,
): Message {
  const { last, active } = status;
  const failing = last?.state === 'failed';
  const parts: Part[] = [text(say`${strong('Readers see')}: ${seen(status, when)}`)];
  if (active?.held != null && active.state === 'held')
    parts.push(
      text(
        active.error === null
          ? say`Run ${active.id} is held since ${time(active.held.since, when)} and ends by itself ${time(active.held.expiresAt, when)}.`
          : say`Run ${active.id} is held since ${time(active.held.since, when)} and ends by itself ${time(active.held.expiresAt, when)}. Why: ${whatHappened(active.error)}`,
      ),
    );
  else if (active !== null)
    parts.push(
      text(
        active.stage === null
          ? say`Run ${active.id} is ${runWord(active)}.`
          : say`Run ${active.id} is ${runWord(active)}, ${stageText(active.stage, status)}.`,
      ),
    );
  if (failing && last.error !== null) {
    parts.push(
      text(say`${strong('Last run failed')}: ${whatHappened(last.error)}`),
      text(say`${strong('What to do')}: ${whatToDo(last.error)}`),
    );
  }
  const waits = status.model?.waits ?? null;
  if (waits !== null && active === null)
    parts.push(text(say`${strong('Waits for')}: ${waitsText(waits)} of ${waits.day}. ${waitsHelp(waits)}`));
  if (status.questions.length > 0) parts.push(text(say`${strong('To decide')}: ${openText(status.questions)}`));
  if (status.pause !== null) {
    parts.push(
      text(
        say`Paused until ${time(status.pause.until, when)}: ${status.pause.why}. Lift it with ${command(`resume ${status.name}`)}.`,
      ),
    );
  }
  parts.push(
    fields(
      field('Route', `${status.route.source} → ${status.route.destination}`),
      field('Mode', status.route.mode),
      ...masked(status, masks),
      field('Schedule', starts(status)),
      field('Next', next(status, when)),
      ageOf(status, maxAgeMs, when),
      status.owner === null ? null : field('Owner', [person(status.owner)]),
      status.tags.length === 0 ? null : field('Tags', list(status.tags)),
    ),
  );
  if (recent.length > 0) parts.push(...trendOf(recent), runsTable(recent, when));
  const buttons =
    active === null
      ? [{ ...runAgain(status.name), label: last === null ? 'Run' : 'Run again' }]
      : cancelOf(status, active, when);
  return message(
    active?.state === 'held'
      ? 'warning'
      : active !== null
        ? 'running'
        : failing
          ? 'error'
          : last === null
            ? 'neutral'
            : 'success',
    say`${status.name}: ${title(status)}`,
    {
      parts,
      context: [say`Times in tables are in ${when.zone}. What a run would do: ${command(`plan ${status.name}`)}`],
      actions: [
        ...buttons,
        ...questionActions(status.name, status.questions),
        ...(last === null ? [] : [showLog(active ?? last)]),
      ],
    },
  );
}

/** Of the last runs that succeeded, the oldest first: how long they took and how many rows they wrote. */
function trendOf(recent: readonly Run[]): Part[] {
  const runs = recent.filter(({ result }) => result !== null).toReversed();
  const newest = runs.at(-1)?.result;
  if (newest == null || runs.length < 2) return [];
  const line = (of: (result: RunResult) => number) =>
    sparkline(runs.map(({ result }) => (result === null ? null : of(result))));
  return [
    fields(
      field('Took, of late', say`${line(({ seconds }) => seconds)} ${duration(newest.seconds * 1000)}`),
      field('Rows, of late', say`${line(({ rowsWritten }) => rowsWritten)} ${count(newest.rowsWritten)}`),
    ),
  ];
}

/** How old the version is that readers see, beside how old it may be; nothing where no limit is set. */
function ageOf({ lastSuccess }: TableStatus, maxAgeMs: number | null, when: When): Field | null {
  if (maxAgeMs === null) return null;
  const most = aboutDuration(maxAgeMs);
  if (lastSuccess === null) return field('Age of the data', say`never loaded, ${most} allowed`);
  const restored = lastSuccess.result?.restored;
  const from =
    restored === undefined ? (lastSuccess.finishedAt ?? lastSuccess.queuedAt) : Date.parse(restored.publishedAt);
  const age = Math.max(0, when.now - from);
  return field(
    'Age of the data',
    age > maxAgeMs
      ? say`${aboutDuration(age)}, more than the ${most} allowed`
      : say`${aboutDuration(age)}, of ${most} allowed`,
  );
}

const cancelOf = (status: TableStatus, active: Run, when: When) =>
  runMessage({ run: active, status, masks: {}, failure: null }, when).actions.filter(
    (action) => !action.command.startsWith('log'),
  );

/** By what it starts. */
function starts({ schedule, timezone, model }: TableStatus): Text {
  if (model !== null && model.after.length > 0) return say`after ${list(model.after)}`;
  return schedule === null ? say`none; people run it` : say`${scheduleText(schedule)} (${timezone})`;
}

function title(status: TableStatus): Text {
  return status.pause === null ? stands(status) : say`${stands(status)}, paused`;
}

function stands({ active, last }: TableStatus): Text {
  if (active !== null) return runWord(active);
  if (last === null) return say`never run`;
  return last.state === 'success' ? say`fine` : say`last run ${runWord(last)}`;
}

function seen(status: TableStatus, when: When) {
  const { lastSuccess, route } = status;
  if (lastSuccess?.result == null) return say`${code(route.destination)} has never been loaded by sync-bot.`;
  if (status.last?.state !== 'success') return readersSee({ run: lastSuccess, status, masks: {}, failure: null }, when);
  const target = code(lastSuccess.result.target ?? route.destination);
  const version = time(lastSuccess.finishedAt ?? lastSuccess.queuedAt, when);
  const all = tableRows(lastSuccess.result);
  return all === null ? say`${target} as of ${version}.` : say`${target} as of ${version}, ${all}.`;
}

function next({ nextDueAt, pause }: TableStatus, when: When): Text {
  if (nextDueAt === null) return ['–'];
  const at = time(nextDueAt, when);
  return pause !== null && nextDueAt < pause.until ? say`${at} (skipped while paused)` : [at];
}
