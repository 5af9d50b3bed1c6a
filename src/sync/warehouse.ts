import type { Column, Cost, Plan } from './types.ts';

// What carries out the queries of models.

/** What a query of a model would give, as a dry run says. */
export type Asked = {
  /** SELECT, or what the statement is instead; SCRIPT for several. */
  readonly kind: string;
  readonly columns: readonly Column[];
  /** The same in the words of its API, for the table that is to hold them. */
  readonly fields: readonly unknown[];
  /** Bytes that the query would read at most. */
  readonly bytes: number;
};
/** A statement with its parameters bound by name. */
export type BoundStatement = {
  readonly sql: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly value: string }[];
};
/** Whose SQL it is, and where people find it: a path, or the key of tables.yml. */
export type ModelPlace = { readonly table: string; readonly file: string };
/** A destination that carries out queries of models. Errors are its own; whereabouts.ts classifies. */
export type Warehouse = {
  /** Bytes that one query may bill at most, where a model says nothing; null: no limit. */
  readonly maxBytesBilled: number | null;
  /** A dry run: nothing is read and nothing billed. Throws a SyncError where the SQL itself is wrong. */
  ask(statement: BoundStatement, place: ModelPlace): Promise<Asked>;
  /**
   * Carries the query out into a staging table of `token`, for `Destination.resume`. The same token never runs it twice.
   * An abort stops it on the server and throws. `rows`: what the query itself says it gave.
   */
  fill(
    plan: Plan,
    query: {
      readonly token: string;
      readonly statement: BoundStatement;
      readonly asked: Asked;
      readonly maxBytesBilled: number | null;
    },
    signal: AbortSignal,
  ): Promise<{ readonly rows: number }>;
  spent(): Cost | null;
  close(): Promise<void>;
};
