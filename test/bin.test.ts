import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const source = readFileSync(new URL('../bin/sync-bot.js', import.meta.url), 'utf8');

/** Runs the launcher as that version of Node would; what it would load is noted and not loaded. */
async function launch(version: string, ...args: readonly string[]) {
  const said: string[] = [];
  const loaded: string[] = [];
  const fake = { versions: { node: version }, argv: ['node', 'sync-bot.js', ...args], exitCode: 0 };
  const load = (file: string) => {
    if (!file.startsWith('node:')) loaded.push(file);
    return Promise.resolve({ runDemo: async () => 0, enableCompileCache: () => {} });
  };
  const script = source.replace(/^#!.*/, '').replaceAll('import(', 'load(');
  vm.runInNewContext(script, { process: fake, console: { error: (line: string) => said.push(line) }, load, Number });
  await new Promise((resolve) => setImmediate(resolve));
  return { code: fake.exitCode, said, loaded };
}

test('an old Node hears one clear sentence before anything is loaded', async () => {
  for (const version of ['20.20.2', '18.0.0', '22.9.1']) {
    const { code, said, loaded } = await launch(version, 'list');
    assert.deepEqual([code, loaded, said.length], [2, [], 1]);
    assert.match(said[0]!, new RegExp(`needs Node 24 or newer and this is ${version}: start it with "npx sync-bot"`));
  }
});

test('the launcher has nothing that an old Node would choke on before it has spoken', () => {
  assert.doesNotMatch(source, /^\s*import\s[^(]/m);
  assert.doesNotMatch(source, /^await |require\(/m);
});

test('a new Node gets the bot, the demo or the terminal', async () => {
  assert.deepEqual((await launch('24.0.0', 'start')).loaded, ['../src/main.ts']);
  assert.deepEqual((await launch('24.21.0', 'demo')).loaded, ['../demo/demo.ts']);
  assert.deepEqual((await launch('26.1.0', 'list')).loaded, ['../src/cli.ts']);
  assert.deepEqual((await launch('24.0.0')).loaded, ['../src/cli.ts']);
});

test('its first line is one that every env understands, and the limits of V8 stand in npm start', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.match(source, /^#!\/usr\/bin\/env node\n/);
  assert.match(scripts.start, /^exec node --max-semi-space-size=4 --max-old-space-size=1024 bin\/sync-bot\.js start$/);
});
