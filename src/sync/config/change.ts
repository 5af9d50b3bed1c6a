import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadConfigFile } from './disk.ts';
import { editTable, hasOwnLines, newKey, type TableEdit } from './edit.ts';
import { printMistake } from './mistakes.ts';
import type { ConfigPorts } from './ports.ts';
import type { Config, TableSpec } from './spec.ts';

/** What became of a change of tables.yml. */
export type Changed =
  | {
      readonly ok: true;
      /** Absolute: the main file or an included one. */
      readonly file: string;
      /** The first line that changed, from 1. */
      readonly line: number;
      /** The lines as they were and as they are; empty where a line holds more than the table. */
      readonly removed: readonly string[];
      readonly added: readonly string[];
    }
  | {
      readonly ok: false;
      /** read_only: the file; no_place: an alias or a form the edit does not know; stale: somebody wrote it meanwhile. */
      readonly why: 'read_only' | 'no_place' | 'stale' | 'mistakes' | 'done';
      readonly file: string;
      /** One sentence about it. */
      readonly said: string;
      /** What a person can write instead; empty where that would not help. */
      readonly byHand: readonly string[];
    };

/**
 * Makes one change of one table in the file that declares it: the whole file is read again first, and the result has to
 * load without a mistake and to change this table alone before a byte is written. The file is replaced in one instant,
 * with its owner and mode. Throws nothing that the files cause.
 */
export function changeTable(
  main: string,
  name: string,
  edit: TableEdit,
  ports: Pick<ConfigPorts, 'env' | 'cron'>,
): Changed {
  const before = loadConfigFile(main, ports);
  const table = before.ok ? before.config.tables[name] : undefined;
  const refuse = (why: Extract<Changed, { ok: false }>['why'], said: string, helps = true): Changed => ({
    ok: false,
    why,
    file: table?.file ?? main,
    said,
    byHand: helps ? linesByHand(name, edit) : [],
  });
  if (!before.ok) {
    const [first] = before.mistakes;
    const at = first === undefined ? '' : `: ${printMistake(first, dirname(main))}`;
    return refuse('mistakes', `the file has mistakes as it is now${at}`, false);
  }
  if (table === undefined) return refuse('stale', `${name} is no longer declared`, false);
  if (isMade(table, edit)) return refuse('done', 'the file says this already', false);
  try {
    const file = realpathSync(table.file);
    const text = readFileSync(file, 'utf8');
    const edited = editTable(text, name, edit);
    if (edited === null)
      return refuse('no_place', 'the place for it is an alias, or written in a way that is not edited');
    const after = loadConfigFile(main, { ...ports, instead: new Map([[table.file, edited]]) });
    if (!after.ok) {
      const [first] = after.mistakes;
      return refuse(
        'mistakes',
        `it would not load: ${first === undefined ? '' : printMistake(first, dirname(main))}`,
        false,
      );
    }
    if (!changesOnly(before.config, after.config, name, edit)) {
      return refuse('no_place', 'an alias shares the place, and more than this table would change');
    }
    if (!writable(file)) return refuse('read_only', 'the file is read-only');
    if (!replaceFile(file, text, edited)) return refuse('stale', 'somebody changed the file in this moment');
    return { ok: true, file: table.file, ...lineDiff(text, edited, hasOwnLines(text, name)) };
  } catch {
    return refuse('read_only', 'the file cannot be written');
  }
}

/** The place of a column in a list of the table. */
function isMade(table: TableSpec, edit: TableEdit): boolean {
  if (edit.do === 'mask') return table.mask[edit.column] === edit.mask;
  if (edit.do === 'unmask') return table.mask[edit.column] === undefined;
  const listed = (table[edit.key] ?? []).includes(edit.column);
  return edit.do === 'list' ? listed : !listed;
}

function changesOnly(before: Config, after: Config, name: string, edit: TableEdit): boolean {
  const plain = (config: Config) => ({
    ...config,
    warnings: [],
    tables: Object.fromEntries(
      Object.values(config.tables).map((table) => [
        table.name,
        { ...table, line: 0, ...(table.name === name ? touched : {}) },
      ]),
    ),
  });
  const touched = edit.do === 'mask' || edit.do === 'unmask' ? { mask: {} } : { [edit.key]: [] };
  const table = after.tables[name];
  const old = before.tables[name];
  if (table === undefined || old === undefined || !isMade(table, edit)) return false;
  const rest = (spec: TableSpec) =>
    edit.do === 'mask' || edit.do === 'unmask'
      ? Object.entries(spec.mask).filter(([column]) => column !== edit.column)
      : (spec[edit.key] ?? []).filter((column) => column !== edit.column);
  return isDeepStrictEqual(plain(before), plain(after)) && isDeepStrictEqual(rest(old), rest(table));
}

function linesByHand(name: string, edit: TableEdit): readonly string[] {
  const added = newKey(edit);
  return added === null ? [] : ['tables:', `  ${name}:`, `    ${added}`];
}

/** Asks the mode too: root may write to everything. */
function writable(file: string): boolean {
  if ((statSync(file).mode & 0o222) === 0) return false;
  accessSync(file, constants.W_OK);
  accessSync(dirname(file), constants.W_OK);
  return true;
}

/** False where the file is no longer `was`. */
function replaceFile(file: string, was: string, text: string): boolean {
  const { mode, uid, gid } = statSync(file);
  const draft = join(dirname(file), `.${basename(file)}.sync-bot-${process.pid}`);
  rmSync(draft, { force: true });
  try {
    writeFileSync(draft, text, { flag: 'wx', mode });
    chmodSync(draft, mode & 0o7777);
    const made = statSync(draft);
    if (made.uid !== uid || made.gid !== gid) chownSync(draft, uid, gid);
    const handle = openSync(draft, 'r');
    fsyncSync(handle);
    closeSync(handle);
    if (readFileSync(file, 'utf8') !== was) return false;
    renameSync(draft, file);
    return true;
  } finally {
    rmSync(draft, { force: true });
  }
}

function lineDiff(
  before: string,
  after: string,
  shown: boolean,
): { readonly line: number; readonly removed: readonly string[]; readonly added: readonly string[] } {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const piece = (lines: readonly string[]) => (shown ? lines.slice(start, lines.length - end) : []);
  return { line: start + 1, removed: piece(old), added: piece(now) };
}
