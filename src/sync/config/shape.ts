import { z } from 'zod';
import type { Report } from './mistakes.ts';
import { allowed, choices, didYouMean, nearest } from './nearest.ts';
import type { Written, WrittenMap } from './written.ts';

/** Stands for a key with nothing behind it, so that no schema takes it for a value. */
const NOTHING = Symbol('nothing');
/** Words that will be allowed one day; saying so saves people the search for a typing error. */
const LATER = new Set(['redshift', 'spectrum']);
const SECRET_KEYS = new Set(['url', 'password']);
/** Of a connection only: a table may well have a column of that name. */
const SECRET_OF_CONNECTION = /^connections\..*\.key$/s;

/**
 * The values of `map` that are what `schema` says. Reports each that is not, and each unknown key; both are then left
 * out, so that every key of the schema must be optional. An unknown key that is surely a misspelt one is read as
 * the one that was meant: its mistake is said once, and nothing follows from it.
 */
export function readShape<Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  map: WrittenMap,
  schema: z.ZodObject<Shape, Config>,
  report: Report,
): z.output<z.ZodObject<Shape, Config>> {
  refuseUnknown(map, schema, report);
  for (;;) {
    const parsed = schema.safeParse(plain(map));
    if (parsed.success) return parsed.data;
    // All places first: marking one shifts the positions in its list.
    const found = parsed.error.issues.map((issue) => ({ issue, node: find(map, issue.path) }));
    if (!found.some(({ node }) => !node.broken)) throw parsed.error;
    for (const { issue, node } of found) {
      if (node.broken) continue;
      node.broken = true;
      report.at(node, issue.code === 'invalid_value' ? notOneOf(node, issue.values) : isNot(node, issue.message));
    }
  }
}

function refuseUnknown(map: WrittenMap, schema: z.ZodObject, report: Report): void {
  const keys = Object.keys(schema.shape);
  for (const key of [...map.entries.keys()]) if (!keys.includes(key)) refuseKey(map, key, keys, report);
  for (const [key, entry] of map.entries) {
    if (entry.kind !== 'map') continue;
    const optional: object | undefined = schema.shape[key];
    const value: unknown = optional instanceof z.ZodOptional ? optional.unwrap() : undefined;
    const inner: unknown = value instanceof z.ZodPipe ? value.out : value;
    if (inner instanceof z.ZodObject) refuseUnknown(entry, inner, report);
    // Under names that people choose, each the same.
    const each: unknown = inner instanceof z.ZodRecord ? inner.valueType : undefined;
    if (!(each instanceof z.ZodObject)) continue;
    for (const one of entry.entries.values()) if (one.kind === 'map') refuseUnknown(one, each, report);
  }
}

/** Reports an unknown key, and gives its value to the key that was meant or leaves it out. */
export function refuseKey(map: WrittenMap, key: string, keys: readonly string[], report: Report): void {
  const entry = map.entries.get(key);
  if (entry === undefined) return;
  const absent = keys.filter((name) => !map.entries.has(name));
  report.at(entry, `unknown key${didYouMean(key, absent)} ${allowed(keys)}`);
  const meant = nearest(key, absent);
  if (meant === null) {
    entry.broken = true;
  } else {
    map.entries.delete(key);
    map.entries.set(meant, entry);
  }
}

/** An unknown key was refused here. A missing key beside it is not worth a word: the one stands in place of the other. */
export function hasUnknown(map: WrittenMap, shape: object): boolean {
  return [...map.entries.keys()].some((key) => !(key in shape));
}

/** `"mysq" is not allowed; did you mean "mysql"? (allowed: …)` */
export function notOneOf(node: Written, values: readonly unknown[]): string {
  const names = values.map(String);
  if (node.kind !== 'scalar' || typeof node.value !== 'string')
    return isNot(node, `one of the words ${names.join(', ')}`);
  if (LATER.has(node.value)) return `${show(node)} is not available yet ${allowed(names)}`;
  return `${show(node)} is not allowed${node.substituted ? ` ${allowed(names)}` : choices(node.value, names)}`;
}

/** A value as a message may quote it: never a variable's value, never a password, never a URL wherever it stands. */
export function show(node: Written): string {
  const key = node.path.slice(node.path.lastIndexOf('.') + 1);
  if (SECRET_KEYS.has(key) || SECRET_OF_CONNECTION.test(node.path)) return 'the value';
  if (node.kind === 'scalar') return node.shown.includes('://') ? 'the value' : node.shown;
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  return node.kind === 'map' ? 'a map' : 'nothing';
}

function isNot(node: Written, what: string): string {
  if (node.kind === 'empty') return `is empty; write ${what} (a value that starts with # needs quotes)`;
  return `${show(node)} is not ${what}`;
}

function plain(node: Written): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'empty') return NOTHING;
  if (node.kind === 'list') return sound(node.items).map(plain);
  return Object.fromEntries(
    [...node.entries].filter(([, entry]) => !entry.broken).map(([key, entry]) => [key, plain(entry)]),
  );
}

/** The items that no mistake was reported for. */
export function sound(items: readonly Written[]): readonly Written[] {
  return items.filter((item) => !item.broken);
}

function find(map: WrittenMap, path: readonly PropertyKey[]): Written {
  let node: Written = map;
  for (const step of path) {
    const next: Written | undefined =
      node.kind === 'map'
        ? node.entries.get(String(step))
        : node.kind === 'list'
          ? sound(node.items)[Number(step)]
          : undefined;
    if (next === undefined) break;
    node = next;
  }
  return node;
}
