import { createDelivery } from '../../src/jobs/delivery.ts';
import { openHistory, type StoredRun } from '../../src/jobs/history.ts';
import type {
  Asker,
  Audited,
  ColumnOutcome,
  Config,
  ConfigChange,
  DiffReport,
  Health,
  Jobs,
  JobsEvent,
  Pause,
  PlanReport,
  Question,
  Run,
  RunEvent,
  RunPost,
  Suspicion,
  TableCost,
  TableSpec,
  TableStatus,
  TrendPoint,
  UndoReport,
  Unused,
  VerifyReport,
  Waits,
} from '../../src/jobs/index.ts';
import { createPast } from '../../src/jobs/past-desk.ts';
import { createPermitDesk } from '../../src/jobs/permit-desk.ts';
import { createPins } from '../../src/jobs/pin-desk.ts';
import { fakeQuiet } from './fake-quiet.ts';
import type { HandClock } from './hand-clock.ts';
import { DROP_CHECK, DROPPED, REFUSED } from './said.ts';

/** 2026-11-20 09:00 in Tokyo. */
export const NINE = Date.parse('2026-11-20T00:00:00Z');
const HOUR = 3_600_000;

export const KIM: Asker = { kind: 'slack', id: 'U0KIM' };
export const LEE: Asker = { kind: 'slack', id: 'U0LEE' };
const SCHEDULE: Asker = { kind: 'schedule', id: 'schedule' };

const table = (name: string, rest: Partial<TableSpec> = {}): TableSpec => ({
  name,
  source: { connection: 'shop', table: { schema: null, name } },
  destination: { connection: 'warehouse', table: { schema: null, name } },
  mode: 'replace',
  primaryKey: null,
  incrementalKey: null,
  lookback: null,
  maxTransactionMs: null,
  deletes: 'keep',
  gapAudit: null,
  columns: null,
  exclude: [],
  onNewColumn: 'ask',
  acceptChanges: [],
  sentinel: 'hold',
  unmasked: [],
  mask: {},
  where: null,
  onInvalid: {},
  allowEmpty: false,
  receipt: 'columns',
  readers: 1,
  checks: { minRows: null, maxDrop: null, maxGrowth: null, freshWithin: null, nullRate: {}, unique: [] },
  addColumns: [],
  bigquery: null,
  model: null,
  holdForMs: 24 * HOUR,
  maxAgeMs: null,
  startWithinMs: 900_000,
  keepPrevious: 1,
  schedule: '0 5 * * *',
  timezone: 'Asia/Tokyo',
  retries: 2,
  retryWaitMs: 60_000,
  timeoutMs: 7_200_000,
  tags: [],
  owner: null,
  file: '/shop/tables.yml',
  line: 10,
  ...rest,
});

const NOBODY_CALLED = { afterMs: 900_000, to: [], tags: [], reminderMs: 4 * HOUR } as const;

export function shopConfig(names: readonly string[] = [], rest: Partial<Config> = {}): Config {
  const tables = [
    table('users', { mask: { email: 'hash', name: 'redact' }, owner: 'U0OWNER' }),
    table('purchases', { schedule: '0 */3 * * *', tags: ['core'] }),
    table('products', { schedule: null }),
    ...names.map((name) => table(name)),
  ];
  return {
    file: '/shop/tables.yml',
    files: ['/shop/tables.yml'],
    timezone: 'Asia/Tokyo',
    slack: {
      channel: '#data-syncs',
      language: 'en',
      channels: {},
      digest: '0 9 * * *',
      fallback: null,
      silenceAlarmMs: null,
      escalation: NOBODY_CALLED,
    },
    roles: { operator: ['U0KIM', 'U0LEE'], approver: [], admin: ['U0BOSS'] },
    danger: { rows: null, days: null, hours: null, tags: [], expiresMs: 4 * HOUR },
    maxRunning: 4,
    connections: {},
    tables: Object.fromEntries(tables.map((one) => [one.name, one])),
    warnings: [],
    ...rest,
  };
}

