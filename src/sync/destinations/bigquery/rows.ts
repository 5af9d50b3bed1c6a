import { googleTable, stagedColumns, standIn } from '../../sql/bigquery-names.ts';
import type { Changes, Plan, Preview, Published } from '../../types.ts';
import { ambiguousTarget, brokenKeys, vanishedTarget } from '../refusals.ts';
import { addColumnsStatement, lackedColumns, unfitColumns } from './columns.ts';
import { askKeys } from './key-facts.ts';
import { withRowsNote } from './ledger.ts';
import { estimateWithin, limitOf } from './limit.ts';
import { queryConfiguration } from './query.ts';
import { isKeyed, type RowsTables, rowsStatement } from './rows-statement.ts';
import { type BigQuerySession, type DoneJob, jobId } from './session.ts';
import { readTarget } from './target.ts';

type RowsNames = RowsTables & {
  readonly token: string;
  /**
   * Makes the target out of staging where there is none, by a copy job under jobId(token, 'publish'). What settling has to
   * know is written down before that, in the statement of a query job under jobId(token, 'note').
   */
  readonly create: () => Promise<void>;
};

/**
 * Puts the staged rows beside or over those of the target, by one statement under jobId(token, 'publish') which ends in a
 * note for `readRowsNote`. Staging and keys are left for the caller to drop. Throws a SyncError where rows could not be known
 * again, do not fit, or would cost more than may be billed.
 */
export async function publishRows(session: BigQuerySession, plan: Plan, names: RowsNames): Promise<Published> {
  const { staging, token } = names;
  const rows = (await readTarget(session, staging))?.rows;
  if (rows === undefined) throw new Error('nothing is staged');
  const note = { rows, cursor: plan.cursor };
  const target = await readTarget(session, names.target);
  const limit = limitOf(session, plan);
  const unfit = target === null ? null : unfitColumns(plan, target);
  if (unfit !== null) throw unfit;
  const known = isKeyed(plan) ? await askKeys(session, plan, names, { target, limit }) : null;
  const broken = known === null ? null : brokenKeys(plan, known);
  if (broken !== null) throw broken;
  if (target === null) {
    const vanished = vanishedTarget(plan);
    if (vanished !== null) throw vanished;
    await session.query(jobId(token, 'note'), { sql: withRowsNote('select 1 as published', note) });
    await names.create();
    return { rows, method: 'create', changes: { inserted: rows, updated: 0, unchanged: 0, deleted: 0 } };
  }
  if (known !== null && known.extra > 0) throw ambiguousTarget(plan, known.extra);
  const lacked = lackedColumns(plan, target);
  // Before the rows, since no statement does both: readers see columns without values for a moment.
  if (lacked.length > 0)
    await session.query(jobId(token, 'columns'), {
      sql: addColumnsStatement(names.target, lacked),
      maxBytesBilled: null,
    });
  const statement = { sql: withRowsNote(rowsStatement(plan, names, { target, known }), note) };
  const estimatedBytes = await estimateWithin(session, plan, { ...statement, tables: tablesOf(plan) }, limit);
  const job = await session.run(jobId(token, 'publish'), queryConfiguration(statement, limit));
  const changes = changesOf(plan, rows, known?.gone ?? 0, job);
  return { rows, method: plan.mode === 'merge' ? 'merge' : 'append', changes, estimatedBytes };
}

const NARROWED = '\n-- on: also constants of the partitions that hold these keys, so that no other is read';

/** The statements that `publishRows` would run, and what the dry run of the last one estimates. Changes nothing. */
export async function rowsPreview(
  session: BigQuerySession,
  plan: Plan,
  names: Pick<RowsNames, 'target' | 'staging'>,
): Promise<Preview> {
  const target = await readTarget(session, names.target);
  if (target === null) {
    const copied = `create table ${googleTable(names.target)} copy ${googleTable(names.staging)}`;
    return { publish: 'create', statements: [copied] };
  }
  const tables = { ...names, keys: null };
  const lacked = lackedColumns(plan, target);
  const adding = lacked.length === 0 ? [] : [addColumnsStatement(names.target, lacked)];
  const narrowed = target.partition !== null && isKeyed(plan);
  const shown = rowsStatement(plan, tables, { target, known: null }) + (narrowed ? NARROWED : '');
  const preview = { publish: plan.mode === 'merge' ? 'merge' : 'append', statements: [...adding, shown] } as const;
  // A run that will be refused needs no price.
  if (unfitColumns(plan, target) !== null) return preview;
  // Staging is not there yet, and neither are columns that are added: both cost nothing to read.
  const columns = stagedColumns(plan).filter(({ name }) => !lacked.some((column) => column.name === name));
  const asked = rowsStatement(plan, tables, { target, known: null, columns, staging: standIn(columns) });
  const bytes = await session.estimate({ sql: asked });
  return { ...preview, estimate: { bytes, limit: limitOf(session, plan) } };
}

/** How many tables the statement reads. */
function tablesOf(plan: Plan): number {
  if (!isKeyed(plan)) return plan.snapshot === null ? 1 : 2;
  return plan.keys === null ? 2 : 3;
}

type DmlStats = Readonly<Partial<Record<'insertedRowCount' | 'updatedRowCount' | 'deletedRowCount', string>>>;

/** `gone`: rows that were marked as gone, which BigQuery counts among the updated ones. */
function changesOf(plan: Plan, rows: number, gone: number, { statistics }: DoneJob): Changes {
  const stats = (statistics.query as { readonly dmlStats?: DmlStats } | undefined)?.dmlStats ?? {};
  const inserted = Number(stats.insertedRowCount ?? 0);
  const touched = Number(stats.updatedRowCount ?? 0);
  const marked = plan.keys !== null && plan.deletes === 'soft' ? Math.min(gone, touched) : 0;
  const updated = touched - marked;
  return {
    inserted,
    updated,
    // Of rows that came back it is only the mark that is new; their values may not have been staged at all.
    unchanged: Math.max(rows - inserted - updated, 0),
    deleted: Number(stats.deletedRowCount ?? 0) + marked,
  };
}
