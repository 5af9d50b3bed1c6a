import type { AuditEntry, Decided } from '../jobs/index.ts';

/** One line of the audit as people read it: what was asked for and decided, with the runs that came of it. */
export type AuditLine = Omit<Decided, 'id' | 'line' | 'decision' | 'role' | 'config'> & {
  /** Null where something was done without a command: a key in a terminal, an older sync-bot. */
  readonly line: string | null;
  readonly decision: Decided['decision'] | null;
  readonly role: Decided['role'] | null;
  readonly config: string | null;
  readonly runs: readonly number[];
};

/** Decisions with what was done because of them, and what was done without one; newest first. Pure. */
export function auditLines(decisions: readonly Decided[], done: readonly AuditEntry[]): readonly AuditLine[] {
  const known = new Set(decisions.map(({ id }) => id));
  const byDecision = Map.groupBy(done, ({ decision }) => (decision !== null && known.has(decision) ? decision : null));
  const lines = decisions.map(({ id, ...decided }): AuditLine => {
    const came = byDecision.get(id) ?? [];
    return {
      ...decided,
      tables: [...new Set([...decided.tables, ...came.map(({ table }) => table)])],
      runs: runsOf(came),
    };
  });
  const alone = (byDecision.get(null) ?? []).map(
    (entry): AuditLine => ({
      at: entry.at,
      by: entry.by,
      verb: entry.what,
      line: null,
      tables: [entry.table],
      decision: null,
      role: null,
      mouth: entry.by.kind,
      place: null,
      config: null,
      request: null,
      why: entry.why,
      runs: runsOf([entry]),
    }),
  );
  return [...lines, ...alone].sort((a, b) => b.at - a.at);
}

const runsOf = (entries: readonly AuditEntry[]): readonly number[] => [
  ...new Set(entries.flatMap(({ run }) => run ?? []).reverse()),
];

const COLUMNS: readonly (readonly [string, (line: AuditLine) => string | number | null])[] = [
  ['at', ({ at }) => new Date(at).toISOString()],
  ['who', ({ by }) => by.id],
  ['from', ({ mouth }) => mouth],
  ['channel', ({ place }) => place?.channel ?? null],
  ['thread', ({ place }) => place?.thread ?? null],
  ['role', ({ role }) => role],
  ['decision', ({ decision }) => decision],
  ['what', ({ verb }) => verb],
  ['line', ({ line }) => line],
  ['tables', ({ tables }) => tables.join(' ')],
  ['runs', ({ runs }) => runs.join(' ')],
  ['request', ({ request }) => request],
  ['config', ({ config }) => config],
  ['why', ({ why }) => why],
];

/** Comma-separated, with a line of titles; what a spreadsheet would take for a formula begins with an apostrophe. */
export function auditCsv(lines: readonly AuditLine[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...lines.map((line) => COLUMNS.map(([, of]) => of(line)))];
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