export const aRun = (rest: Partial<Run> = {}): Run => ({
  id: 12,
  table: 'users',
  kind: 'sync',
  state: 'queued',
  by: KIM,
  note: null,
  dueAt: null,
  pin: null,
  scope: { kind: 'due' },
  queuedAt: NINE,
  startedAt: null,
  finishedAt: null,
  attempt: 0,
  attempts: 3,
  nextAttemptAt: null,
  stage: null,
  rowsRead: 0,
  bytes: 0,
  estimatedRows: null,
  result: null,
  cost: null,
  error: null,
  held: null,
  canceledBy: null,
  left: [],
  ...rest,
});

export const aSuccess = (rest: Partial<Run> = {}): Run =>
  aRun({
    id: 7,
    state: 'success',
    by: SCHEDULE,
    queuedAt: NINE - 4 * HOUR,
    startedAt: NINE - 4 * HOUR,
    finishedAt: NINE - 4 * HOUR + 4200,
    attempt: 1,
    stage: 'commit',
    rowsRead: 50_000,
    bytes: 4_500_000,
    result: {
      rowsRead: 50_000,
      rowsWritten: 50_000,
      bytes: 4_500_000,
      seconds: 4.2,
      checks: [{ name: 'row parity', ok: true, expected: '50000 rows read', actual: '50000 rows staged' }],
      masks: { email: 'hash', name: 'redact' },
      method: 'swap',
      changes: null,
      gaps: null,
      window: null,
    },
    ...rest,
  });

export const aFailure = (rest: Partial<Run> = {}): Run =>
  aRun({
    id: 13,
    state: 'failed',
    startedAt: NINE - 65_000,
    finishedAt: NINE - 5000,
    attempt: 3,
    stage: 'connect',
    error: {
      code: 'src.refused',
      side: 'source',
      stage: 'connect',
      ...REFUSED,
      retryable: true,
      retry: 'backoff',
      native: 'ECONNREFUSED',
    },
    ...rest,
  });

/** Fewer rows than max_drop allows, since a minute. */
export const aHeldRun = (rest: Partial<Run> = {}): Run => {
  const name = { schema: null, name: 'users' };
  const error = {
    code: 'guard.rows_drop',
    side: 'source',
    stage: 'check',
    ...DROPPED,
    retryable: false,
    retry: 'wait',
  } as const;
  const plan = {
    table: 'users',
    mode: 'replace',
    source: { kind: 'mysql', connection: 'shop', table: name },
    destination: { kind: 'postgres', connection: 'warehouse', table: name },
    columns: [],
    left: [],
    where: null,
    window: null,
    format: 'cells',
    native: false,
    primaryKey: [],
    key: [],
    estimatedRows: 30_000,
    split: null,
    unsplit: null,
    cursor: null,
    deletes: 'keep',
    keys: null,
    added: [],
    snapshot: null,
    bigquery: null,
    keepPrevious: true,
    listed: false,
  } as const;
  const staged = {
    rowsRead: 30_000,
    rowsStaged: 30_000,
    bytes: 2_700_000,
    checks: [{ name: 'row parity', ok: true, expected: '30,000 rows read', actual: '30,000 rows staged' }, DROP_CHECK],
    masks: { email: 'hash', name: 'redact' },
    gaps: null,
    window: null,
    cursor: null,
  } as const;
  return aRun({
    id: 14,
    state: 'held',
    by: SCHEDULE,
    queuedAt: NINE - 65_000,
    startedAt: NINE - 65_000,
    attempt: 1,
    stage: 'check',
    rowsRead: 30_000,
    error,
    held: {
      kind: 'guard',
      pending: { plan, staged, over: null, error },
      since: NINE - 60_000,
      expiresAt: NINE - 60_000 + 24 * HOUR,
      decision: null,
    },
    ...rest,
  });
};

export const EMAIL: Suspicion = {
  column: 'email',
  type: 'varchar(255)',
  looks: 'email',
  named: true,
  matched: 998,
  sampled: 1_000,
  masks: ['hash', 'redact', 'null', 'email'],
};
export const NOTE: Suspicion = { ...EMAIL, column: 'contact note', type: 'text', named: false, matched: 212 };

