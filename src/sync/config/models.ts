import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { checkBigQuery } from './bigquery-table.ts';
import { checkGuards } from './checks.ts';
import type { Report } from './mistakes.ts';
import { sqlMistakes, trimQuery } from './model-sql.ts';
import { checkName } from './names.ts';
import { allowed } from './nearest.ts';
import type { ConfigPorts } from './ports.ts';
import { TABLE } from './raw.ts';
import { hasUnknown, readShape, show } from './shape.ts';
import type { ModelSpec } from './spec.ts';
import { type End, endOf, type ReadTable, type Surroundings, specOf } from './tables.ts';
import { checkTimes } from './times.ts';
import type { Written, WrittenMap } from './written.ts';

const AFTER = 'a list of tables and models, like [users, purchases]';

/** The keys of a model: those of a table that mean the same here, and its own. */
export const MODEL = TABLE.pick({
  to: true,
  destination: true,
  allow_empty: true,
  checks: true,
  hold_for: true,
  max_age: true,
  start_within: true,
  keep_previous: true,
  schedule: true,
  timezone: true,
  retries: true,
  retry_wait: true,
  timeout: true,
  tags: true,
  owner: true,
  partition_by: true,
  cluster_by: true,
  labels: true,
  description: true,
  expire_days: true,
  max_bytes_billed: true,
}).extend({
  sql: z.string('the path of a file').regex(/\S/, 'the path of a file').optional(),
  query: z.string('a query in SQL').regex(/\S/, 'a query in SQL').optional(),
  after: z.array(z.string('the name of a table or model'), AFTER).min(1, AFTER).optional(),
});
type RawModel = z.output<typeof MODEL>;

/** What a model is read against; `opened` takes the files whose text was read. */
export type ModelSurroundings = Surroundings & {
  readonly read: ConfigPorts['read'];
  readonly opened: Set<string>;
};

/** Reads one model and reports what is wrong with it alone. `after` is checked when all names are known. */
export function readModel(name: string, node: Written, around: ModelSurroundings, report: Report): ReadTable | null {
  checkName(name, node, report);
  if (node.broken) return null;
  if (node.kind !== 'map') {
    report.at(node, `${show(node)} is not a map of sql, after and other keys of a model`);
    return null;
  }
  const raw = readShape(node, MODEL, report);
  checkTimes(node, ['schedule', 'timezone'], around.cron, report);
  checkGuards(node, report);
  checkStart(node, report);
  const model = modelOf(node, raw, around, report);
  const destination = destinationOf(name, node, raw, around, report);
  if (model === null || destination === null) return { node, source: null, destination, spec: null };
  // What a model reads is in its query: it has no source but the connection that carries it out.
  const spec = specOf(name, node, raw, destination, destination, around);
  const schedule = model.after.length > 0 ? null : spec.schedule;
  const nothing = { receipt: 'rows', sentinel: 'off', onNewColumn: 'add' } as const;
  return { node, source: null, destination, spec: { ...spec, ...nothing, schedule, model } };
}

/** Two things that start it would start it twice a day. */
function checkStart(map: WrittenMap, report: Report): void {
  const schedule = map.entries.get('schedule');
  if (schedule === undefined || schedule.broken || !map.entries.has('after')) return;
  if (schedule.kind === 'scalar' && schedule.value === null) return;
  report.at(schedule, 'a model with after starts when those are done; leave out schedule, or after');
}

function destinationOf(name: string, map: WrittenMap, raw: RawModel, around: Surroundings, report: Report): End | null {
  const end = endOf('destination', name, map, raw, around, report);
  const declared = end === null ? undefined : around.connections.get(end.connection);
  if (declared?.type === 'bigquery') checkBigQuery(map, declared, report);
  if (end === null || declared === undefined || declared.type === 'bigquery') return end;
  const names = [...around.connections].filter(([, { type }]) => type === 'bigquery').map(([each]) => each);
  const own = map.entries.get('destination');
  report.at(
    own ?? map,
    `${own === undefined ? `destination "${end.connection}"` : show(own)} is of type ${declared.type}, and models are queries in BigQuery ${allowed(names)}`,
  );
  return null;
}

function modelOf(map: WrittenMap, raw: RawModel, around: ModelSurroundings, report: Report): ModelSpec | null {
  const file = map.entries.get('sql');
  const inline = map.entries.get('query');
  const after = raw.after ?? [];
  if (file !== undefined && inline !== undefined) {
    report.at(inline, 'sql names a file already; keep one of the two');
    return null;
  }
  if (inline !== undefined && raw.query !== undefined) {
    const sql = trimQuery(raw.query);
    // The text of a key in several lines has no places of its own.
    for (const { said } of sqlMistakes(sql)) report.at(inline, said);
    return { sql, file: null, after };
  }
  if (file !== undefined && raw.sql !== undefined) {
    const path = resolve(dirname(map.place.file), raw.sql);
    const sql = readSql(path, file, around, report);
    return sql === null ? null : { sql, file: path, after };
  }
  const silent = file?.broken || inline?.broken || hasUnknown(map, MODEL.shape);
  if (!silent) report.at(map, 'no sql; write the path of a file into sql, or the query itself into query');
  return null;
}

function readSql(path: string, node: Written, around: ModelSurroundings, report: Report): string | null {
  try {
    const text = around.read(path);
    around.opened.add(path);
    const sql = trimQuery(text);
    if (sql === '') report.at(node, `${show(node)} is an empty file; write a query into it`);
    for (const { line, said } of sqlMistakes(text)) {
      report.at({ path: node.path, place: { file: path, line, offset: 0 } }, said);
    }
    return sql;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string') throw error;
    const why = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    report.at(node, `${show(node)}: ${why}; paths are relative to the file this stands in`);
    return null;
  }
}
