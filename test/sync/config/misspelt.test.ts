import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseDocument, visit } from 'yaml';
import { PARTITION_KEYS } from '../../../src/sync/config/bigquery-raw.ts';
import { loadConfig } from '../../../src/sync/config/load.ts';
import { MODEL } from '../../../src/sync/config/models.ts';
import { CONNECTIONS, INCLUDED_FILE, MAIN_FILE, TABLE } from '../../../src/sync/config/raw.ts';
import type { Mistake } from '../../../src/sync/config/spec.ts';
import { cron, ENV } from './read-case.ts';

const folder = join(import.meta.dirname, 'cases/every-key-of-a-valid-file');
const text = readFileSync(join(folder, 'tables.yml'), 'utf8');
const key = readFileSync(join(folder, 'keys/loader.json'), 'utf8');
const sql = 'select 1';
const included = readFileSync(join(folder, 'more/archive.yml'), 'utf8');

const KEYS = new Set(
  [MAIN_FILE, INCLUDED_FILE, TABLE, MODEL, ...Object.values(CONNECTIONS)].flatMap((schema) =>
    Object.keys(schema.shape),
  ),
);
for (const inner of ['channel', 'language', 'digest', 'operator', 'admin', 'min_rows', 'max_drop', 'max_growth'])
  KEYS.add(inner);
for (const inner of ['fresh_within', 'null_rate', 'unique']) KEYS.add(inner);
for (const inner of [...Object.keys(PARTITION_KEYS), 'start', 'end', 'interval']) KEYS.add(inner);

function mistakesOf(main: string): readonly Mistake[] {
  const load = loadConfig('/etc/sync/tables.yml', {
    env: ENV,
    read: (path) =>
      path.endsWith('archive.yml') ? included : path.endsWith('.json') ? key : path.endsWith('.sql') ? sql : main,
    list: () => ['/etc/sync/more/archive.yml'],
    cron,
  });
  return load.ok ? [] : load.mistakes;
}

/** Every key of the schema in the file: where it stands, its length, its line. Names that users chose are left alone. */
function keysIn(yaml: string): readonly { readonly key: string; readonly at: number; readonly line: number }[] {
  const found: { key: string; at: number; line: number }[] = [];
  visit(parseDocument(yaml), {
    Pair: (_, pair) => {
      const { value: key, range } = pair.key as { value: string; range: [number, number, number] };
      if (KEYS.has(key)) found.push({ key, at: range[0], line: yaml.slice(0, range[0]).split('\n').length });
      // What stands below these are columns, which may be called like a key.
      return key === 'labels' || key === 'mask' || key === 'on_invalid' || key === 'null_rate' ? visit.SKIP : undefined;
    },
  });
  return found;
}

/** The slips of a hand, a letter left out, doubled, wrong, or swapped with the next: each letter slips in one way, of a short key in all. */
function slips(key: string): readonly string[] {
  return [...key].flatMap((letter, at) => {
    const [before, after] = [key.slice(0, at), key.slice(at + 1)];
    const swapped = after === '' ? before : before + after[0] + letter + after.slice(1);
    const all = [before + after, `${before}${letter}${letter}${after}`, `${before}x${after}`, swapped];
    return key.length <= 4 ? all : all.slice(at % 4, (at % 4) + 1);
  });
}

describe('one misspelt key', () => {
  test('the file without it has no mistake', () => {
    assert.deepEqual(mistakesOf(text), []);
  });

  const keys = keysIn(text);
  test('the file holds every key there is', () => {
    const absent = [...KEYS].filter((key) => !keys.some((each) => each.key === key));
    assert.deepEqual(absent, []);
  });

  for (const { key, at, line } of keys) {
    test(`${key} in line ${line} misspelt in any way is one mistake there, and names the key`, () => {
      for (const slip of slips(key)) {
        if (KEYS.has(slip) || slip === '') continue;
        const mistakes = mistakesOf(text.slice(0, at) + slip + text.slice(at + key.length));
        assert.equal(mistakes.length, 1, `${slip}: ${JSON.stringify(mistakes)}`);
        assert.equal(mistakes[0]?.line, line, slip);
        assert.match(mistakes[0]?.message ?? '', new RegExp(`${slip}: unknown key; did you mean "${key}"\\?`));
      }
    });
  }
});
