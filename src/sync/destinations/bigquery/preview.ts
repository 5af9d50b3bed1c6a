import { chooseLoadFormat, loadColumns } from '../../format/load-columns.ts';
import { googleTable, stagedColumns } from '../../sql/bigquery-names.ts';
import { quote, quoteList } from '../../sql/quote.ts';
import type { Plan, Preview } from '../../types.ts';
import { hiddenSince } from '../generations.ts';
import type { OpenSession } from './connect.ts';
import { generations, keptAt } from './generations.ts';
import { layoutOf, refuseOtherPartitioning } from './layout.ts';
import { isCompressed } from './load-rows.ts';
import { selectAll } from './publish-replace.ts';
import { rowsPreview } from './rows.ts';
import type { TableId } from './session.ts';
import { lostBySwap, methodFor, refuseForeign, surroundings } from './surroundings.ts';
import { type Layout, plannedFields, readTable, type TableResource } from './tables.ts';

const STAGING = 'STAGING';

/** See Destination.preview. `files`: whether rows are staged in Cloud Storage. */
export async function previewOf(
  session: OpenSession,
  plan: Plan,
  target: TableId,
  { files }: { readonly files: boolean },
): Promise<Preview> {
  const staging = { ...target, name: STAGING };
  const there = await readTable(session, target);
  refuseForeign(there, target);
  if (there !== null) refuseOtherPartitioning(plan, there);
  const preview =
    plan.mode === 'replace'
      ? await publishPreview(session, plan, { target, staging, there, files })
      : await rowsPreview(session, plan, { target, staging });
  return {
    ...preview,
    statements: [
      ...loadStatements(plan, staging, layoutOf(plan, there), wayOf(session, plan, files)),
      ...preview.statements,
    ],
  };
}

function loadStatements(plan: Plan, staging: TableId, layout: Layout, way: string): readonly string[] {
  return [
    `create table ${googleTable(staging)} (\n${columnsText(plan)}\n)${layoutText(layout)}`,
    `load data into ${googleTable(staging)} -- one load job of ${way}`,
  ];
}

/** One column a line, none `not null`: see `plannedFields`. */
function columnsText(plan: Plan): string {
  return stagedColumns(plan)
    .map(({ name, type }) => `  ${quote('bigquery', name)} ${type}`)
    .join(',\n');
}

/** In which format the rows go, and how; why it is not Avro where that is not what somebody asked for. */
function wayOf(session: OpenSession, plan: Plan, files: boolean): string {
  const format = plan.bigquery?.format ?? 'ndjson';
  const { why } = chooseLoadFormat(loadColumns(plan), null);
  const packed = !isCompressed(session) ? '' : format === 'avro' ? ' in deflated blocks' : ' in gzip';
  const because = format === 'ndjson' && why !== null ? ` (${why})` : '';
  return `${format.toUpperCase()}${packed}, ${files ? 'from files in Cloud Storage' : 'uploaded in pieces'}${because}`;
}

async function publishPreview(
  session: OpenSession,
  plan: Plan,
  {
    target,
    staging,
    there,
    files,
  }: {
    readonly target: TableId;
    readonly staging: TableId;
    readonly there: TableResource | null;
    readonly files: boolean;
  },
): Promise<Preview> {
  const next = plannedFields(plan);
  const method = methodFor(there, next);
  const copy = (how: string): string =>
    `copy ${googleTable(staging)} to ${googleTable(target)} -- one copy job, ${how}`;
  if (there === null) return { publish: 'create', statements: [copy('WRITE_EMPTY')] };
  const kept = await keepStatements(session, plan, target);
  if (method === 'in_place') {
    const statement = files
      ? `load data overwrite ${googleTable(target)} -- the same files once more, WRITE_TRUNCATE_DATA`
      : `${selectAll(staging, there, next)} -- one query job into ${googleTable(target)}, WRITE_TRUNCATE_DATA`;
    return { publish: method, statements: [...kept, statement], around: await surroundings(session, target, there) };
  }
  const lost = await lostBySwap(session, target, there);
  // What would be lost by another table in its place keeps the target where it is, and other columns are refused then.
  if (lost.length > 0) return { publish: 'in_place', statements: [], around: lost };
  return { publish: 'swap', statements: [...kept, copy('WRITE_TRUNCATE')] };
}

async function keepStatements(session: OpenSession, plan: Plan, target: TableId): Promise<readonly string[]> {
  if (!plan.keepPrevious) return [];
  const { current, altered } = await generations(session, target);
  if (current === null || altered !== null || hiddenSince(current, plan).length > 0) return [];
  return [`create snapshot table ${googleTable(keptAt(target, current.token))} clone ${googleTable(target)}`];
}

function layoutText({ timePartitioning: time, rangePartitioning: ranges, clustering }: Layout): string {
  const by =
    time !== undefined
      ? `\npartition by ${time.field === undefined ? '_PARTITIONTIME' : quote('bigquery', time.field)} -- by ${time.type.toLowerCase()}`
      : ranges !== undefined
        ? `\npartition by range_bucket(${quote('bigquery', ranges.field)}, generate_array(${ranges.range.start}, ${ranges.range.end}, ${ranges.range.interval}))`
        : '';
  return clustering === undefined ? by : `${by}\ncluster by ${quoteList('bigquery', clustering.fields)}`;
}
