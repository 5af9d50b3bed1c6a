import type { Figure, Plan } from '../types.ts';
import { literal, quote, quoteList } from './quote.ts';

/** One statement for the figures of staged rows, named f0, f1 and so on. `staging` is quoted. */
export function googleMeasure(plan: Plan, staging: string, figures: readonly Figure[]): string {
  const parts = figures.map((figure, i) => `${expression(figure, plan, staging)} as f${i}`);
  return `select ${parts.join(',\n       ')}\nfrom ${staging}`;
}

function expression(figure: Figure, plan: Plan, staging: string): string {
  switch (figure.kind) {
    case 'nulls':
      return `countif(${quote('bigquery', figure.column)} is null)`;
    case 'duplicates': {
      const given = figure.columns.map((name) => `${quote('bigquery', name)} is not null`).join(' and ');
      const by = quoteList('bigquery', figure.columns);
      return `(select coalesce(sum(_sync_bot_n - 1), 0) from (select count(*) as _sync_bot_n from ${staging} where ${given} group by ${by}) as each_value)`;
    }
    case 'age': {
      const type = plan.columns.find(({ name }) => name === figure.column)?.to.type;
      const newest = `max(${quote('bigquery', figure.column)})`;
      return `timestamp_diff(current_timestamp(), ${moment(type, newest, figure.zone)}, microsecond) / 1000000`;
    }
  }
}

/** What has no zone is read in the zone of the table. The first and the last day have no moment in every zone. */
function moment(type: string | undefined, newest: string, zone: string): string {
  if (type === 'timestamp') return newest;
  const within =
    type === 'date'
      ? `least(greatest(${newest}, date '0001-01-02'), date '9999-12-30')`
      : `least(greatest(${newest}, datetime '0001-01-02 00:00:00'), datetime '9999-12-30 00:00:00')`;
  return `timestamp(${within}, ${literal('bigquery', zone)})`;
}
