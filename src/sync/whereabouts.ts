import { basename } from 'node:path';
import { classify, type FailureFacts } from './classify.ts';
import type { ConnectionSpec, TableSpec } from './config/spec.ts';
import type { Marked, MarkQuery } from './cursor.ts';
import type { Side, Stage } from './errors.ts';
import { connectionFacts, tableText } from './facts.ts';
import type { Order, Progress } from './orders.ts';
import type { Cost, Destination, Plan, Source } from './types.ts';
import type { Warehouse } from './warehouse.ts';

/** How connections are opened: given from outside, so that this file knows no database by name. */
export type Openers = {
  /** `limitMs`: after so long the server ends a statement by itself. */
  source(spec: ConnectionSpec, label: string, limitMs: number): Promise<Source>;
  destination(spec: ConnectionSpec, label: string): Promise<Destination>;
  /** Of a connection that models run on. */
  warehouse(spec: ConnectionSpec, label: string): Promise<Warehouse>;
  /** By a short session of its own. Null where the table or the column is not there, or is no incremental key. */
  mark(spec: ConnectionSpec, label: string, asked: MarkQuery): Promise<Marked | null>;
};

/** Where the run stands, kept up to date in place; whoever wants to know reads it. */
export type Standing = { -readonly [K in keyof Progress]: Progress[K] } & {
  /** Staging could not be dropped. */
  left: boolean;
  /** What the sessions that are closed have cost; null where nobody is billed. */
  cost: Cost | null;
};

export function newStanding(): Standing {
  return { stage: 'connect', rowsRead: 0, bytes: 0, estimatedRows: null, left: false, cost: null };
}

/** What the application_name (or its like) of every session of an attempt says. */
export function sessionLabel(token: string): string {
  return `sync-bot ${token}`;
}

/** How much longer than the bot a source's server waits before it ends a statement by itself. */
const LIMIT_GRACE_MS = 60_000;

/** A net below the bot's own timeout: a statement whose bot is dead ends on the server all the same. */
export function statementLimitMs(table: Pick<TableSpec, 'timeoutMs'>): number {
  return table.timeoutMs + LIMIT_GRACE_MS;
}

export type Whereabouts = {
  readonly standing: Standing;
  /** From here on a failure may name a column of the plan. */
  planned(plan: Plan): void;
  readonly sourceFacts: FailureFacts;
  source<T>(stage: Stage, step: () => Promise<T>): Promise<T>;
  destination<T>(stage: Stage, step: () => Promise<T>): Promise<T>;
};

/** Runs a step at a stage and turns whatever it throws into a SyncError that knows side, stage, connection and table. */
export function whereabouts(
  order: Exclude<Order, { do: 'settle' | 'usage' | 'probe' }>,
  standing: Standing,
): Whereabouts {
  const { table } = order;
  const sourceFacts: FailureFacts = {
    ...('source' in order ? connectionFacts(order.source) : {}),
    table: tableText(table.source.table),
    ...(table.where === null ? {} : { where: { line: table.line, file: basename(table.file) } }),
  };
  const destinationFacts = { ...connectionFacts(order.destination), table: tableText(table.destination.table) };
  let columns: readonly string[] = [];
  const step = async <T>(side: Side, stage: Stage, facts: FailureFacts, work: () => Promise<T>): Promise<T> => {
    standing.stage = stage;
    try {
      return await work();
    } catch (error) {
      throw classify(error, { side, stage, facts: { ...facts, columns } });
    }
  };
  return {
    standing,
    planned(plan) {
      columns = plan.columns.map((column) => column.name);
    },
    sourceFacts,
    source: (stage, work) => step('source', stage, sourceFacts, work),
    destination: (stage, work) => step('destination', stage, destinationFacts, work),
  };
}
