import type { Changed, Config, ConfigLoad, Mask, PlanReport, TableEdit, TableSpec } from '../sync/index.ts';
import { askerText } from './asker.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { History, StoredRun } from './history.ts';
import type { Journal } from './journal.ts';
import type { Asker, ColumnDecision, ColumnOutcome, Held, JobsEvent, Question, Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly audit: Audit;
  readonly config: () => Config;
  /** Makes a change in the file that declares the table. */
  readonly change: (table: string, edit: TableEdit) => Changed;
  readonly reload: () => ConfigLoad;
  readonly plan: (table: string) => Promise<PlanReport>;
  readonly owner: string;
  readonly pump: () => void;
  readonly emit: (event: JobsEvent) => void;
};

/** What people decide about columns: written into tables.yml, remembered, and heeded by the run that waits for it. */
export function createColumns(ports: Ports) {
  const { history, clock, journal, audit, config } = ports;

  /** A run that succeeded says which columns are new; one it names no more is decided about, or gone. */
  function noticed(run: Run): void {
    if (run.state !== 'success' || run.kind !== 'sync' || run.result === null) return;
    const fresh = run.result.newColumns ?? [];
    for (const { column } of open(run.table)) {
      if (!fresh.some(({ name }) => name === column.name)) history.resolve(run.table, column.name, clock.now());
    }
    const spec = config().tables[run.table];
    for (const column of fresh) {
      // What was decided while the run went on is no question any more.
      if (spec !== undefined && decidedAs(spec, column.name) === null)
        history.ask(run.table, column, run.id, clock.now());
    }
  }

  /** Tells what was not told yet, each question once, whichever process noticed it. */
  function tell(): void {
    const mine = history.untold().filter(({ table, column }) => history.claimQuestion(table, column.name));
    for (const table of new Set(mine.map((question) => question.table))) {
      ports.emit({ type: 'questions', table, questions: mine.filter((question) => question.table === table) });
    }
  }

  function open(table: string): readonly Question[] {
    return history.openQuestions().filter((question) => question.table === table);
  }

  async function decide(table: string, column: string, decision: ColumnDecision, by: Asker): Promise<ColumnOutcome> {
    const known = asked(table).includes(column) || (await isThere(table, column));
    // Somebody may have decided while that was looked up.
    const spec = config().tables[table];
    const said = spec === undefined ? null : decidedAs(spec, column);
    if (said !== null) return { kind: 'already', said };
    if (spec === undefined || !known) return { kind: 'unknown', known: asked(table) };
    const edit = editOf(spec, column, decision);
    audit.write('column', by, table, null, `${column}: ${wordOf(decision)}`);
    const changed = ports.change(table, edit);
    if (!changed.ok) return { kind: 'refused', why: changed.why, said: changed.said, byHand: changed.byHand };
    const { file } = changed;
    const id = history.addChange({
      at: clock.now(),
      by,
      table,
      column,
      file,
      ...recorded(edit),
      back: JSON.stringify(inverse(spec, edit)),
    });
    history.resolve(table, column, clock.now());
    ports.reload();
    return {
      kind: 'written',
      change: id,
      ...shown(changed),
      run: concerned(table),
      left: asked(table),
    };
  }

  async function undo(id: number, by: Asker): Promise<ColumnOutcome> {
    const change = history.change(id);
    if (change === null) return { kind: 'unknown', known: [] };
    if (change.undone !== null) return { kind: 'already', said: `undone by ${change.undone.by}` };
    const { table, column } = change;
    audit.write('column', by, table, null, `${column}: undo of change ${id}`);
    const changed = ports.change(table, JSON.parse(change.back) as TableEdit);
    if (!changed.ok) return { kind: 'refused', why: changed.why, said: changed.said, byHand: changed.byHand };
    history.undone(id, askerText(by), clock.now());
    history.forgetQuestion(table, column);
    ports.reload();
    return { kind: 'written', change: id, ...shown(changed), run: null, left: asked(table) };
  }

  /** A name that was mistyped must not get into tables.yml. */
  async function isThere(table: string, column: string): Promise<boolean> {
    if (decidedAs(config().tables[table] as TableSpec, column) !== null) return false;
    const { plan, newColumns = [] } = await ports.plan(table);
    return [...plan.columns, ...newColumns].some(({ name }) => name === column);
  }

  /** Columns of the table that wait for somebody. */
  function asked(table: string): readonly string[] {
    const run = history.active(table);
    const held = run?.state === 'held' ? run.held : null;
    const waiting = held?.kind === 'columns' ? held.columns.map(({ column }) => column) : [];
    return [...new Set([...waiting, ...open(table).map(({ column }) => column.name)])];
  }

  /** The table's run that waits for a person, or that goes on now because its columns are decided. */
  function concerned(table: string): Run | null {
    const run = history.active(table);
    return run?.state === 'held' || run?.held?.kind === 'columns' ? run : null;
  }

  /** Lets runs go on whose columns are all decided now, by a button or by hand. */
  function release(): void {
    for (const run of history.allActive()) {
      const { held } = run;
      const spec = config().tables[run.table];
      if (run.state !== 'held' || held?.kind !== 'columns' || spec === undefined) continue;
      const columns =
        spec.sentinel === 'off' ? [] : held.columns.filter(({ column }) => decidedAs(spec, column) === null);
      if (columns.length === held.columns.length) continue;
      if (columns.length > 0) narrow(run, { ...held, columns });
      else {
        const change = { state: 'queued', owner: ports.owner, error: null, stage: null } as const;
        journal.record(run, change, 'every column is decided: queued again');
      }
    }
    ports.pump();
  }

  function narrow(run: StoredRun, held: Extract<Held, { kind: 'columns' }>): void {
    journal.record(run, { held }, `held for ${held.columns.map(({ column }) => column).join(', ')} still`);
  }

  return {
    noticed,
    tell,
    release,
    decideColumn: decide,
    undoChange: undo,
    questions: (): readonly Question[] => history.openQuestions(),
    changes: (table: string | null, limit: number) => history.changes(table, limit),
  };
}

