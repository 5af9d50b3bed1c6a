import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { withoutVariables, yamlKey, yamlName } from './scalar.ts';

/** Lists of a table that hold columns. */
export type ColumnList = 'exclude' | 'unmasked' | 'columns';

/** One change of one table in a YAML text. */
export type TableEdit =
  | { readonly do: 'mask'; readonly column: string; readonly mask: string }
  | { readonly do: 'unmask'; readonly column: string }
  /** `at`: the place in the list; left out: the end. */
  | { readonly do: 'list'; readonly key: ColumnList; readonly column: string; readonly at?: number }
  | { readonly do: 'unlist'; readonly key: ColumnList; readonly column: string };

/** A piece of a text put in the place of another. */
type Splice = { readonly from: number; readonly to: number; readonly text: string };

/**
 * The text with one change of one table, and every other byte as it was: the parsed document only says where the piece
 * goes. Null where the change has no place of its own there (an alias, a value that is none) or is made already.
 */
export function editTable(text: string, table: string, edit: TableEdit): string | null {
  const doc = parseDocument(text, { uniqueKeys: false });
  if (doc.errors.length > 0 || !isMap(doc.contents)) return null;
  const tables = valueAt(doc.contents, 'tables');
  const pair = isMap(tables) ? pairOf(tables, table) : null;
  if (pair === null) return null;
  const splice = spliceOf(text, pair, edit);
  return splice === null ? null : text.slice(0, splice.from) + splice.text + text.slice(splice.to);
}

/** Whether the table has lines of its own, which hold nothing else: those may be shown. */
export function hasOwnLines(text: string, table: string): boolean {
  const doc = parseDocument(text, { uniqueKeys: false });
  const tables = isMap(doc.contents) ? valueAt(doc.contents, 'tables') : null;
  const pair = isMap(tables) && !tables.flow ? pairOf(tables, table) : null;
  if (pair === null) return false;
  return text.slice(lineStart(text, startOf(pair)), startOf(pair)).trim() === '';
}

function spliceOf(text: string, table: Pair, edit: TableEdit): Splice | null {
  if (isEmpty(table.value)) {
    const added = newKey(edit);
    return added === null ? null : below(text, table, added);
  }
  if (!isMap(table.value)) return null;
  const key = edit.do === 'mask' || edit.do === 'unmask' ? 'mask' : edit.key;
  const pair = pairOf(table.value, key);
  if (pair === null) {
    const added = newKey(edit);
    return added === null ? null : append(text, table.value, added);
  }
  const { value } = pair;
  const index = indexOf(value, edit.column);
  if (edit.do === 'mask' || edit.do === 'list') {
    if (index >= 0 || !(edit.do === 'mask' ? isMap(value) : isSeq(value))) return null;
    const item = edit.do === 'mask' ? entry(edit) : yamlName(edit.column);
    return append(text, value as YAMLMap | YAMLSeq, item, edit.do === 'list' ? edit.at : undefined);
  }
  if (index < 0) return null;
  const { items } = value as YAMLMap | YAMLSeq;
  // Nothing would be left behind the key.
  return items.length === 1
    ? remove(text, table.value, table.value.items.indexOf(pair))
    : remove(text, value as YAMLMap | YAMLSeq, index);
}

/** The key with its value, as a table gets it that has not got it; null for what takes away. */
export function newKey(edit: TableEdit): string | null {
  if (edit.do === 'mask') return `mask: { ${entry(edit)} }`;
  return edit.do === 'list' ? `${edit.key}: [${yamlName(edit.column)}]` : null;
}

function entry({ column, mask }: Extract<TableEdit, { do: 'mask' }>): string {
  return `${yamlKey(column)}: ${mask}`;
}

