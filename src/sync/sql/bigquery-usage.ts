import { literal } from './quote.ts';

type UsageStatement = {
  /** Whose jobs are looked at, and where they ran. */
  readonly project: string;
  readonly location: string;
  readonly days: number;
  /** A `*` at the end of a name stands for any ending. */
  readonly tables: readonly { readonly project: string; readonly dataset: string; readonly name: string }[];
};

const ISO = '%E4Y-%m-%dT%H:%M:%E3SZ';

/**
 * One statement over the record of jobs: for each table its place in `tables`, the queries that read it, how many users
 * asked them, when the last one did, and since when was looked. What sync-bot itself asked is left out, and so are queries
 * that failed. Users are counted where their names are, and the names stay there.
 */
export function usageStatement({ project, location, days, tables }: UsageStatement): string {
  const text = (value: string): string => literal('bigquery', value);
  const asked = tables.map(({ project, dataset, name }, i) => {
    const prefix = name.endsWith('*') ? text(name.slice(0, -1)) : 'cast(null as string)';
    return `select ${i} as i, ${text(project)} as project, ${text(dataset)} as dataset, ${text(name)} as name, ${prefix} as prefix`;
  });
  const since = `timestamp_sub(current_timestamp(), interval ${days} day)`;
  return `with asked as (
  ${asked.join('\n  union all ')}
), reads as (
  select j.job_id, j.user_email, j.creation_time, r.project_id, r.dataset_id, r.table_id
  from \`${project}\`.\`region-${location.toLowerCase()}\`.INFORMATION_SCHEMA.JOBS_BY_PROJECT as j
  cross join unnest(j.referenced_tables) as r
  where j.creation_time >= ${since} and j.job_type = 'QUERY' and j.error_result is null
    and coalesce(j.statement_type, '') != 'SCRIPT' and not starts_with(j.job_id, 'sync_bot_')
)
select a.i, count(distinct r.job_id) as queries, count(distinct r.user_email) as readers,
       format_timestamp('${ISO}', max(r.creation_time), 'UTC') as last_read,
       format_timestamp('${ISO}', ${since}, 'UTC') as since
from asked as a
left join reads as r
on r.project_id = a.project and r.dataset_id = a.dataset and (r.table_id = a.name
  or starts_with(r.table_id, a.prefix)
  or (ends_with(r.table_id, '*') and starts_with(coalesce(a.prefix, a.name), rtrim(r.table_id, '*'))))
group by a.i`;
}
