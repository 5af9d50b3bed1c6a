import { bigQueryTableOf, checkBigQuery } from './bigquery-table.ts';
import { checkGuards, checksOf } from './checks.ts';
import { checkColumns } from './columns.ts';
import { DESTINATION_TYPES, type Declared, SOURCE_TYPES } from './connections.ts';
import { checkIncremental } from './incremental.ts';
import type { Report } from './mistakes.ts';
import { checkName, isName, tableName } from './names.ts';
import { allowed, choices } from './nearest.ts';
import { type RawDefaults, type RawTable, TABLE } from './raw.ts';
import { checkReaders } from './readers.ts';
import { readShape, show } from './shape.ts';
import type { ConnectionSpec, TableName, TableSpec } from './spec.ts';
import { type CronCheck, checkTimes } from './times.ts';
import type { Written, WrittenMap } from './written.ts';

const RETRIES = 2;
const RETRY_WAIT_MS = 60_000;
const TIMEOUT_MS = 7_200_000;
const HOLD_FOR_MS = 86_400_000;
const START_WITHIN_MS = 900_000;

/** What every table is read against. */
export type Surroundings = {
  readonly connections: ReadonlyMap<string, Declared>;
  /** False where connections may be missing because of a mistake elsewhere: then no name is called unknown. */
  readonly allKnown: boolean;
  readonly defaults: RawDefaults;
  readonly defaultsNode: WrittenMap | null;
  readonly timezone: string;
  readonly cron: CronCheck;
};

/** One end of a table's way. */
export type End = { readonly connection: string; readonly table: TableName };

/** A table as far as it could be read; `spec` is whole only where nothing was reported about it. */
export type ReadTable = {
  readonly node: WrittenMap;
  readonly source: End | null;
  readonly destination: End | null;
  readonly spec: TableSpec | null;
};

/** Reads one table and reports what is wrong with it alone. A key without anything behind it takes all from `defaults`. */
export function readTable(name: string, node: Written, around: Surroundings, report: Report): ReadTable | null {
  checkName(name, node, report);
  if (node.broken) return null;
  if (node.kind !== 'map' && node.kind !== 'empty') {
    report.at(node, `${show(node)} is not a map of source, columns, mask and other keys of a table`);
    return null;
  }
  const map: WrittenMap = node.kind === 'map' ? node : { ...node, kind: 'map', entries: new Map() };
  const raw = readShape(map, TABLE, report);
  checkTimes(map, ['schedule', 'gap_audit', 'timezone'], around.cron, report);
  checkColumns(map, report);
  checkGuards(map, report);
  checkIncremental(map, report);
  const source = endOf('source', name, map, raw, around, report);
  const destination = endOf('destination', name, map, raw, around, report);
  const to = raw.destination ?? around.defaults.destination;
  if (to !== undefined) checkBigQuery(map, around.connections.get(to), report);
  if (source !== null) checkReaders(map, raw.readers, around.connections.get(source.connection), report);
  const spec = source && destination ? specOf(name, map, raw, source, destination, around) : null;
  return { node: map, source, destination, spec };
}

/** Reports a `source` or `destination` of a table, or of `defaults`, that cannot be one. The name where it can. */
export function checkRoute(
  side: 'source' | 'destination',
  node: Written,
  around: Pick<Surroundings, 'connections' | 'allKnown'>,
  report: Report,
): string | null {
  if (node.broken || node.kind !== 'scalar' || typeof node.value !== 'string') return null;
  const declared = around.connections.get(node.value);
  if (declared === undefined) {
    const names = candidates(side, around.connections);
    const meant = node.substituted ? ` ${allowed(names)}` : choices(node.value, names);
    if (around.allKnown) report.at(node, `${show(node)} is an unknown connection${meant}`);
    return null;
  }
  if (side === 'destination' && declared.type !== null && !isDestination(declared.type)) {
    report.at(
      node,
      `${show(node)} is of type ${declared.type}, which cannot be a destination ${allowed(DESTINATION_TYPES)}`,
    );
    return null;
  }
  if (side === 'source' && declared.type !== null && !SOURCE_TYPES.includes(declared.type)) {
    report.at(node, `${show(node)} is of type ${declared.type}, which cannot be a source ${allowed(SOURCE_TYPES)}`);
    return null;
  }
  return node.value;
}

