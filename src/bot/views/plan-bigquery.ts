import type { PlanReport } from '../../jobs/index.ts';
import { field, fields, type Part } from '../message.ts';
import { plural } from './quantities.ts';

const FORMATS = { avro: 'Avro', ndjson: 'NDJSON', csv: 'CSV' } as const;

/** What a plan says of a table of BigQuery: how rows get there, and how they lie there. */
export function warehouseParts({ plan, load }: PlanReport): readonly Part[] {
  const { bigquery } = plan;
  if (bigquery === null) return [];
  const { clusterBy, labels, expireDays } = bigquery;
  const names = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}: ${value}`));
  const said: readonly (readonly [name: string, words: string | null])[] = [
    ['Loaded as', loaded(bigquery.format, load)],
    ['Partitions', partitioned(bigquery.partitionBy)],
    ['Clustered by', clusterBy.length === 0 ? null : clusterBy.join(', ')],
    ['Added to every row', added(plan.added)],
    ['Replaced', replaced(plan.snapshot)],
    ['Dropped by BigQuery', expireDays === null ? null : `after ${plural(expireDays, 'day')}, the whole table`],
    ['Labels', names.length === 0 ? null : names.join(', ')],
  ];
  return [fields(...said.flatMap(([name, words]) => (words === null ? [] : [field(name, words)])))];
}

function added(values: PlanReport['plan']['added']): string | null {
  if (values.length === 0) return null;
  return values.map(({ column, value }) => `${column.name} = ${value}, the moment the run stands for`).join(', ');
}

type Known = NonNullable<PlanReport['plan']['bigquery']>;

function loaded(format: Known['format'], load: PlanReport['load']): string {
  const unlike = load?.unlike == null ? '' : `, since ${load.unlike}`;
  const way = load?.staging == null ? 'uploaded to BigQuery itself' : `by way of files in ${load.staging}`;
  return `${FORMATS[format]}${unlike}, ${way}`;
}

function partitioned(by: Known['partitionBy']): string | null {
  if (by === null) return null;
  const filter = by.requireFilter ? '; every query has to say which partitions it reads' : '';
  if (by.by.kind === 'range') {
    const { start, end, interval } = by.by;
    return `by ranges of ${by.column}: ${start} to before ${end}, ${interval} each${filter}`;
  }
  const { grain, expireDays } = by.by;
  const drop = expireDays === null ? '' : `, each dropped after ${plural(expireDays, 'day')}`;
  return `by the ${grain} of ${by.column ?? 'arrival'} (UTC)${drop}${filter}`;
}

function replaced(snapshot: PlanReport['plan']['snapshot']): string | null {
  if (snapshot === null) return null;
  const { column, from, to } = snapshot;
  const short = (iso: string): string => iso.replace(/(T00:00)?:00\.000Z$/, '').replace('T', ' ');
  return `rows with ${column} from ${short(from)} to before ${short(to)} (UTC); all others stay`;
}
