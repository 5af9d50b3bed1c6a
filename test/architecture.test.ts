import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

// Who may import whom, and who may touch the world: docs/architecture.md says why. A rule that nobody breaks today is
// tried on a snippet that breaks it, so that a typo in the rule does not let it fail open.

const ROOT = resolve(import.meta.dirname, '..');
const LIMIT = 250;

type Rule = { readonly who: RegExp; readonly never: RegExp; readonly but?: RegExp; readonly said: string };

/** `never` is matched with the imported module: a path from the root for our own files, a package's name else. */
const IMPORTS: readonly Rule[] = [
  { who: /^src\/(?!main\.ts|cli\.ts)/, never: /^src\/(main|cli)\.ts$/, said: 'nobody imports the composition roots' },
  {
    who: /^src\/(main|cli)\.ts$/,
    never: /^src\/(sync|jobs|bot)\/(?!index\.ts$)/,
    said: 'main and cli go through the doors',
  },
  {
    who: /^src\/bot\//,
    never: /^src\/(sync\/|jobs\/(?!index\.ts$)|env\.ts)/,
    said: 'bot knows the jobs door and nothing below',
  },
  {
    who: /^src\/bot\//,
    never: /^(pg|mysql2|better-sqlite3|pg-copy-streams)(\/|$)/,
    said: 'bot has no database driver',
  },
  {
    who: /^src\/bot\/(views\/|message\.ts|policy\.ts|parse\.ts|access\.ts)/,
    never: /^(@slack\/(?!types)|node:(fs|net|http|timers))/,
    said: 'views and other pure parts know no Bolt and no world',
  },
  {
    who: /^src\/jobs\//,
    never: /^src\/(bot\/|sync\/(?!index\.ts$))/,
    said: 'jobs knows the engine door and nothing above',
  },
  { who: /^src\/jobs\//, never: /^(pg|mysql2|@slack)(\/|$)/, said: 'jobs has no driver and no Slack' },
  { who: /^src\/jobs\/(?!history|migrations)/, never: /^better-sqlite3/, said: 'only the history opens SQLite' },
  { who: /^src\/jobs\/(?!scheduler)/, never: /^node-cron/, said: 'only the scheduler knows node-cron' },
  {
    who: /^src\/sync\//,
    never: /^(src\/(jobs|bot)\/|@slack|node-cron|pino)/,
    said: 'the engine knows nobody above it',
  },
  {
    who: /^src\/sync\/(?!sources\/|destinations\/|drivers\/|worker)/,
    never: /^(src\/sync\/(sources|destinations|drivers)\/|pg$|mysql2|better-sqlite3|pg-copy)/,
    said: 'the middle of the engine names no connector',
  },
  {
    who: /^src\/sync\/sources\//,
    never: /^src\/sync\/(destinations\/|sync\.ts|plan\.ts|worker\.ts)/,
    said: 'a source knows no destination and no engine',
  },
  {
    who: /^src\/sync\/destinations\//,
    never: /^src\/sync\/(sources\/|sync\.ts|plan\.ts|worker\.ts)/,
    said: 'a destination knows no source and no engine',
  },
  {
    who: /^src\/bot\/(?!(app(-\w+)?|clients|directory|outbox-calls|uploads)\.ts$)/,
    never: /^@slack\/(bolt|web-api)/,
    said: 'Bolt stays at the edge of the bot',
  },
];

/** Words that touch the world, and the files that may. */
const WORLD: readonly { readonly word: RegExp; readonly only: RegExp; readonly said: string }[] = [
  {
    word: /\bDate\.now\(|new Date\(\)|\bMath\.random\(/,
    only: /^src\/jobs\/clock\.ts$/,
    said: 'the clock and chance live in jobs/clock.ts',
  },
  {
    word: /\bset(Timeout|Interval)\(/,
    only: /^src\/(jobs\/clock|sync\/pauses|sync\/worker)\.ts$/,
    said: 'timers live in jobs/clock.ts, pauses of the engine in sync/pauses.ts; a worker without a parent ends itself',
  },
  {
    word: /\bnew WebClient\(/,
    only: /^src\/bot\/clients\.ts$/,
    said: 'clients.ts makes the two clients of the Web API that everything shares',
  },
  { word: /process\.env\b/, only: /^src\/env\.ts$/, said: 'env.ts is the only reader of process.env' },
  { word: /process\.exit\(/, only: /^src\/(main|cli|sync\/worker)\.ts$/, said: "only a process's own root ends it" },
  { word: /\bconsole\./, only: /^src\/(main|cli)\.ts$/, said: 'nobody prints but the roots' },
];

function files(): readonly string[] {
  return globSync('src/**/*.ts', { cwd: ROOT });
}

function importsOf(file: string, text: string): readonly string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'|^import\s+'([^']+)'/g,
  );
  return [...found].map((match) => {
    const name = (match[1] ?? match[2] ?? match[3]) as string;
    return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name;
  });
}

function breaks(file: string, text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
  const imports = IMPORTS.filter((rule) => rule.who.test(file)).flatMap((rule) =>
    importsOf(file, code)
      .filter((name) => rule.never.test(name))
      .map((name) => `${file} imports ${name}: ${rule.said}`),
  );
  const world = WORLD.filter(({ word, only }) => word.test(code) && !only.test(file)).map(
    ({ said }) => `${file}: ${said}`,
  );
  return [...imports, ...world];
}

test('every file keeps to its layer and leaves the world to those who may touch it', () => {
  assert.ok(files().length > 50);
  assert.deepEqual(
    files().flatMap((file) => breaks(file, readFileSync(join(ROOT, file), 'utf8'))),
    [],
  );
});

test(`no source file is longer than ${LIMIT} lines`, () => {
  const long = files().filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 > LIMIT);
  assert.deepEqual(long, []);
});

test('each rule notices a file that breaks it', () => {
  const broken: readonly (readonly [string, string])[] = [
    ['src/jobs/x.ts', "import { a } from '../main.ts';"],
    ['src/cli.ts', "import { a } from './jobs/history.ts';"],
    ['src/bot/x.ts', "import {\n  a,\n} from '../sync/index.ts';"],
    ['src/bot/x.ts', "import pg from 'pg';"],
    ['src/bot/views/x.ts', "const { App } = await import('@slack/bolt');"],
    ['src/jobs/x.ts', "export { a } from '../bot/index.ts';"],
    ['src/jobs/x.ts', "import mysql from 'mysql2';"],
    ['src/jobs/runner.ts', "import Database from 'better-sqlite3';"],
    ['src/jobs/runner.ts', "import cron from 'node-cron';"],
    ['src/sync/plan.ts', "import { b } from '../jobs/clock.ts';"],
    ['src/sync/plan.ts', "import { b } from './sources/mysql.ts';"],
    ['src/sync/sources/mysql.ts', "import { b } from '../destinations/sqlite.ts';"],
    ['src/sync/destinations/sqlite.ts', "import { b } from '../sync.ts';"],
    ['src/bot/commands/run.ts', "import { WebClient } from '@slack/web-api';"],
    ['src/bot/outbox.ts', "import { WebClient } from '@slack/web-api';"],
    ['src/bot/uploads.ts', "const client = new WebClient('xoxb-1');"],
    ['src/sync/plan.ts', 'await setTimeout(10);'],
    ['src/jobs/runner.ts', 'const now = Date.now();'],
    ['src/bot/notify.ts', 'setTimeout(() => {}, 10);'],
    ['src/sync/plan.ts', 'const key = process.env.KEY;'],
    ['src/jobs/index.ts', 'process.exit(1);'],
    ['src/sync/plan.ts', 'console.log(1);'],
  ];
  for (const [file, text] of broken) assert.equal(breaks(file, text).length > 0, true, `${file}: ${text}`);
  assert.deepEqual(breaks('src/jobs/clock.ts', 'const now = Date.now(); // Date.now()'), []);
});
