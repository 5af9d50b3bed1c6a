import type { PlanReport } from '../../jobs/index.ts';
import { field, fields, list, type Part, say, type Text } from '../message.ts';
import { plural } from './quantities.ts';

const FORMATS = { avro: 'Avro', ndjson: 'NDJSON', csv: 'CSV' } as const;

/** What a plan says of a table of BigQuery: how rows get there, and how they lie there. */
export function warehouseParts({ plan, load }: PlanReport): readonly Part[] {
  const { bigquery } = plan;
  if (bigquery === null) return [];
  const { clusterBy, labels, expireDays } = bigquery;
  const names = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}: ${value}`));
  const said: readonly (readonly [name: string, words: Text | null])[] = [
    ['Loaded as', loaded(bigquery.format, load)],
    ['Partitions', partitioned(bigquery.partitionBy)],
    ['Clustered by', clusterBy.length === 0 ? null : list(clusterBy)],
    ['Added to every row', added(plan.added)],
    ['Replaced', replaced(plan.snapshot)],
    ['Dropped by BigQuery', expireDays === null ? null : say`after ${plural(expireDays, 'day')}, the whole table`],
    ['Labels', names.length === 0 ? null : list(names)],
  ];
  return [fields(...said.flatMap(([name, words]) => (words === null ? [] : [field(name, words)])))];
}

function added(values: PlanReport['plan']['added']): Text | null {
  if (values.length === 0) return null;
  return list(values.map(({ column, value }) => say`${column.name} = ${value}, the moment the run stands for`));
}

type Known = NonNullable<PlanReport['plan']['bigquery']>;

function loaded(format: Known['format'], load: PlanReport['load']): Text {
  const unlike = load?.unlike == null ? [] : [say`since ${load.unlike}`];
  const way = load?.staging == null ? say`uploaded to BigQuery itself` : say`by way of files in ${load.staging}`;
  return list([FORMATS[format], ...unlike, way]);
}

function partitioned(by: Known['partitionBy']): Text | null {
  if (by === null) return null;
  const how = divided(by);
  return by.requireFilter ? say`${how}; every query has to say which partitions it reads` : how;
}

function divided(by: NonNullable<Known['partitionBy']>): Text {
  if (by.by.kind === 'range') {
    const { start, end, interval } = by.by;
    return say`by ranges of ${by.column ?? ''}: ${start} to before ${end}, ${interval} each`;
  }
  const { grain, expireDays } = by.by;
  const column = by.column ?? say`arrival`;
  return expireDays === null
    ? say`by the ${grain} of ${column} (UTC)`
    : say`by the ${grain} of ${column} (UTC), each dropped after ${plural(expireDays, 'day')}`;
}

function replaced(snapshot: PlanReport['plan']['snapshot']): Text | null {
  if (snapshot === null) return null;
  const { column, from, to } = snapshot;
  const short = (iso: string): string => iso.replace(/(T00:00)?:00\.000Z$/, '').replace('T', ' ');
  return say`rows with ${column} from ${short(from)} to before ${short(to)} (UTC); all others stay`;
}
