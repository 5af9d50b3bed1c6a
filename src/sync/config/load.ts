import { checkAfter, neverStarted } from './after.ts';
import { readChat } from './chat.ts';
import { readConnection } from './connections.ts';
import { type Gathered, gather } from './files.ts';
import { openReport, type Report } from './mistakes.ts';
import { readModel } from './models.ts';
import { checkName } from './names.ts';
import type { ConfigPorts } from './ports.ts';
import type { RawDefaults } from './raw.ts';
import type { Config, ConfigLoad, ConnectionSpec, Mistake, TableSpec } from './spec.ts';
import { checkRoute, type ReadTable, readTable, type Surroundings } from './tables.ts';
import { checkTargets } from './targets.ts';
import { type CronCheck, checkTimes } from './times.ts';

/** The key of `mask: hash`, and how many characters it takes to withstand guessing. */
const MASK_KEY = 'SYNC_BOT_MASK_KEY';
const SHORTEST_MASK_KEY = 16;

/**
 * Reads tables.yml (`file`, absolute) and what it includes. Gives every mistake there is, in the order of files and
 * lines, or a configuration with every default filled. Never throws for what stands in the files.
 */
export function loadConfig(file: string, ports: ConfigPorts): ConfigLoad {
  const report = openReport();
  const cron = once(ports.cron);
  const gathered = gather(file, ports, report);
  const { main, mainNode, files } = gathered;

  const connections = new Map(
    [...gathered.connections].map(([name, node]) => {
      checkName(name, node, report);
      return [name, readConnection(name, node, ports, report)] as const;
    }),
  );
  const allKnown = gathered.complete && connections.size > 0;
  const defaultsNode = mainNode?.entries.get('defaults');
  const defaults = main.defaults ?? {};
  checkTimes(mainNode ?? undefined, ['timezone'], cron, report);
  checkTimes(mainNode?.entries.get('slack'), ['digest'], cron, report);
  checkTimes(defaultsNode, ['schedule', 'timezone'], cron, report);
  const routes: { source?: string; destination?: string } = {};
  for (const side of ['source', 'destination'] as const) {
    const node = defaultsNode?.kind === 'map' ? defaultsNode.entries.get(side) : undefined;
    const name = node === undefined ? null : checkRoute(side, node, { connections, allKnown }, report);
    if (name !== null) routes[side] = name;
  }

  const around: Surroundings = {
    connections,
    allKnown,
    defaults: { ...omitRoutes(defaults), ...routes },
    defaultsNode: defaultsNode?.kind === 'map' ? defaultsNode : null,
    timezone: main.timezone ?? 'UTC',
    cron,
  };
  const tables = new Map<string, ReadTable>();
  for (const [name, node] of gathered.tables) {
    const table = readTable(name, node, around, report);
    if (table !== null) tables.set(name, table);
  }
  const opened = new Set<string>();
  for (const [name, node] of gathered.models) {
    const model = readModel(name, node, { ...around, read: ports.read, opened }, report);
    if (model !== null && !tables.has(name)) tables.set(name, model);
  }
  checkTargets(tables, connections, file, report);
  checkAfter(tables, gathered.complete, report);
  if (ports.purpose !== 'look') checkMaskKey(tables, ports.env[MASK_KEY], report);

  const watched = [...files, ...opened];
  const mistakes = report.inOrder(watched);
  if (mistakes.length > 0) return { ok: false, mistakes };
  return {
    ok: true,
    config: configOf(
      { ...gathered, files: watched },
      [...connections].flatMap(([, { spec }]) => spec ?? []),
      [...tables].flatMap(([, { spec }]) => spec ?? []),
      report.warnings(files),
    ),
  };
}

/** Hundreds of tables share a few schedules, and to read one takes node-cron a while. */
function once(cron: CronCheck): CronCheck {
  const answers = new Map<string, string | null>();
  return (expression) => {
    const known = answers.get(expression);
    const answer = known === undefined ? cron(expression) : known;
    answers.set(expression, answer);
    return answer;
  };
}

function omitRoutes({ source: _source, destination: _destination, ...rest }: RawDefaults): RawDefaults {
  return rest;
}

function checkMaskKey(tables: ReadonlyMap<string, ReadTable>, key: string | undefined, report: Report): void {
  if (key !== undefined && key.length >= SHORTEST_MASK_KEY) return;
  const state = key === undefined ? 'not set' : key === '' ? 'empty' : 'too short';
  for (const { node } of tables.values()) {
    const mask = node.entries.get('mask');
    for (const entry of mask?.kind === 'map' ? mask.entries.values() : []) {
      if (entry.kind !== 'scalar' || entry.value !== 'hash') continue;
      report.once(
        MASK_KEY,
        entry,
        `hash needs a key, and the environment variable ${MASK_KEY} is ${state}; set it to ${SHORTEST_MASK_KEY} characters or more`,
      );
    }
  }
}

function configOf(
  { file, files, main }: Gathered,
  connections: readonly ConnectionSpec[],
  tables: readonly TableSpec[],
  warned: readonly Mistake[],
): Config {
  return {
    file,
    files,
    timezone: main.timezone ?? 'UTC',
    ...readChat(main),
    maxRunning: main.max_running ?? 4,
    connections: byName(connections),
    tables: byName(tables),
    warnings: [...neverStarted(tables), ...warned],
  };
}

/** Without a prototype: a table that somebody asks for as `constructor` must not be found. */
function byName<Item extends { readonly name: string }>(items: readonly Item[]): Readonly<Record<string, Item>> {
  const record: Record<string, Item> = Object.create(null);
  for (const item of items) record[item.name] = item;
  return record;
}
