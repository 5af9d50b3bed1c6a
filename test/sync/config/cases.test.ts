import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { envOf, printLoad, readCase } from './read-case.ts';

// Each folder of cases/ is one tables.yml and what comes of it. After a change on purpose, UPDATE_CASES=1 writes
// expected.txt anew: read the difference before you keep it.
const root = join(import.meta.dirname, 'cases');
const update = process.env.UPDATE_CASES === '1';

describe('tables.yml', () => {
  for (const name of readdirSync(root).sort()) {
    const folder = join(root, name);
    test(name.replaceAll('-', ' '), () => {
      const load = readCase(folder);
      const printed = printLoad(load, folder);
      const expected = join(folder, 'expected.txt');
      if (update) writeFileSync(expected, printed);
      assert.ok(existsSync(expected), `${expected} is missing; make it with UPDATE_CASES=1`);
      assert.equal(printed, readFileSync(expected, 'utf8'));

      if (load.ok) return;
      for (const [variable, value] of Object.entries(envOf(folder))) {
        if (value) assert.ok(!printed.includes(value), `the value of ${variable} is told`);
      }
      assert.doesNotMatch(printed, /s3cret/, 'a password is told');
    });
  }
});
