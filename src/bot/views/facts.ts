import type { Alert, Asker, Mask, Run, RunResult, Scope, Stage, TableStatus, Unusual } from '../../jobs/index.ts';
import { code, list, person, phrase, say, type Text, time, type When } from '../message.ts';
import { rows } from './quantities.ts';

/** Everything a message about one run may draw on. */
export type RunFacts = {
  readonly run: Run;
  /** Null where tables.yml does not have the table any more. */
  readonly status: TableStatus | null;
  readonly masks: Readonly<Record<string, Mask>>;
  /** The class of the run's error in a few words: `Source login rejected`. */
  readonly failure: Text | null;
  /** Who agreed, where it took another person. */
  readonly approvedBy?: Asker | null;
  /** Models that run after this table. */
  readonly followers?: readonly string[];
  /** What of it is worth a look although it succeeded. */
  readonly unusual?: Unusual | null;
  /** The alert that the run is a member of, while it is open. */
  readonly alert?: Alert | null;
  /** How often its class was seen at its table in 7 days, and when first. */
  readonly seen?: { readonly times: number; readonly first: number | null };
  /** Somebody stands under `slack.escalation.to`. */
  readonly callable?: boolean;
};

/** Where a run stands, in words. */
export const stageText = (stage: Stage, status: TableStatus | null): Text =>
  phrase(stage === 'copy' && status?.model != null ? 'querying' : STAGE_WORDS[stage]);

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  connect: 'connecting',
  plan: 'planning',
  begin: 'making the staging table',
  copy: 'copying rows',
  finish: 'counting the staged rows',
  check: 'checking',
  commit: 'publishing',
};

/** Who asked, as a person reads it. */
export function asker(by: Asker): Text {
  if (by.kind === 'slack') return [person(by.id)];
  return by.kind === 'terminal' ? say`${by.id} (terminal)` : say`schedule`;
}

export const destinationOf = ({ run, status }: RunFacts): string => status?.route.destination ?? run.table;

/** What a reader of the table sees after a run that published nothing. The question behind every failure. */
export function readersSee(facts: RunFacts, when: When): Text {
  const last = facts.status?.lastSuccess ?? null;
  const target = code(destinationOf(facts));
  if (last === null || last.result === null) {
    return say`This run changed nothing: ${target} has never been loaded by sync-bot.`;
  }
  const version = time(last.finishedAt ?? last.queuedAt, when);
  const all = tableRows(last.result);
  // With a date in its name each day has a table of its own, and this run's may not be there.
  const { target: written } = last.result;
  if (written !== undefined && !destinationOf(facts).endsWith(`.${written}`)) {
    return all === null
      ? say`This run changed nothing. The last run that succeeded wrote ${code(written)}: the version of ${version}, complete.`
      : say`This run changed nothing. The last run that succeeded wrote ${code(written)}: the version of ${version}, complete, ${all}.`;
  }
  return all === null
    ? say`${target} still shows the version of ${version}, complete.`
    : say`${target} still shows the version of ${version}, complete: ${all}.`;
}

/** How many rows the table has; null of a run that added to what was there: it counted its own only. */
export const tableRows = ({ changes, rowsWritten }: RunResult): Text | null =>
  changes === null ? rows(rowsWritten) : null;

/** `email: hash, name: redact`, or that there are none. */
export function masksText(masks: Readonly<Record<string, Mask>>): Text {
  const all = Object.entries(masks).map(([column, mask]) => `${column}: ${mask}`);
  return all.length === 0 ? say`none` : list(all);
}

/** What a run was asked to read, where that is not what is due. */
export function scopeText(scope: Scope): Text | null {
  switch (scope.kind) {
    case 'due':
      return null;
    case 'full':
      return say`everything again (--full)`;
    case 'gaps':
      return say`all keys, to find rows that were missed or are gone (--gaps)`;
    case 'window':
      return boundsText(scope);
  }
}

/** `from 2026-11-20 to before 2026-11-21`, or one of the two. */
export function boundsText({ from, to }: { readonly from: string | null; readonly to: string | null }): Text {
  if (from !== null && to !== null) return say`from ${from} to before ${to}`;
  if (from !== null) return say`from ${from}`;
  return to === null ? [] : say`to before ${to}`;
}

/** One word or two for the cell of a table. */
export const runWord = (run: Pick<Run, 'state'>): Text => phrase(STATES[run.state]);

const STATES: Readonly<Record<Run['state'], string>> = {
  queued: 'queued',
  running: 'running',
  retry_wait: 'waiting to retry',
  held: 'held',
  success: 'success',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
};
