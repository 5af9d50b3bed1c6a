import type { Batch, Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  list,
  type Message,
  message,
  type Part,
  phrase,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { absolute, wall } from '../when.ts';
import { bar, count, duration, plural, rows } from './quantities.ts';

/** What a view of a batch asks of tables that it does not know itself. */
export type BatchWords = {
  /** The connection that a table is read from; null where tables.yml does not have it any more. */
  readonly sourceOf: (table: string) => string | null;
  readonly failureOf: (code: string) => Text;
};

const WENT = ['success', 'failed', 'canceled', 'skipped', 'held'] as const;
const SHOWN_GROUPS = 10;
const SHOWN_TABLES = 3;
const LONGEST = 1500;

/** All runs that one moment of the schedule started, as one message from the first start to the result. */
export function batchMessage(batch: Batch, words: BatchWords, when: When): Message {
  const { runs, dueAt } = batch;
  const done = runs.filter(went);
  const bad = runs.filter(isBad);
  const tone = done.length < runs.length ? 'running' : bad.length > 0 ? 'error' : 'success';
  return message(tone, titleOf(runs, dueAt, when), {
    parts: [
      text(say`${bar(runs.length === 0 ? 1 : done.length / runs.length)} · ${countsText(runs)}`),
      ...sources(runs, words, when),
      ...groups(bad, words),
    ],
    context: [
      say`Scheduled for ${time(dueAt, when)} (${absolute(dueAt, when.zone)})`,
      ...(tone === 'success' ? [say`Nothing to do. What comes next: ${command('next')}`] : []),
    ],
    actions: actionsOf(batch, tone),
  });
}

/** `2026-11-21T06:00Z`: how the runs of a moment are named in a command. */
const batchName = (dueAt: number): string => `${new Date(dueAt).toISOString().slice(0, 16)}Z`;

const went = (run: Run): boolean => (WENT as readonly string[]).includes(run.state);
const isBad = ({ state }: Run): boolean => state === 'failed' || state === 'held';

function titleOf(runs: readonly Run[], dueAt: number, when: When): Message['title'] {
  const of = (state: Run['state']): number => runs.filter((run) => run.state === state).length;
  const [all, done, failed, held] = [runs.length, runs.filter(went).length, of('failed'), of('held')];
  const name = phrase(partOfDay(wall(dueAt, when.zone).hour));
  if (failed > 0 && held > 0) return say`${name} ${done}/${all} done, ${failed} failed, ${held} held`;
  if (failed > 0) return say`${name} ${done}/${all} done, ${failed} failed`;
  return held > 0 ? say`${name} ${done}/${all} done, ${held} held` : say`${name} ${done}/${all} done`;
}

function partOfDay(hour: number): string {
  if (hour < 4) return 'Night sync';
  if (hour < 11) return 'Morning sync';
  return hour < 17 ? 'Afternoon sync' : 'Evening sync';
}

function countsText(runs: readonly Run[]) {
  const of = (...states: readonly Run['state'][]): number => runs.filter(({ state }) => states.includes(state)).length;
  const written = runs.reduce((sum, { result }) => sum + (result?.rowsWritten ?? 0), 0);
  const parts = [
    [of('success'), say`${of('success')} succeeded`],
    [of('running', 'retry_wait'), say`${of('running', 'retry_wait')} running`],
    [of('queued'), say`${of('queued')} waiting`],
    [of('failed'), say`${of('failed')} failed`],
    [of('held'), say`${of('held')} held`],
    [of('canceled'), say`${of('canceled')} canceled`],
    [of('skipped'), say`${of('skipped')} skipped`],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).map(([, said]) => said);
  return list([...shown, say`${rows(written)} published`], ' · ');
}

/** One line for each source database. */
function sources(runs: readonly Run[], { sourceOf }: BatchWords, when: When): readonly Part[] {
  const bySource = Map.groupBy(runs, ({ table }) => sourceOf(table) ?? '–');
  return [
    {
      kind: 'table',
      columns: [
        { title: 'source' },
        { title: 'state' },
        { title: 'done', align: 'right' },
        { title: 'slowest' },
        { title: '', align: 'right' },
      ],
      rows: [...bySource].map(([source, its]) => {
        const done = its.filter(went).length;
        const slowest = its.toSorted((a, b) => tookMs(b, when) - tookMs(a, when))[0];
        const started = slowest !== undefined && tookMs(slowest, when) > 0;
        return [
          source,
          done < its.length ? say`under way` : its.some(isBad) ? say`with failures` : say`complete`,
          `${count(done)}/${count(its.length)}`,
          started ? slowest.table : '–',
          started ? duration(tookMs(slowest, when)) : '',
        ];
      }),
    },
  ];
}

const tookMs = ({ startedAt, finishedAt }: Run, { now }: When): number =>
  startedAt === null ? 0 : (finishedAt ?? now) - startedAt;

/** One line for each reason. */
function groups(bad: readonly Run[], { failureOf }: BatchWords): readonly Part[] {
  const byClass = [...Map.groupBy(bad, ({ error }) => error?.code ?? 'unknown')].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const lines = byClass.slice(0, SHOWN_GROUPS).map(([failure, its]) => {
    const shown = list(its.slice(0, SHOWN_TABLES).map(({ table }) => code(table)));
    const more = its.length - SHOWN_TABLES;
    const what = say`${plural(its.length, 'table')}: ${failureOf(failure)} (${code(failure)})`;
    return text(more > 0 ? say`${what} – ${shown} and ${more} more` : say`${what} – ${shown}`);
  });
  const hidden = byClass.length - SHOWN_GROUPS;
  return hidden > 0 ? [...lines, text(say`${hidden} more reasons: ${command('alerts')}`)] : lines;
}

function actionsOf({ runs, dueAt }: Batch, tone: Message['tone']): readonly Action[] {
  const bad = runs.filter(({ state }) => state === 'failed').map(({ table }) => table);
  const retry = `retry ${bad.join(' ')}`;
  const name = batchName(dueAt);
  const waiting = runs.some(({ state }) => state === 'queued');
  return [
    ...(runs.some(isBad) ? [{ label: 'Show failures', command: 'alerts' }] : []),
    ...(tone === 'error' && bad.length > 0 && retry.length <= LONGEST
      ? [{ label: 'Retry failed', command: retry }]
      : []),
    ...(waiting ? [{ label: 'Hold back the rest', command: `cancel waiting:${name}`, confirm: HOLD_BACK }] : []),
    ...(tone === 'running'
      ? [{ label: 'Cancel all', command: `cancel batch:${name}`, style: 'danger' as const, confirm: CANCEL }]
      : []),
    { label: 'Status', command: 'status' },
  ];
}

const HOLD_BACK = {
  title: 'Hold back the rest?',
  text: 'What waits for a slot is not started. What runs goes on. The schedule starts all of it again at its next time.',
  yes: 'Hold back',
  no: 'Let it start',
};
const CANCEL = {
  title: 'Cancel all of it?',
  text: 'What runs is stopped on the servers, what waits is not started. Tables keep the rows they have now.',
  yes: 'Cancel all',
  no: 'Keep it going',
};