/** A run that waits for its columns. */
export const aHeldForColumns = (rest: Partial<Run> = {}): Run =>
  aHeldRun({
    id: 15,
    by: KIM,
    stage: 'plan',
    attempt: 0,
    rowsRead: 0,
    error: {
      code: 'guard.columns',
      side: 'source',
      stage: 'plan',
      message: 'columns of users look like personal data, and nobody has decided about them (email, contact note)',
      hint: 'Tell what shall be done with each.',
      retryable: false,
      retry: 'wait',
    },
    held: {
      kind: 'columns',
      columns: [EMAIL, NOTE],
      since: NINE - 60_000,
      expiresAt: NINE + 23 * HOUR,
      decision: null,
    },
    ...rest,
  });

export type FakeJobs = Jobs & {
  /** Writes a run into the history and tells it as an event. */
  tell(run: Run, change?: 'state' | 'progress'): Run;
  /** Writes a run into the history and tells nobody. */
  store(run: Run): Run;
  emit(event: JobsEvent): void;
  readonly submitted: readonly string[];
  readonly plans: Map<string, PlanReport | Error>;
  readonly verdicts: Map<string, VerifyReport | Error>;
  readonly diffs: Map<string, DiffReport | Error>;
  readonly logs: Map<number, RunEvent[]>;
  readonly looks: Map<string, UndoReport>;
  /** What waits for a decision; tests put questions in. */
  readonly asked: Question[];
  /** What deciding or undoing comes to, by column or number of a change. */
  readonly outcomes: Map<string, ColumnOutcome>;
  readonly made: ConfigChange[];
  /** What models wait for. */
  readonly waits: Map<string, Waits>;
  /** What `costs` answers, whatever the window; the windows it was asked for. */
  readonly billed: TableCost[];
  readonly windows: (readonly [number, number])[];
  readonly unread: Map<string, Unused | Error>;
  /** What `doctor` finds. */
  readonly health: { found: Health };
  /** What the bot's own process looks at again and again: what expired, and what nobody told yet. */
  look(): void;
  /** What a schedule does at a moment while everything is frozen. */
  skipFrozen(table: string, at: number): void;
  /** tables.yml says something else from now on. */
  configure(config: Config): void;
};

