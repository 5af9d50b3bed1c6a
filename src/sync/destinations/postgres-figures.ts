import type { PostgresSession } from '../drivers/postgres.ts';
import { literal, quote, quoteList, quoteTable } from '../sql/quote.ts';
import type { Figure, Plan } from '../types.ts';
import type { Name } from './postgres-target.ts';

/** How many rows a table has, as this session sees it. */
export async function countRows(session: PostgresSession, name: Name): Promise<number> {
  const [row] = await session.query<{ rows: string }>(`select count(*) as rows from ${quoteTable('postgres', name)}`);
  return Number(row?.rows);
}

/** The figures of the staged rows, in one statement. `staging` is quoted. */
export async function measure(
  session: PostgresSession,
  plan: Plan,
  staging: string,
  figures: readonly Figure[],
): Promise<readonly (number | null)[]> {
  if (figures.length === 0) return [];
  const parts = figures.map((figure, i) => `${expression(figure, plan, staging)} as f${i}`);
  const [row] = await session.query<Record<string, string | null>>(`select ${parts.join(', ')} from ${staging}`);
  return figures.map((_, i) => {
    const value = row?.[`f${i}`] ?? null;
    return value === null ? null : Number(value);
  });
}

function expression(figure: Figure, plan: Plan, staging: string): string {
  switch (figure.kind) {
    case 'nulls':
      return `count(*) filter (where ${quote('postgres', figure.column)} is null)`;
    case 'duplicates': {
      const given = figure.columns.map((name) => `${quote('postgres', name)} is not null`).join(' and ');
      const by = quoteList('postgres', figure.columns);
      return `(select coalesce(sum(n - 1), 0) from (select count(*) as n from ${staging} where ${given} group by ${by}) each_value)`;
    }
    case 'age': {
      const column = quote('postgres', figure.column);
      const type = plan.columns.find(({ name }) => name === figure.column)?.to.type;
      const newest = `max(${column}) filter (where isfinite(${column}))`;
      // What has no zone is read in the zone of the table.
      const moment =
        type === 'timestamp' ? newest : `(${newest})::timestamp at time zone ${literal('postgres', figure.zone)}`;
      return `extract(epoch from clock_timestamp() - (${moment}))`;
    }
  }
}
