import type { Plan, Preview, Published } from '../../types.ts';
import type { Settlement } from '../../versions.ts';
import type { BigQuerySession, TableId } from './session.ts';

export type RowsNames = {
  readonly target: TableId;
  readonly staging: TableId;
  /** The keys of everything; null where nobody looks for rows that are gone. */
  readonly keys: TableId | null;
  readonly token: string;
  /**
   * Makes the target out of staging where there is none, by a copy job under jobId(token, 'publish'). What settling has to
   * know is written down before, see `readNote`.
   */
  readonly create: () => Promise<void>;
};

/**
 * Puts the staged rows beside or over those of the target, by one statement under jobId(token, 'publish'). Staging and
 * keys are left for the caller to drop.
 */
export async function publishRows(session: BigQuerySession, plan: Plan, names: RowsNames): Promise<Published> {
  throw new Error(`${session.project} ${plan.table} ${names.token}: not yet`);
}

/** The statements that `publishRows` would run, and what the dry run of the last one estimates. Changes nothing. */
export async function rowsPreview(
  session: BigQuerySession,
  plan: Plan,
  names: Pick<RowsNames, 'target' | 'staging'>,
): Promise<Preview> {
  throw new Error(`${session.project} ${plan.table} ${names.target.name}: not yet`);
}

/** What settling has to know of a publication, as the comment that ends its statement has it. */
export type Note = NonNullable<Settlement['published']>;

/**
 * The note in the statement of a job; null where there is none. Where the target was made by a copy job, which has no
 * statement, the note is that of a query job under jobId(token, 'note') which came before it.
 */
export function readNote(statement: string): Note | null {
  throw new Error(`${statement.length}: not yet`);
}
