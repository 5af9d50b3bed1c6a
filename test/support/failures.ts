import type { ErrorSummary } from '../../src/jobs/index.ts';
import { classify, type FailurePlace } from '../../src/sync/classify.ts';

/** What the engine makes of an error of a driver, as a run of users from shop to warehouse has it. */
export function anError(
  fields: Readonly<Record<string, unknown>>,
  at: Partial<Omit<FailurePlace, 'facts'>> & { readonly facts?: FailurePlace['facts'] } = {},
): ErrorSummary {
  const side = at.side ?? 'source';
  const facts: FailurePlace['facts'] =
    side === 'source'
      ? { connection: 'shop', kind: 'mysql', address: 'db.shop:3306', user: 'sync', database: 'shop', table: 'users' }
      : {
          connection: 'warehouse',
          kind: 'postgres',
          address: 'db.dwh:5432',
          user: 'sync',
          database: 'dwh',
          table: 'users',
        };
  const { facts: more = {}, stage = 'connect' } = at;
  return classify(Object.assign(new Error('a text of a server'), fields), {
    side,
    stage,
    facts: { ...facts, ...more },
  }).summary;
}
