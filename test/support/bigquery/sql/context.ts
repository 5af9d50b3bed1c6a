/** What does the translation of one statement know and collect? */
import type { CatalogTable } from '../catalog.ts';
import type { QueryRequest, Transaction } from '../query-runner.ts';
import type { Expression, Query, WindowSpec } from './ast.ts';
import type { Type } from './types.ts';

/** One reading of a table, with what is asked of its partition column. */
export type Scan = {
  readonly table: CatalogTable;
  readonly at: { readonly line: number; readonly column: number };
  /** Conditions on the partition column alone, over PostgreSQL's columns without an alias. */
  readonly filters: string[];
  /** Conditions on _TABLE_SUFFIX that are true or false for the table as a whole. */
  readonly suffixes?: string[];
};
/** A column of a table that is read. */
export type Leaf = {
  readonly scan: Scan;
  readonly name: string;
  /** How the table itself has it, where that is not its name. */
  readonly raw?: string;
};

export type Column = {
  /** Null: it has no name that could be asked for. */
  readonly name: string | null;
  readonly sql: string;
  readonly type: Type;
  /** What is read where the column is used. */
  readonly leaves: readonly Leaf[];
  /** The table's columns that it is unchanged, so that a condition on it is one on them. */
  readonly direct: readonly Leaf[];
  /** A pseudo column, which `*` does not give. */
  readonly hidden?: boolean;
  /** An item of the SELECT list by its alias, which was checked where it stands. */
  readonly item?: boolean;
};
export type Range = { readonly alias: string | null; readonly columns: readonly Column[] };
export type Scope = {
  readonly ranges: readonly Range[];
  /** The columns of USING, which stand before the others and once. */
  readonly merged: readonly Column[];
  /** The SELECT list's aliases, where a clause may use them: before the columns or after them. */
  readonly aliases?: { readonly columns: readonly Column[]; readonly first: boolean };
  readonly parent: Scope | null;
};

export type Cte = { readonly name: string; readonly query: Query; readonly ctes: readonly Cte[] };

/** How a grouped SELECT reads its expressions. */
export type Grouping = {
  /** PostgreSQL's texts of the grouped expressions. */
  readonly keys: ReadonlySet<string>;
  readonly clause: string;
};

export type Context = {
  readonly request: QueryRequest;
  readonly transaction: Transaction;
  /** Moments of FOR SYSTEM_TIME AS OF, found before the translation. */
  readonly moments: ReadonlyMap<Expression, number>;
  readonly scans: Scan[];
  readonly newAlias: () => string;
};

/** Where an expression stands. */
export type Where = {
  readonly context: Context;
  readonly scope: Scope;
  readonly ctes: readonly Cte[];
  /** Collects what is read. */
  readonly reads: Leaf[];
  /** Aggregates are allowed. */
  readonly aggregates: boolean;
  /** Window functions are allowed. */
  readonly analytics: boolean;
  readonly grouping: Grouping | null;
  readonly windows: ReadonlyMap<string, WindowSpec>;
  /** Another text for a column, to ask a condition of a table itself. */
  readonly instead: ((column: Column) => string | null) | null;
  /** Set where an aggregate outside of a window, or a window, was found. */
  readonly found: { aggregate: boolean; analytic: boolean; subquery: boolean; volatile: boolean };
  /** The clause, for messages. */
  readonly clause: string;
};

export const EMPTY_SCOPE: Scope = { ranges: [], merged: [], parent: null };