/** A new last item, or one at a place of a list. */
function append(text: string, collection: YAMLMap | YAMLSeq, item: string, at?: number): Splice | null {
  const [first] = collection.items;
  const next = at === undefined ? undefined : collection.items[at];
  if (collection.flow) {
    if (next !== undefined) return insert(startOf(next), `${item}, `);
    const last = collection.items.at(-1);
    if (last !== undefined) return insert(endOf(last), `, ${item}`);
    const open = collection.range?.[0] ?? 0;
    const close = (collection.range?.[1] ?? 0) - 1;
    const inside = isMap(collection) ? ` ${item} ` : item;
    return text.slice(open + 1, close).trim() === '' ? { from: open + 1, to: close, text: inside } : null;
  }
  const start = collection.range?.[0];
  if (first === undefined || start === undefined) return null;
  const indent = text.slice(lineStart(text, start), start);
  if (indent.trim() !== '') return null;
  const line = `${indent}${isSeq(collection) ? '- ' : ''}${item}`;
  const eol = eolOf(text);
  if (next !== undefined) return insert(lineStart(text, startOf(next)), line + eol);
  return lineAfter(text, endOf(collection.items.at(-1)), line, eol);
}

/** The first key of a table that has nothing behind it, in a line of its own. */
function below(text: string, table: Pair, item: string): Splice | null {
  const [start, end] = [startOf(table), endOf(table)];
  const indent = text.slice(lineStart(text, start), start);
  const rest = text.slice(end, text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end));
  if (indent.trim() !== '' || !/^\s*:\s*(?:#[^\n]*)?$/.test(rest)) return null;
  return lineAfter(text, end, `${indent}  ${item}`, eolOf(text));
}

function lineAfter(text: string, end: number, line: string, eol: string): Splice {
  // A block of text ends behind its last line end.
  if (text[end - 1] === '\n') return insert(end, line + eol);
  const next = text.indexOf('\n', end);
  return next < 0 ? insert(text.length, eol + line) : insert(next + 1, line + eol);
}

function remove(text: string, collection: YAMLMap | YAMLSeq, index: number): Splice | null {
  const { items } = collection;
  const [start, end] = [startOf(items[index]), endOf(items[index])];
  if (!collection.flow) {
    const from = lineStart(text, start);
    if (!/^\s*(?:-\s+)?$/.test(text.slice(from, start))) return null;
    const next = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
    if (next >= 0) return { from, to: next + 1, text: '' };
    return { from: Math.max(0, from - eolOf(text).length), to: text.length, text: '' };
  }
  if (index > 0) return { from: endOf(items[index - 1]), to: end, text: '' };
  return { from: start, to: items.length > 1 ? startOf(items[1]) : end, text: '' };
}

const insert = (at: number, text: string): Splice => ({ from: at, to: at, text });

function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && keyText(pair.key) === key) ?? null;
}

function keyText(key: { readonly value: unknown; readonly source?: string }): string {
  return typeof key.value === 'string' ? key.value : String(key.source);
}

function valueAt(map: YAMLMap, key: string): unknown {
  return pairOf(map, key)?.value ?? null;
}

function indexOf(collection: unknown, column: string): number {
  if (isMap(collection)) {
    const pair = pairOf(collection, column);
    return pair === null ? -1 : collection.items.indexOf(pair);
  }
  const written = withoutVariables(column);
  if (!isSeq(collection)) return -1;
  return collection.items.findIndex((item) => isScalar(item) && keyText(item) === written);
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && (value.source ?? '') === '');
}

type Ranged = { readonly range?: readonly [number, number, number] | null };

function startOf(item: unknown): number {
  const pair = item as Partial<Pair>;
  return ((pair.key ?? item) as Ranged).range?.[0] ?? 0;
}

/** Where what is written of an item ends, without the comments and line ends behind it. */
function endOf(item: unknown): number {
  const pair = item as Partial<Pair> & Ranged;
  if (pair.key !== undefined) return isEmpty(pair.value) ? endOf(pair.key) : endOf(pair.value);
  if ((isMap(item) || isSeq(item)) && !item.flow) return endOf(item.items.at(-1));
  return pair.range?.[1] ?? 0;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function eolOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}
