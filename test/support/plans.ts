import type { Pin, PlanReport } from '../../src/jobs/index.ts';
import { KIM, NINE } from './fake-jobs.ts';

export const FACTS: Pin['facts'] = {
  declared: { planner: '1', cursor: 'none', mode: 'replace', mask: 'a1' },
  source: { id: 'bigint not null', email: 'varchar(255)' },
  target: { id: 'bigint not null', email: 'text' },
  keys: { source: 'id', target: '' },
  publish: 'swap',
};

export const PIN: Pin = {
  id: 'p-7k3f',
  table: 'users',
  by: KIM,
  madeAt: NINE,
  expiresAt: NINE + 30 * 60_000,
  facts: FACTS,
};

const table = (name: string) => ({ schema: null, name });
const column = (name: string, type: 'integer' | 'string', native: string) => ({ name, type, native, nullable: true });

/** The plan of a small table, as a worker would have made it. */
export function aPlan(name = 'users', rest: Partial<PlanReport> = {}): PlanReport {
  return {
    plan: {
      table: name,
      mode: 'replace',
      source: { kind: 'mysql', connection: 'shop', table: table(name) },
      destination: { kind: 'postgres', connection: 'warehouse', table: table(name) },
      columns: [
        {
          name: 'id',
          from: column('id', 'integer', 'bigint(20)'),
          to: column('id', 'integer', 'bigint'),
          mask: null,
        },
        {
          name: 'email',
          from: column('email', 'string', 'varchar(255)'),
          to: column('email', 'string', 'text'),
          mask: { how: 'hash', at: 'worker' },
        },
      ],
      left: [],
      where: null,
      window: null,
      format: 'cells',
      native: false,
      primaryKey: ['id'],
      key: [],
      estimatedRows: 50_000,
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
    },
    query: `select id, email\nfrom ${name}`,
    preview: { publish: 'swap', statements: [`create table _sync_bot_TOKEN (id bigint, email text)`] },
    facts: FACTS,
    suspicions: [],
    newColumns: [],
    ...rest,
  };
}
