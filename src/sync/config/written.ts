import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import type { Place, Report, Spot } from './mistakes.ts';
import { syntaxMistake, whereBroken } from './syntax.ts';
import { substitute } from './variables.ts';

type Common = Spot & {
  /** A mistake about it is reported already: whatever needs its value is not checked. */
  broken: boolean;
};
export type WrittenScalar = Common & {
  readonly kind: 'scalar';
  readonly value: unknown;
  /** As it stands in the file: before variables, text in quotes. The only form that may be printed. */
  readonly shown: string;
  readonly substituted: boolean;
};
/** A key with nothing behind it. `null` written out is a scalar. */
export type WrittenEmpty = Common & { readonly kind: 'empty' };
export type WrittenList = Common & { readonly kind: 'list'; readonly items: readonly Written[] };
export type WrittenMap = Common & { readonly kind: 'map'; readonly entries: Map<string, Written> };

/** One value of a YAML file with its place: aliases followed, variables filled in. */
export type Written = WrittenScalar | WrittenEmpty | WrittenList | WrittenMap;

/** Following more aliases than this is a file that grows without end. */
const MOST_ALIASES = 10_000;

/**
 * The values of a YAML text. Reports bad syntax (the first place only: what follows is its consequence), keys written
 * twice, and variables that are not set. Null where the text is not a map.
 */
export function readYaml(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): WrittenMap | null {
  const lines = new LineCounter();
  const doc: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const placeAt = (offset: number): Place => ({ file, line: lines.linePos(offset).line || 1, offset });
  const [error] = doc.errors;
  if (error !== undefined) {
    report.at({ path: '', place: placeAt(whereBroken(doc, error)) }, syntaxMistake(error, text));
    return null;
  }

  let aliases = 0;
  const open = new Set<unknown>();

  function build(node: unknown, spot: Spot): Written {
    const common = { path: spot.path, place: spot.place, broken: false };
    const refuse = (why: string): Written => {
      report.at(spot, why);
      return { ...common, broken: true, kind: 'empty' };
    };
    if (isAlias(node)) {
      const target = node.resolve(doc);
      aliases += 1;
      if (target === undefined) return refuse('the anchor of this * alias is not there; write text with a * in quotes');
      if (open.has(target) || aliases > MOST_ALIASES) return refuse('this * alias leads back to itself');
      return build(target, spot);
    }
    const tag = (node as Node | null)?.tag;
    if (tag !== undefined && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(tag)) {
      return refuse('a ! in front makes this a YAML tag; put the value in quotes');
    }
    if (isMap(node)) {
      open.add(node);
      const entries = new Map<string, Written>();
      for (const pair of node.items) addEntry(entries, pair, spot);
      open.delete(node);
      return { ...common, kind: 'map', entries };
    }
    if (isSeq(node)) {
      open.add(node);
      const items = node.items.map((item) => build(item, { path: spot.path, place: placeOf(item) ?? spot.place }));
      open.delete(node);
      return { ...common, kind: 'list', items };
    }
    if (isScalar(node) && !(node.value === null && (node.source ?? '') === '')) return buildScalar(node, common);
    return { ...common, kind: 'empty' };
  }

  function addEntry(entries: Map<string, Written>, pair: { key: unknown; value: unknown }, parent: Spot): void {
    const place = placeOf(pair.key) ?? parent.place;
    const name = isScalar(pair.key)
      ? String(typeof pair.key.value === 'string' ? pair.key.value : pair.key.source)
      : '';
    const spot = { path: parent.path === '' ? name : `${parent.path}.${name}`, place };
    const earlier = entries.get(name);
    if (name === '' || name === '__proto__') {
      report.at({ path: parent.path, place }, `${JSON.stringify(name)} cannot be a key; give it a name`);
    } else if (earlier !== undefined) {
      report.at(spot, `written twice, first in line ${earlier.place.line}; keep one`);
    } else {
      entries.set(name, build(pair.value, spot));
    }
  }

  function buildScalar(node: Scalar, common: Common): Written {
    if (typeof node.value !== 'string') {
      return { ...common, kind: 'scalar', value: node.value, shown: node.source ?? '', substituted: false };
    }
    const { text: value, changed, unset, malformed } = substitute(node.value, env);
    // The variable's own line, which in a text of several lines is not that of the key.
    const spotOf = (part: string): Spot => {
      const at = text.indexOf(part, node.range?.[0] ?? 0);
      return { path: common.path, place: at >= 0 && at < (node.range?.[1] ?? 0) ? placeAt(at) : common.place };
    };
    for (const name of unset) {
      const what = `the environment variable ${name} is ${env[name] === undefined ? 'not set' : 'empty'}; set it`;
      report.once(`unset ${name}`, spotOf(`\${${name}}`), what);
    }
    for (const part of malformed) {
      report.at(
        spotOf(part),
        `not a variable's name (allowed: letters, digits, _); write $$ in front of { for a plain $`,
      );
    }
    const broken = unset.length + malformed.length > 0;
    return { ...common, broken, kind: 'scalar', value, shown: quoted(node.value), substituted: changed };
  }

  function placeOf(node: unknown): Place | null {
    const offset = (node as Node | null)?.range?.[0];
    return offset === undefined ? null : placeAt(offset);
  }

  const root = build(doc.contents, { path: '', place: { file, line: 1, offset: 0 } });
  if (root.kind === 'map') return root;
  if (!root.broken) report.at(root, root.kind === 'empty' ? 'the file is empty' : 'the file is not a map of keys');
  return null;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
