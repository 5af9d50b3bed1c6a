import { type Pin, type PlanReport, tableText } from '../../jobs/index.ts';
import { code, list, type Message, message, type Part, phrase, say, text, type When } from '../message.ts';
import { columnActions, looksText } from './columns.ts';
import { pinText, runExactly } from './pinned.ts';
import { warehouseParts } from './plan-bigquery.ts';
import { bytes, count } from './quantities.ts';

type Method = PlanReport['preview']['publish'];
/** How readers get to see it. */
export const PUBLISH: Readonly<Record<Method, string>> = {
  create: 'The table is made new; it did not exist before.',
  swap: 'The staging table takes the place of the old table in one instant.',
  in_place: 'The rows are replaced inside the table in one transaction; its grants, views and keys stay.',
  append: 'New rows are put beside those that are there, in one transaction; what is there stays as it is.',
  merge: 'Rows are put in by key in one transaction: new ones are added, changed ones updated, the others stay.',
};
const SNAPSHOT =
  'All rows are put beside those of earlier runs, in one instant; what is there of the same time is replaced.';
const PLACE = { source: "in the source's query", worker: 'in the worker' } as const;

/** Nothing is said of what is usual: one session reads it all. */
function reading({ split, unsplit }: PlanReport['plan']): readonly Part[] {
  if (unsplit !== null) return [text(say`One session reads all of it, whatever readers says: ${unsplit}.`)];
  if (split === null) return [];
  const by = split.by === 'blocks' ? say`ranges of its blocks` : say`ranges of ${split.column}`;
  return [
    text(say`${split.readers} sessions read it at once in one snapshot, divided by ${by}; fewer where it is small.`),
  ];
}

/** What publishing reads of a warehouse that bills for it; copies of tables cost nothing there. */
function billing({ estimate }: PlanReport['preview']): readonly Part[] {
  if (estimate === undefined) return [];
  const size = bytes(estimate.bytes);
  if (estimate.limit === null) {
    return [
      text(say`Publishing reads ${size} of the target at most, beside what is staged; no max_bytes_billed limits it.`),
    ];
  }
  const limit = bytes(estimate.limit);
  return [
    text(
      estimate.bytes > estimate.limit
        ? say`Publishing reads ${size} of the target at most, beside what is staged; max_bytes_billed is ${limit}. A run that would read that much is refused.`
        : say`Publishing reads ${size} of the target at most, beside what is staged; max_bytes_billed is ${limit}.`,
    ),
  ];
}

/** What a run would do, before anything is done. */
export function planMessage(report: PlanReport, pin: Pin, when: When): Message {
  const { plan, query, preview, suspicions = [], newColumns = [] } = report;
  const left = plan.left.length === 0 ? say`No column is left out.` : say`Left out: ${list(plan.left)}.`;
  const estimate =
    plan.estimatedRows === null
      ? say`The source does not say how many rows there are.`
      : say`About ${count(plan.estimatedRows)} rows.`;
  const from = `${plan.source.connection}.${plan.source.table.name}`;
  const { kind, connection, table } = plan.destination;
  // Of BigQuery a data set is part of every name that people use.
  const to = `${connection}.${kind === 'bigquery' ? tableText(table) : table.name}`;
  const columns: Part = {
    kind: 'table',
    columns: [{ title: 'column' }, { title: 'in the source' }, { title: 'arrives as' }, { title: 'mask' }],
    rows: plan.columns.map(({ name, from: source, to: target, mask }) => [
      name,
      source.native,
      target.type,
      mask === null ? '' : say`${mask.how}, ${phrase(PLACE[mask.at])}`,
    ]),
  };
  return message('neutral', say`Plan for ${plan.table}: ${plan.mode}, nothing has been changed`, {
    parts: [
      text(
        say`${code(from)} → ${code(to)}. ${estimate} ${left} Masks are applied before the first byte is written anywhere.`,
      ),
      columns,
      ...suspicions.map((column) =>
        text(say`${code(column.column)} ${looksText(column)}; nobody has decided about it, so a run is held.`),
      ),
      ...newColumns.map(({ name, suspicion }) =>
        text(
          suspicion === null
            ? say`${code(name)} is new in the source; nobody has decided about it, so a run leaves it out.`
            : say`${code(name)} is new in the source and ${looksText(suspicion)}; nobody has decided about it, so a run leaves it out.`,
        ),
      ),
      { kind: 'code', label: 'Read by', lines: query.split('\n') },
      ...reading(plan),
      { kind: 'code', label: 'Written by', lines: preview.statements.flatMap((statement) => statement.split('\n')) },
      text(phrase(plan.snapshot === null ? PUBLISH[preview.publish] : SNAPSHOT)),
      ...warehouseParts(report),
      ...billing(preview),
    ],
    context: [pinText(pin, when), say`Change it: tables.yml`],
    actions: [runExactly(pin, suspicions.length === 0), ...columnActions(plan.table, suspicions)],
  });
}