const shown = ({ file, line, removed, added }: Extract<Changed, { ok: true }>) => ({ file, line, removed, added });

/** What tables.yml says of the column already; null where nothing. */
function decidedAs(spec: TableSpec, column: string): string | null {
  const mask: Mask | undefined = spec.mask[column];
  if (mask !== undefined) return `masked (${mask})`;
  if (spec.exclude.includes(column) || (spec.columns !== null && !spec.columns.includes(column))) return 'excluded';
  return spec.unmasked.includes(column) ? 'copied as it is' : null;
}

function editOf(spec: TableSpec, column: string, decision: ColumnDecision): TableEdit {
  if (decision.what === 'mask') return { do: 'mask', column, mask: decision.mask };
  if (decision.what === 'unmasked') return { do: 'list', key: 'unmasked', column };
  return spec.columns === null ? { do: 'list', key: 'exclude', column } : { do: 'unlist', key: 'columns', column };
}

function inverse(spec: TableSpec, edit: TableEdit): TableEdit {
  const { column } = edit;
  if (edit.do === 'mask') return { do: 'unmask', column };
  if (edit.do === 'list') return { do: 'unlist', key: edit.key, column };
  const at = spec.columns?.indexOf(column) ?? 0;
  return { do: 'list', key: 'columns', column, at };
}

function recorded(edit: TableEdit): {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
} {
  if (edit.do === 'mask') return { key: 'mask', before: null, after: edit.mask };
  if (edit.do === 'unlist') return { key: edit.key, before: 'listed', after: null };
  return { key: edit.do === 'list' ? edit.key : 'mask', before: null, after: 'listed' };
}

function wordOf(decision: ColumnDecision): string {
  return decision.what === 'mask' ? `mask ${decision.mask}` : decision.what === 'exclude' ? 'exclude' : 'copy as it is';
}
