import { type Config, type TableName, type TableSpec, tableText, type UsageReport } from '../sync/index.ts';
import type { Run, TableCost, Unused, UnusedTable } from './types.ts';

/** Names that are sync-bot's own: staging, and versions kept for an undo. */
const OWN = /^_sync_bot_/;

/** What is asked: each target, those with a date in their name together, and the rest of every data set that is written. */
export function askedOf({ connections, tables }: Config, connection: string): readonly TableName[] {
  const spec = connections[connection];
  const own = spec?.type === 'bigquery' ? spec.dataset : spec?.type === 'postgres' ? spec.schema : null;
  const targets = writtenTo(tables, connection).map(({ destination }) => destination.table);
  const schemas = new Set([own, ...targets.map(({ schema }) => schema)]);
  return [
    ...targets.map(({ schema, name }) => ({ schema, name: patternOf(name) })).filter(({ name }) => name !== '*'),
    ...[...schemas].map((schema) => ({ schema, name: '*' })),
  ];
}

/** Sorts what nobody read into what tables.yml loads and what is beside it. Pure. */
export function unusedOf(
  report: UsageReport,
  connection: string,
  { tables }: Config,
  facts: { readonly costs: readonly TableCost[]; readonly lastSuccess: (table: string) => Run | null },
): Unused {
  const there = report.tables.filter(({ table, bytes, reads }) => !OWN.test(table) && (bytes !== null || reads > 0));
  const ours = writtenTo(tables, connection).map((spec) => {
    const matches = matcher(spec);
    return { spec, found: there.filter(({ dataset, table }) => matches(dataset, table)) };
  });
  const unread = new Map(
    ours.flatMap((one) =>
      one.found.length > 0 && one.found.every(({ reads }) => reads === 0) ? [[one.spec.name, one] as const] : [],
    ),
  );
  // A table that only a model reads is as much in use as the model.
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, { spec }] of unread) {
      if (!readersOf(spec, tables).every((model) => unread.has(model))) changed = unread.delete(name) || changed;
    }
  }
  const known = new Set(ours.flatMap(({ found }) => found));
  const others = there.filter((one) => !known.has(one) && one.reads === 0);
  return {
    connection,
    days: report.days,
    since: report.since,
    ours: [...unread.values()]
      .map(({ spec, found }): UnusedTable => {
        const last = facts.lastSuccess(spec.name)?.result ?? null;
        const cost = facts.costs.find((one) => one.table === spec.name && one.connection === connection);
        return {
          table: spec.name,
          target: tableText(spec.destination.table),
          kind: spec.model === null ? 'table' : 'model',
          schedule: spec.schedule,
          after: spec.model?.after ?? [],
          rows: sum(found.map(({ rows }) => rows)),
          bytes: sum(found.map(({ bytes }) => bytes)),
          loadedBytes: last?.bytes ?? null,
          billedBytes: cost?.bytesBilled ?? 0,
          readBy: readersOf(spec, tables),
        };
      })
      .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || a.table.localeCompare(b.table)),
    others: others
      .map(({ dataset, table, rows, bytes }) => ({ name: `${dataset}.${table}`, rows, bytes }))
      .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || a.name.localeCompare(b.name)),
    used: there.length - others.length - [...unread.values()].reduce((all, { found }) => all + found.length, 0),
  };
}

function writtenTo(tables: Config['tables'], connection: string): readonly TableSpec[] {
  return Object.values(tables).filter(({ destination }) => destination.connection === connection);
}

/** `users_*` of `users_{{ due_date_nodash }}`. */
function patternOf(name: string): string {
  return name.replace(/\{\{.*$/, '*');
}

/** Whether a table is the target, or one of the targets where the name has a date in it, or all of them. */
function matcher({ destination: { table } }: TableSpec): (dataset: string, name: string) => boolean {
  const plain = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = table.name
    .split(/\{\{[^{}]*\}\}/)
    .map(plain)
    .join('[\\d-]+');
  const name = new RegExp(`^${pattern}$`);
  const together = patternOf(table.name);
  const schema = table.schema?.split('.').at(-1) ?? null;
  return (dataset, other) =>
    (schema === null || dataset.split('.').at(-1) === schema) && (other === together || name.test(other));
}

/** Models that run after it, or whose SQL names its target. */
function readersOf(spec: TableSpec, tables: Config['tables']): readonly string[] {
  const bare = patternOf(spec.destination.table.name).replace(/\*$/, '');
  return Object.values(tables).flatMap(({ name, model }) =>
    model !== null && name !== spec.name && (model.after.includes(spec.name) || mentions(model.sql, bare))
      ? [name]
      : [],
  );
}

function mentions(sql: string, name: string): boolean {
  const at = sql.toLowerCase().indexOf(name.toLowerCase());
  return name !== '' && at >= 0 && !/[\p{L}\p{N}_]/u.test(sql[at - 1] ?? ' ');
}

/** Null where nothing is known of any. */
function sum(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((all, one) => all + one, 0);
}
