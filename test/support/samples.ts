/** Facts of each kind as they usually are, as many as asked for. */
import type { AuditLine } from '../../src/bot/audit-lines.ts';
import type { PricedCost } from '../../src/bot/views/cost.ts';
import type {
  ClassCount,
  ColumnOutcome,
  ConfigChange,
  DiffReport,
  Digest,
  Explanation,
  Pause,
  PlanReport,
  Question,
  Run,
  Unclassified,
  UndoReport,
  Unused,
  VerifyReport,
} from '../../src/jobs/index.ts';
import { aFailure, aHeldForColumns, aHeldRun, aSuccess, EMAIL, KIM, NINE } from './fake-jobs.ts';

const upTo = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const TABLE = { schema: null, name: 'users' } as const;
const SOURCE = { kind: 'mysql', connection: 'shop', table: TABLE } as const;
const DESTINATION = { kind: 'postgres', connection: 'warehouse', table: TABLE } as const;

export const HELD_COLUMNS = aHeldForColumns().held as Extract<NonNullable<Run['held']>, { kind: 'columns' }>;

export const AUDITED: AuditLine = {
  ...{ at: NINE, by: KIM, verb: 'run', line: 'run users', tables: ['users'], decision: 'denied', role: 'viewer' },
  ...{ mouth: 'typed', place: null, config: 'c0', request: null, why: 'the price fix', runs: [12] },
};

export const CHANGE: ConfigChange = {
  ...{ id: 3, at: NINE, by: KIM, table: 'users', column: 'note', file: '/shop/tables.yml', key: 'mask' },
  ...{ before: null, after: 'hash', undone: null },
};

export const written = (n: number): Extract<ColumnOutcome, { kind: 'written' }> => ({
  ...{ kind: 'written', change: 3, file: '/shop/tables.yml', line: 12, run: aHeldForColumns() },
  ...{
    removed: upTo(n, (i) => `old line ${i}`),
    added: upTo(n, (i) => `new line ${i}`),
    left: upTo(n, (i) => `column ${i}`),
  },
});

export const questions = (n: number): readonly Question[] =>
  upTo(n, (i) => ({
    ...{ table: 'users', run: 12, askedAt: NINE },
    column: { name: `column ${i}`, type: 'varchar(255)', masks: EMAIL.masks, suspicion: i % 2 === 0 ? EMAIL : null },
  }));

export const PRICED: PricedCost = {
  ...{ table: 'sales', connection: 'lake', runs: 30, bytesProcessed: 4e12, bytesBilled: 4e12, slotMs: 9e6, jobs: 60 },
  money: 25,
};

export const diffReport = (n: number): DiffReport =>
  ({
    ...{ table: 'users', source: SOURCE, destination: DESTINATION, publish: 'in_place', around: ['view v'], same: 3 },
    columns: upTo(n, (i) => ({
      name: `column ${i}`,
      ...{
        kind: 'type',
        source: 'varchar(255)',
        made: 'text',
        target: 'bigint',
        mask: null,
        next: 'refused',
        renamed: 'other',
      },
    })),
  }) as DiffReport;

export const digestOf = (n: number, paused: readonly Pause[]): Digest => ({
  ...{ from: NINE - 86_400_000, until: NINE, runs: 280, succeeded: 270, rowsWritten: 1e9, paused },
  failing: upTo(n, () => aFailure()),
  recovered: upTo(n, (i) => `table ${i}`),
  slowest: upTo(3, () => aSuccess()),
  held: upTo(n, () => aHeldRun()),
  missed: upTo(n, (i) => ({ table: `table ${i}`, at: NINE, paused: false, what: 'run' as const })),
  notes: {
    ...{ onTime: 270, due: 280, alerts: [], suppressed: 14 },
    unusual: upTo(n, (i) => ({ table: `table ${i}`, rows: { is: 1, usual: 9 }, seconds: { is: 90, usual: 9 } })),
    newColumns: upTo(n, (i) => ({ table: `table ${i}`, columns: [`<!channel> ${i}`] })),
  },
  waiting: upTo(n, (i) => ({ model: `model ${i}`, day: '2026-11-20', for: [{ table: 'sales', run: aFailure() }] })),
});

