import { globSync, readFileSync } from 'node:fs';
import { FAILURES } from '../../src/sync/failures/table.ts';
import type { Word } from '../../src/sync/phrase.ts';
import { documented, words } from '../errors/document.ts';

const ROOT = new URL('../../src/', import.meta.url).pathname;

/** The keys of every phrase`…` that is written in the engine and the jobs. */
export function phrasesOfSource(): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const file of globSync('{sync,jobs}/**/*.ts', { cwd: ROOT })) {
    const source = readFileSync(`${ROOT}${file}`, 'utf8');
    for (const { index } of source.matchAll(/\bphrase`/g)) keys.add(keyAt(source, index + 'phrase`'.length));
  }
  return keys;
}

/** The key of the template that begins at `start`; places may hold templates themselves. */
function keyAt(source: string, start: number): string {
  let key = '';
  let places = 0;
  let at = start;
  while (source[at] !== '`') {
    if (source.startsWith('${', at)) {
      at = endOfPlace(source, at + 2);
      key += `{${places}}`;
      places += 1;
    } else if (source[at] === '\\') {
      key += source[at + 1];
      at += 2;
    } else {
      key += source[at];
      at += 1;
    }
  }
  return key;
}

function endOfPlace(source: string, start: number): number {
  let depth = 1;
  let at = start;
  while (depth > 0) {
    if (source[at] === '`') {
      at += 1;
      while (source[at] !== '`') at = source.startsWith('${', at) ? endOfPlace(source, at + 2) : at + 1;
    } else if (source[at] === '{') depth += 1;
    else if (source[at] === '}') depth -= 1;
    at += 1;
  }
  return at;
}

/** What rows of failures say as plain strings, found by letting each say everything it can. */
export function phrasesOfFailures(): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (word: Word): void => {
    if (typeof word === 'string') return;
    keys.add(word.key);
    word.args.forEach(add);
  };
  for (const entry of documented()) for (const said of words(entry)) add(said);
  return keys;
}

export const CLASSES: readonly string[] = FAILURES.flatMap(({ codes }) => Object.values(codes));
