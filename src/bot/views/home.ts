import type { Run, TableStatus } from '../../jobs/index.ts';
import { type Action, code, command, person, say, strong, type Text, text, time, type When } from '../message.ts';
import { buttons, type Home, headline, row, type SurfacePart, small } from '../surface.ts';
import { stageText } from './facts.ts';
import { banners, type HomeFacts, type ListName, requestRows, settingsParts, troubleRows } from './home-parts.ts';
import { count, rows } from './quantities.ts';

/** App Home: what one person wants to know first, and what they can do about it. At most 100 blocks. */

export const SEARCH = 'search';
export const MORE_PREFIX = 'more_';
const SHORT = 15;
/** What one list may show when it is long; together with the others, as short as they are, it stays below 100 blocks. */
const LONG = 30;

export function homeView(facts: HomeFacts): Home {
  const { when, tables, user } = facts;
  const mine = tables.filter(({ owner }) => owner !== null && facts.isMe(owner));
  const running = tables.filter(({ active }) => active !== null && active.state !== 'held');
  const trouble = troubleRows(facts);
  const requests = requestRows(facts);
  return {
    parts: [
      ...banners(facts),
      headline('Table syncs'),
      text(totals(facts)),
      buttons(
        { label: 'Run with options', command: 'run', style: 'primary' },
        { label: 'Status', command: 'status' },
        { label: 'Next runs', command: 'next' },
        { label: 'Help', command: 'help' },
      ),
      ...list(
        facts,
        'mine',
        say`My tables (${count(mine.length)})`,
        mine.map((table) => tableRow(table, when)),
        {
          text: say`No table names you as its owner. In tables.yml: ${code(`owner: "${user}"`)}`,
        },
      ),
      ...list(
        facts,
        'running',
        say`Running now (${count(running.length)})`,
        running.map((table) => runningRow(table)),
        {
          text: say`Nothing is running.`,
        },
      ),
      ...list(facts, 'trouble', say`Failing, held or late (${count(trouble.length)})`, trouble, {
        text: say`Nothing fails, nothing is held, nothing is late.`,
      }),
      ...(requests.length === 0
        ? []
        : list(facts, 'requests', say`Waiting for approval (${count(requests.length)})`, requests, { text: [] })),
      {
        kind: 'control',
        text: say`${strong('Look a table up')}`,
        control: { kind: 'search', name: SEARCH, placeholder: 'Name of a table', chosen: [] },
      },
      ...settingsParts(facts),
      small(say`As of ${time(when.now, when)}. In any channel: ${command('help')}`),
    ],
  };
}

function list(
  facts: HomeFacts,
  name: ListName,
  title: Text,
  all: readonly (SurfacePart | readonly SurfacePart[])[],
  none: { readonly text: Text },
): readonly SurfacePart[] {
  const room = facts.long === name ? LONG : SHORT;
  // A request takes two blocks: its line, and the buttons below it.
  const shown = all.slice(0, name === 'requests' ? Math.floor(room / 2) : room);
  const hidden = all.length - shown.length;
  if (all.length === 0) return [headline(title), small(none.text)];
  if (hidden === 0) return [headline(title), ...shown.flat()];
  const rest =
    facts.long === name
      ? small(say`${count(hidden)} more: ${command(MORE_COMMAND[name])}`)
      : ({
          kind: 'more',
          name: `${MORE_PREFIX}${name}`,
          label: say`Show more (${count(hidden)})`,
        } as const);
  return [headline(title), ...shown.flat(), rest];
}

/** The command that shows a whole list. */
const MORE_COMMAND: Readonly<Record<ListName, string>> = {
  mine: 'list owner:me',
  running: 'list running',
  trouble: 'status',
  requests: 'requests',
};

function totals({ tables, late }: HomeFacts): Text {
  const failing = tables.filter(({ last }) => last?.state === 'failed').length;
  const running = tables.filter(({ active }) => active !== null && active.state !== 'held').length;
  const held = tables.filter(({ active }) => active?.state === 'held').length;
  const paused = tables.filter(({ pause }) => pause !== null).length;
  const fine = tables.filter((table) => isFine(table)).length;
  return say`${strong(say`${count(fine)} of ${count(tables.length)} tables are fine`)} · failing: ${failing} · held: ${held} · late: ${late.length} · running: ${running} · paused: ${paused}`;
}

const isFine = ({ lastSuccess, last, active }: TableStatus): boolean =>
  lastSuccess !== null && last?.state !== 'failed' && active?.state !== 'held';

function tableRow(table: TableStatus, when: When): SurfacePart {
  return row(say`${strong([table.name])} – ${standing(table, when)}`, {
    label: 'Status',
    command: `status ${table.name}`,
  });
}

/** How one table stands, in a few words. */
function standing({ active, last, lastSuccess, pause, nextDueAt }: TableStatus, when: When): Text {
  if (active?.state === 'held') return say`run ${active.id} is held and waits for a decision`;
  if (active !== null) return say`run ${active.id} goes on`;
  if (pause !== null) return say`paused until ${time(pause.until, when)}: ${pause.why}`;
  if (last?.state === 'failed')
    return say`failed ${time(last.finishedAt ?? last.queuedAt, when)}: ${code(last.error?.code ?? 'unknown')}`;
  if (lastSuccess === null)
    return nextDueAt === null ? say`never loaded` : say`never loaded, next run ${time(nextDueAt, when)}`;
  const at = time(lastSuccess.finishedAt ?? lastSuccess.queuedAt, when);
  const written = rows(lastSuccess.result?.rowsWritten ?? 0);
  return nextDueAt === null
    ? say`fine, ${written} ${at}`
    : say`fine, ${written} ${at}, next run ${time(nextDueAt, when)}`;
}

function runningRow(table: TableStatus): SurfacePart {
  const run = table.active as Run;
  const stage = run.stage === null ? say`waiting` : say`${stageText(run.stage, table)}`;
  const [name, all] = [strong([table.name]), rows(run.rowsRead)];
  return row(
    run.by.kind === 'slack'
      ? say`${name} – run ${run.id}, ${stage}, ${all} read, asked for by ${person(run.by.id)}`
      : say`${name} – run ${run.id}, ${stage}, ${all} read`,
    cancelAction(run),
  );
}

const cancelAction = ({ id, table }: Run): Action => ({
  label: 'Cancel',
  command: `cancel ${id}`,
  style: 'danger',
  confirm: {
    title: say`Cancel run ${id} of ${table}?`,
    text: 'The statement is stopped on the server and the staged rows are dropped. The table keeps the rows it has now.',
    yes: 'Cancel the run',
    no: 'Let it go on',
  },
});