/** The jobs layer in memory: holds what it is told and starts nothing. For what people see; never for how runs go. */
export function fakeJobs(clock: HandClock, first: Config = shopConfig(), file = ':memory:'): FakeJobs {
  let config = first;
  const runs = new Map<number, Run>();
  const pauses = new Map<string, Pause>();
  const posts: RunPost[] = [];
  const health: { found: Health } = { found: { connections: [], disks: [] } };
  const history = openHistory(file, () => 'h');
  const listeners = new Set<(event: JobsEvent) => void>();
  const submitted: string[] = [];
  const plans = new Map<string, PlanReport | Error>();
  const verdicts = new Map<string, VerifyReport | Error>();
  const diffs = new Map<string, DiffReport | Error>();
  const logs = new Map<number, RunEvent[]>();
  const looks = new Map<string, UndoReport>();
  const written = (what: Audited, by: Asker, of: string, run: number, why: string | null) =>
    history.audit({ at: clock.now(), by, what, table: of, run, why, decision: by.decision ?? null });
  const asked: Question[] = [];
  const outcomes = new Map<string, ColumnOutcome>();
  const made: ConfigChange[] = [];
  const waits = new Map<string, Waits>();
  const billed: TableCost[] = [];
  const windows: (readonly [number, number])[] = [];
  const unread = new Map<string, Unused | Error>();
  const newestFirst = () => [...runs.values()].sort((a, b) => b.id - a.id);
  const isActive = (run: Run) => ['queued', 'running', 'retry_wait', 'held'].includes(run.state);
  const activeRun = (name: string) => newestFirst().find((run) => run.table === name && isActive(run)) ?? null;
  // What failed is remembered by the real history; runs and changes are the fake's own.
  const past = createPast({
    history: {
      ...history,
      run: (id) => (runs.get(id) ?? null) as StoredRun | null,
      changes: (name) => made.filter((change) => name === null || change.table === name),
      nextSuccess: (name, after) =>
        newestFirst().findLast((run) => run.table === name && run.id > after && run.state === 'success')?.id ?? null,
    },
    clock,
    config: () => config,
    emit: (event) => emit(event),
  });
  const emit = (event: JobsEvent) => {
    for (const listener of listeners) listener(event);
  };
  const store = (run: Run) => {
    runs.set(run.id, run);
    past.heard(run);
    return run;
  };
  const tell = (run: Run, change: 'state' | 'progress' = 'state') => {
    store(run);
    if (change === 'state') quiet.heard(run);
    emit({ type: 'run', run, change });
    return run;
  };
  const status = (name: string): TableStatus | null => {
    const spec = config.tables[name];
    if (spec === undefined) return null;
    const ended = newestFirst().filter((run) => run.table === name && !isActive(run));
    return {
      name,
      route: {
        source: spec.source.connection,
        destination: spec.destination.connection,
        mode: spec.model === null ? spec.mode : 'model',
      },
      schedule: spec.schedule,
      timezone: spec.timezone,
      tags: spec.tags,
      owner: spec.owner,
      active: activeRun(name),
      last: ended[0] ?? null,
      lastSuccess: ended.find((run) => run.state === 'success') ?? null,
      nextDueAt: spec.schedule === null ? null : NINE + 20 * HOUR,
      pause: pauses.get(name) ?? null,
      questions: asked.filter((question) => question.table === name),
      model: spec.model === null ? null : { after: spec.model.after, waits: waits.get(name) ?? null },
    };
  };
  const permits = createPermitDesk({ history, clock, config: () => config, emit, pump() {} });
  const quiet = fakeQuiet({
    history,
    clock,
    config: () => config,
    runs: () => [...runs.values()],
    pauses: () => [...pauses.values()],
    emit,
  });
  const nobody = () => Promise.reject(new Error('the fake starts nothing'));
  return {
    ...permits,
    skipFrozen(name, at) {
      const by = { kind: 'schedule', id: 'schedule' } as const;
      const note = `frozen: ${permits.frozen()?.why}`;
      const asked = { table: name, by, note, dueAt: at, scope: { kind: 'due' }, queuedAt: clock.now() } as const;
      const run = history.insert({ ...asked, state: 'skipped', attempts: 0, owner: 'me' });
      if (run !== null) history.update(run.id, { finishedAt: clock.now() });
    },
    configure(next) {
      config = next;
    },
    tell,
    store,
    emit,
    submitted,
    plans,
    verdicts,
    diffs,
    logs,
    looks,
    asked,
    outcomes,
    made,
    waits,
    billed,
    windows,
    unread,
    ...createDelivery({ history, clock }),
    health,
    doctor: async () => health.found,
    ...past.desk,
    settings: history.settings,
    saveSettings: history.saveSettings,
    ...quiet.desk,
    ...createPins({ history, clock }),
    costs(from, until) {
      windows.push([from, until]);
      return billed;
    },
    trend(name, from) {
      const ended = newestFirst().filter((run) => run.table === name && (run.state === 'held' || !isActive(run)));
      const points = ended.toReversed().flatMap((run): readonly TrendPoint[] => {
        const at = run.held?.since ?? run.finishedAt;
        const { id, kind, state, startedAt, result } = run;
        if (at === null || at < from || !['success', 'failed', 'canceled', 'held'].includes(state)) return [];
        const rows = state === 'success' ? (result?.rowsWritten ?? null) : state === 'held' ? run.rowsRead : null;
        const seconds = result?.seconds ?? (startedAt === null ? null : (at - startedAt) / 1000);
        const loadedAt = state === 'success' ? at : null;
        return [{ run: id, kind, state: state as TrendPoint['state'], at, rows, seconds, loadedAt }];
      });
      const before = ended.find(({ state, finishedAt }) => state === 'success' && (finishedAt ?? from) < from);
      return { points, before: before?.finishedAt ?? null };
    },
    unused: async (name) => {
      const found = unread.get(name);
      if (found === undefined || found instanceof Error) throw found ?? new Error(`nothing known of ${name}`);
      return found;
    },
    decideColumn: async (_, column) => outcomes.get(column) ?? { kind: 'unknown', known: [] },
    undoChange: async (id) => outcomes.get(String(id)) ?? { kind: 'unknown', known: [] },
    questions: () => asked,
    changes: (name) => made.filter((change) => name === null || change.table === name),
    config: () => config,
    now: clock.now,
    start: nobody,
    stop: nobody,
    reload: () => ({ ok: true, config }),
    submit({ table: name, kind = 'sync', by, note, pin = null }) {
      const active = activeRun(name);
      if (active !== null) return { kind: 'already', run: active };
      submitted.push(name);
      const id = Math.max(11, ...runs.keys()) + 1;
      written(kind === 'undo' ? 'undo' : 'run', by, name, id, note ?? null);
      return {
        kind: 'accepted',
        run: tell(aRun({ id, table: name, kind, by, note: note ?? null, pin, queuedAt: clock.now() })),
      };
    },
    cancel(id, by) {
      const run = runs.get(id);
      if (run === undefined) return { kind: 'unknown' };
      if (!isActive(run)) return { kind: 'over', run };
      written('cancel', by, run.table, id, null);
      tell({ ...run, state: 'canceled', canceledBy: by.id, startedAt: run.startedAt ?? NINE, finishedAt: clock.now() });
      return { kind: 'canceling', run };
    },
    async decide(id, what, by, why = '') {
      const run = runs.get(id);
      if (run === undefined) return { kind: 'unknown' };
      if (run.state !== 'held' || run.held === null) return { kind: 'not_held', run };
      if (run.held.kind === 'columns' && what === 'publish') return { kind: 'columns', run };
      written(what, by, run.table, id, why === '' ? null : why);
      const held = { ...run.held, decision: { what, by: by.id, at: clock.now() } };
      const over = { state: 'canceled', canceledBy: by.id, finishedAt: clock.now() } as const;
      const next = what === 'publish' ? ({ state: 'queued' } as const) : over;
      return { kind: 'decided', run: tell({ ...run, held, ...next }) };
    },
    planUndo: async (name) => {
      const report = looks.get(name);
      if (report === undefined) throw new Error(`no versions of ${name}`);
      return report;
    },
    audit: history.audits,
    plan: async (name) => {
      const plan = plans.get(name);
      if (plan === undefined || plan instanceof Error) throw plan ?? new Error(`no plan of ${name}`);
      return plan;
    },
    verify: async (name) => {
      const verdict = verdicts.get(name);
      if (verdict === undefined || verdict instanceof Error) throw verdict ?? new Error(`no verdict of ${name}`);
      return verdict;
    },
    diff: async (name) => {
      const diff = diffs.get(name);
      if (diff === undefined || diff instanceof Error) throw diff ?? new Error(`no diff of ${name}`);
      return diff;
    },
    status,
    statuses: () => Object.keys(config.tables).flatMap((name) => status(name) ?? []),
    run: (id) => runs.get(id) ?? null,
    activeRun,
    activeRuns: () => newestFirst().filter(isActive),
    history: (name, limit) =>
      newestFirst()
        .filter((run) => run.table === name)
        .slice(0, limit),
    log: (id) => logs.get(id) ?? [],
    upcoming: (windowMs) =>
      Object.values(config.tables)
        .filter(({ schedule }) => schedule !== null && 20 * HOUR <= windowMs)
        .map(({ name }) => ({ table: name, at: NINE + 20 * HOUR, paused: pauses.has(name), what: 'run' })),
    pause(asked) {
      const pause = { ...asked, at: clock.now() };
      pauses.set(asked.table, pause);
      return pause;
    },
    resume(name) {
      const pause = pauses.get(name) ?? null;
      pauses.delete(name);
      return pause;
    },
    digest: nobody as never,
    finished: nobody,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    posts: {
      save: (post) => posts.push(post),
      of: (id) => posts.filter(({ runId }) => runId === id),
      at: (channel, ts) => posts.find((post) => post.channel === channel && post.ts === ts)?.runId ?? null,
    },
  };
}
