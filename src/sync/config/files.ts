import { dirname } from 'node:path';
import type { z } from 'zod';
import { type Report, type Spot, shortPath } from './mistakes.ts';
import type { ConfigPorts } from './ports.ts';
import { INCLUDED_FILE, MAIN_FILE } from './raw.ts';
import { readShape, show, sound } from './shape.ts';
import { readYaml, type Written, type WrittenMap } from './written.ts';

/** What stands in tables.yml and in the files it includes, before anything is made of it. */
export type Gathered = {
  readonly file: string;
  /** The main file first. */
  readonly files: readonly string[];
  readonly main: z.output<typeof MAIN_FILE>;
  readonly mainNode: WrittenMap | null;
  readonly connections: ReadonlyMap<string, Written>;
  readonly tables: ReadonlyMap<string, Written>;
  readonly models: ReadonlyMap<string, Written>;
  /** False where a part could not be read at all, so that names may be missing. */
  readonly complete: boolean;
};

/** Reads the main file and all that it includes. */
export function gather(file: string, ports: ConfigPorts, report: Report): Gathered {
  const connections = new Map<string, Written>();
  const tables = new Map<string, Written>();
  const models = new Map<string, Written>();
  const mainNode = readFile(file, top(file), ports, report);
  if (mainNode === null)
    return { file, files: [file], main: {}, mainNode, connections, tables, models, complete: false };

  const main = readShape(mainNode, MAIN_FILE, report);
  const { files, complete: found } = included(file, mainNode, ports, report);
  let complete = found;
  const maps = [mainNode];
  for (const path of files) {
    // A file that cannot be opened was found by the pattern a moment ago; its own first line is the place to say so.
    const node = readFile(path, top(path), ports, report);
    if (node === null) {
      complete = false;
      continue;
    }
    refuseMainKeys(node, report);
    readShape(node, INCLUDED_FILE, report);
    maps.push(node);
  }
  for (const map of maps) {
    add(map.entries.get('connections'), connections, file, report);
    add(map.entries.get('tables'), tables, file, report);
    add(map.entries.get('models'), models, file, report);
  }
  for (const [name, node] of models) {
    if (tables.has(name))
      report.at(node, 'a table has this name already; a model and a table share the names that people type');
  }
  const unreadable = maps.some(({ entries }) =>
    ['connections', 'tables', 'models'].some((key) => entries.get(key)?.broken),
  );
  if (unreadable) complete = false;
  if (complete && connections.size === 0)
    report.at(spotOf(mainNode, 'connections'), 'no connection is declared; add one');
  if (complete && tables.size + models.size === 0)
    report.at(spotOf(mainNode, 'tables'), 'no table is declared; add one');
  return { file, files: [file, ...files], main, mainNode, connections, tables, models, complete };
}

function included(
  file: string,
  main: WrittenMap,
  ports: ConfigPorts,
  report: Report,
): { readonly files: readonly string[]; readonly complete: boolean } {
  const list = main.entries.get('include');
  if (list === undefined) return { files: [], complete: true };
  if (list.kind !== 'list' || list.broken) return { files: [], complete: false };
  const files = new Set<string>();
  const patterns = sound(list.items);
  let complete = patterns.length === list.items.length;
  for (const item of patterns) {
    const matches = item.kind === 'scalar' ? ports.list(String(item.value), dirname(file)) : [];
    if (matches.length === 0) {
      complete = false;
      report.at(item, `${show(item)} matches no file; paths are relative to this file`);
    }
    if (matches.includes(file)) report.at(item, `${show(item)} matches this file itself; a file cannot include itself`);
    for (const match of matches) if (match !== file) files.add(match);
  }
  return { files: [...files], complete };
}

/** Says of a known key why it is not allowed here, where "unknown key" would puzzle. */
function refuseMainKeys(node: WrittenMap, report: Report): void {
  for (const [key, entry] of node.entries) {
    if (key in INCLUDED_FILE.shape || !(key in MAIN_FILE.shape)) continue;
    report.at(entry, 'only the main file may hold this key (allowed in an included file: connections, tables, models)');
    node.entries.delete(key);
  }
}

function add(map: Written | undefined, all: Map<string, Written>, main: string, report: Report): void {
  if (map?.kind !== 'map' || map.broken) return;
  for (const [name, node] of map.entries) {
    const first = all.get(name)?.place;
    if (first === undefined) all.set(name, node);
    else report.at(node, `declared twice, first in ${shortPath(first.file, dirname(main))}:${first.line}; keep one`);
  }
}

function readFile(path: string, spot: Spot, ports: ConfigPorts, report: Report): WrittenMap | null {
  try {
    return readYaml(ports.read(path), path, ports.env, report);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string') throw error;
    const why: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'this is a directory',
      EACCES: 'this file may not be read',
    };
    report.at(
      spot,
      `${why[code] ?? `this file cannot be read (${code})`}; give the path of tables.yml or of a file it includes`,
    );
    return null;
  }
}

function top(file: string): Spot {
  return { path: '', place: { file, line: 1, offset: 0 } };
}

function spotOf(main: WrittenMap, key: string): Spot {
  return main.entries.get(key) ?? { path: key, place: main.place };
}