export const planReport = (n: number): PlanReport =>
  ({
    ...aHeldRun().held,
    plan: {
      ...(aHeldRun().held as { pending: { plan: object } }).pending.plan,
      columns: upTo(n, (i) => ({
        name: `column ${i}`,
        from: { name: `column ${i}`, type: 'string', nullable: true, native: 'varchar(255)' },
        to: { name: `column ${i}`, type: 'string', nullable: true, native: 'text' },
        mask: i % 2 === 0 ? { how: 'hash', at: 'worker' } : null,
      })),
      left: upTo(n, (i) => `left ${i}`),
      where: 'deleted_at is null',
    },
    query: 'select id\nfrom users',
    preview: {
      statements: upTo(n, (i) => `create table t${i}`),
      publish: 'in_place',
      around: upTo(n, (i) => `view ${i}`),
    },
    suspicions: upTo(n, () => EMAIL),
    newColumns: upTo(n, (i) => ({ name: `new ${i}`, type: 'text', masks: EMAIL.masks, suspicion: null })),
  }) as unknown as PlanReport;

export const estimate = (n: number): NonNullable<PlanReport['model']> =>
  ({
    ...{ bytes: 1e12, limit: 2e12, parameters: [], after: upTo(n, (i) => `table ${i}`) },
  }) as unknown as NonNullable<PlanReport['model']>;

const generation = (run: number) => ({
  ...{ token: `h_${run}_1_x`, origin: `h_${run}_1_x`, rows: 50_000, publishedAt: '2026-11-19T20:00:00.000Z' },
  masks: { email: 'hash' },
});
export const UNDO = {
  target: 'users',
  generations: { current: generation(7), previous: generation(6), altered: 'somebody has changed it' },
  refused: null,
} as unknown as UndoReport;

export const unusedOf = (n: number): Unused =>
  ({
    ...{ connection: 'lake', days: 90, since: '2026-08-23T00:00:00Z', used: 4 },
    ours: upTo(n, (i) => ({
      ...{
        table: `table ${i}`,
        target: `raw.table_${i}`,
        kind: 'table',
        schedule: '0 5 * * *',
        after: ['sales'],
        rows: 5,
        bytes: 9,
      },
      ...{ loadedBytes: 9, billedBytes: 8, readBy: ['marts'] },
    })),
    others: upTo(n, (i) => ({ name: `other ${i}`, rows: 5, bytes: 9 })),
  }) as Unused;

export const verifyReport = (n: number): VerifyReport =>
  ({
    ...{
      table: 'users',
      source: SOURCE,
      destination: DESTINATION,
      rows: { source: '5', destination: '6' },
      equal: false,
    },
    columns: upTo(n, (i) => ({
      ...{ name: `column ${i}`, equal: false, mask: null, note: 'not in the target' },
      figures: [{ name: 'nulls', equal: false, source: '12', destination: '11' }],
    })),
  }) as VerifyReport;

const FAILED: Explanation['tries'][number] = {
  ...({ run: 13, attempt: 1, at: NINE, trouble: 'src.refused shop', code: 'src.refused', side: 'source' } as const),
  ...({ stage: 'connect', table: 'users', column: null, native: 'ECONNREFUSED' } as const),
};
export const explanation = (n: number): Omit<Explanation, 'run'> => ({
  ...{ kind: 'mysql', times: n, days: 7, tries: [FAILED] },
  before: upTo(Math.min(n, 5), (i) => ({
    ...FAILED,
    mended:
      i === 0
        ? { kind: 'published', by: 'somebody' }
        : { kind: 'later', run: 9, by: KIM, afterMs: 60_000, undo: false, changed: KIM },
  })),
});

export const classes = (n: number): readonly ClassCount[] =>
  upTo(
    n,
    () => ({ code: 'src.refused', runs: 3, healed: 1, tables: ['users'], lastAt: NINE }) as unknown as ClassCount,
  );

export const unclassified = (n: number): readonly Unclassified[] =>
  upTo(n, () => ({
    ...{ fingerprint: 'fp-0123456789', native: 'E_X', times: 3, tables: ['users', 'purchases'] },
    ...{ side: 'source', stage: 'copy', firstAt: NINE, lastAt: NINE },
  }));
