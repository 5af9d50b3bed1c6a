/** A store with a few tables and a way to ask it, for the tests of the SQL half. */
import { after } from 'node:test';
import { freshPostgres } from '../../postgres.ts';
import type { Field, FieldType, TableRef } from '../catalog.ts';
import { loopbackClock } from '../clock.ts';
import type { NewTable, QueryOutcome, QueryParameter, QueryRequest } from '../query-runner.ts';
import { openStore, type Store } from '../store.ts';
import { runQuery } from './run-query.ts';

export type Answer = {
  /** `name TYPE` of each column. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly outcome: QueryOutcome;
};
export type SqlBench = {
  readonly store: Store;
  readonly clock: ReturnType<typeof loopbackClock>;
  ask(sql: string, given?: Partial<QueryRequest>): Promise<Answer>;
  /** The rows only, as PostgreSQL prints them; bytes as hex. */
  rows(sql: string, parameters?: readonly QueryParameter[]): Promise<readonly (readonly (string | null)[])[]>;
  /** The message of the refusal. Throws where the statement runs. */
  refusal(sql: string): Promise<string>;
};

export const PROJECT = 'p-1';
/** 2026-11-21 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12);

/** A store with the data set `d`, in a database of its own which goes when the file's tests have ended. */
export async function sqlBench(): Promise<SqlBench> {
  const database = await freshPostgres('googlesql');
  const clock = loopbackClock();
  clock.stopAt(NOON);
  const store = await openStore({ url: database.url, project: PROJECT, clock });
  after(async () => {
    await store.close();
    await database.drop();
  });
  await store.transaction(async (transaction) => {
    await transaction.createDataset({
      projectId: PROJECT,
      datasetId: 'd',
      location: 'US',
      labels: {},
      creationTime: NOON,
      lastModifiedTime: NOON,
    });
  });
  const ask: SqlBench['ask'] = (sql, given = {}) =>
    store.transaction(async (transaction) => {
      const outcome = await runQuery(
        {
          sql,
          project: PROJECT,
          location: 'US',
          defaultDataset: { projectId: PROJECT, datasetId: 'd' },
          parameters: [],
          userEmail: 'bot@example.com',
          dryRun: false,
          ...given,
        },
        transaction,
      );
      const found =
        outcome.select === null ? [] : (await transaction.query(outcome.select.text, outcome.select.values)).rows;
      const fields = outcome.fields ?? [];
      return {
        columns: fields.map(({ name, type }) => `${name} ${type}`),
        rows: found.map((row) => fields.map(({ name }) => shown(row[name] ?? null))),
        outcome,
      };
    });
  return {
    store,
    clock,
    ask,
    rows: async (sql, parameters = []) => (await ask(sql, { parameters })).rows,
    async refusal(sql) {
      const outcome = await ask(sql).catch((error: Error & { readonly reason?: string }) => error);
      if (!(outcome instanceof Error)) throw new Error(`not refused: ${sql} gave ${JSON.stringify(outcome.rows)}`);
      return `${(outcome as { reason?: string }).reason ?? outcome.name}: ${outcome.message}`;
    },
  };
}

function shown(value: string | Buffer | null): string | null {
  return Buffer.isBuffer(value) ? value.toString('hex') : value;
}

export function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return { name, type, mode: 'NULLABLE', ...more };
}

export function newTable(tableId: string, fields: readonly Field[], more: Partial<NewTable> = {}): NewTable {
  const ref: TableRef = { projectId: PROJECT, datasetId: 'd', tableId };
  return { ref, type: 'TABLE', fields, labels: {}, rowAccessPolicies: [], ...more };
}