/** Where a table is read or written; null where a mistake was reported. */
export function endOf(
  side: 'source' | 'destination',
  name: string,
  map: WrittenMap,
  raw: Pick<RawTable, 'from' | 'to'>,
  around: Surroundings,
  report: Report,
): End | null {
  const own = map.entries.get(side);
  const byDefault = around.defaultsNode?.entries.get(side);
  if (own === undefined && byDefault === undefined) {
    const names = allowed(candidates(side, around.connections));
    if (around.allKnown) report.at(map, `no ${side}; name a connection here or in defaults ${names}`);
    return null;
  }
  // A mistake in the default is reported there, not at each table that takes it.
  const connection = own ? checkRoute(side, own, around, report) : (around.defaults[side] ?? null);
  const declared = connection === null ? undefined : around.connections.get(connection);
  if (connection === null || declared === undefined || declared.type === null) return null;

  const key = side === 'source' ? 'from' : 'to';
  const node = map.entries.get(key) ?? map;
  const written = raw[key] ?? (node === map ? name : null);
  if (written === null) return null;
  const table = tableName(written, declared.type);
  if (typeof table === 'string') {
    if (node !== map) report.at(node, `${show(node)} ${table}`);
    // Both sides may take the name, and that is one mistake: the words are the same, so that they count once.
    const unnamed = ['from', 'to'].filter((each) => !map.entries.has(each)).join(' and ');
    if (node === map && isName(name)) report.at(map, `"${name}" ${table}; give ${unnamed}`);
    return null;
  }
  const schema = table.schema ?? defaultSchema(declared.spec);
  return { connection, table: { schema, name: table.name } };
}

/** Where tables of a connection are that name no schema. */
function defaultSchema(spec: ConnectionSpec | null): string | null {
  if (spec?.type === 'postgres') return spec.schema;
  return spec?.type === 'bigquery' ? spec.dataset : null;
}

function candidates(side: 'source' | 'destination', connections: Surroundings['connections']): readonly string[] {
  const usable = [...connections].filter(([, { type }]) => side === 'source' || type === null || isDestination(type));
  return usable.map(([name]) => name);
}

function isDestination(type: string): boolean {
  return DESTINATION_TYPES.some((each) => each === type);
}

/** A table with every default filled. */
export function specOf(
  name: string,
  map: WrittenMap,
  raw: RawTable,
  source: End,
  destination: End,
  { connections, defaults, timezone }: Surroundings,
): TableSpec {
  return {
    name,
    source,
    destination,
    mode: raw.mode ?? 'replace',
    primaryKey: raw.primary_key ?? null,
    incrementalKey: raw.incremental_key ?? null,
    lookback: raw.lookback ?? null,
    maxTransactionMs: raw.max_transaction ?? null,
    deletes: raw.deletes ?? 'keep',
    gapAudit: raw.gap_audit ?? null,
    columns: raw.columns ?? null,
    exclude: raw.exclude ?? [],
    mask: raw.mask ?? {},
    onInvalid: raw.on_invalid ?? {},
    onNewColumn: raw.on_new_column ?? defaults.on_new_column ?? 'ask',
    acceptChanges: raw.accept_changes ?? [],
    sentinel: raw.sentinel ?? defaults.sentinel ?? 'hold',
    unmasked: raw.unmasked ?? [],
    where: raw.where ?? null,
    allowEmpty: raw.allow_empty ?? false,
    receipt: raw.receipt ?? defaults.receipt ?? 'columns',
    readers: raw.readers ?? 1,
    checks: checksOf(map, raw.checks),
    addColumns: raw.add_columns ?? [],
    model: null,
    bigquery: connections.get(destination.connection)?.type === 'bigquery' ? bigQueryTableOf(raw) : null,
    holdForMs: raw.hold_for ?? defaults.hold_for ?? HOLD_FOR_MS,
    maxAgeMs: raw.max_age === undefined ? (defaults.max_age ?? null) : raw.max_age,
    startWithinMs: raw.start_within ?? defaults.start_within ?? START_WITHIN_MS,
    keepPrevious: raw.keep_previous === 0 || (raw.mode ?? 'replace') !== 'replace' ? 0 : 1,
    schedule: raw.schedule === undefined ? (defaults.schedule ?? null) : raw.schedule,
    timezone: raw.timezone ?? defaults.timezone ?? timezone,
    retries: raw.retries ?? defaults.retries ?? RETRIES,
    retryWaitMs: raw.retry_wait ?? defaults.retry_wait ?? RETRY_WAIT_MS,
    timeoutMs: raw.timeout ?? defaults.timeout ?? TIMEOUT_MS,
    tags: raw.tags ?? [],
    owner: raw.owner ?? null,
    file: map.place.file,
    line: map.place.line,
  };
}
