/**
 * `npm test`: starts the real servers, runs the tests over them, ends everything it started.
 *
 *   npm test                            every test but the soak tests
 *   npm test -- test/jobs a.test.ts     these directories and files
 *   npm test -- --test-name-pattern=x   node's own options go through
 *   npm run test:soak                   the long ones, test/soak
 *
 * Why not node's --test-global-setup: it is experimental, it cannot have the last word (which server is missing) nor
 * make the run fail for it, and a run that is killed leaves its servers behind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killGroupAtEnd } from './support/keep.ts';
import { startServers } from './support/servers.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** For one test or one file: far above any, so that one that hangs ends the run instead of the day. */
const TIMEOUT_MS = 600_000;
const SIDE_BY_SIDE = ['--test-concurrency=2', `--test-timeout=${TIMEOUT_MS}`];
/** What is measured must not be slowed by a neighbour. */
const ALONE = ['--test-concurrency=1'];
/** How long the tests have to end by themselves after a signal. */
const GRACE_MS = 5_000;

/** The exit code of the run. */
async function run(args: readonly string[]): Promise<number> {
  const soak = args.includes('--soak');
  const options = args.filter((arg) => arg.startsWith('-') && arg !== '--soak');
  const files = testFiles(
    args.filter((arg) => !arg.startsWith('-')),
    soak,
  );
  if (files.length === 0) {
    console.error(`no test files in ${soak ? 'test/soak' : args.join(' ') || 'test'}: they are named *.test.ts`);
    return 1;
  }

  // Before the tests run there is nothing to wait for: the servers end with this process.
  const leave = (signal: (typeof SIGNALS)[number]) => process.exit(EXIT_OF_SIGNAL[signal]);
  for (const signal of SIGNALS) process.once(signal, leave);
  const servers = await startServers();
  for (const line of servers.started) console.log(line);
  for (const signal of SIGNALS) process.off(signal, leave);
  try {
    const code = await runTests(files, [...(soak ? ALONE : SIDE_BY_SIDE), ...options], soak ? null : compiled());
    for (const line of servers.missing) console.error(line);
    return code === 0 && servers.missing.length > 0 && process.env.CI === 'true' ? 1 : code;
  } finally {
    await servers.stop();
  }
}

/** Hundreds of processes load the same files: each is compiled once a run. What is measured compiles for itself. */
function compiled(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sync-bot-compiled-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function testFiles(given: readonly string[], soak: boolean): readonly string[] {
  if (soak) return globSync('test/soak/**/*.test.ts').sort();
  if (given.length === 0) return globSync('test/**/*.test.ts', { exclude: ['test/soak/**'] }).sort();
  return given.flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? globSync(join(path, '**/*.test.ts')).sort() : [path],
  );
}

/** The tests run in a process group of their own: a signal reaches them once, through us, and none outlives the run. */
async function runTests(files: readonly string[], options: readonly string[], cache: string | null): Promise<number> {
  const args = ['--test', '--test-reporter=spec', ...options, ...files];
  const env = cache === null ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache };
  const tests = spawn(process.execPath, args, { detached: true, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const group = tests.pid;
  if (group === undefined) throw new Error(`starting ${process.execPath}`);
  const killGroup = killGroupAtEnd(group);
  let signaled: (typeof SIGNALS)[number] | undefined;
  let lastWord: NodeJS.Timeout | undefined;
  const pass = (signal: (typeof SIGNALS)[number]) => {
    if (signaled !== undefined) return;
    signaled = signal;
    process.kill(-group, signal);
    lastWord = setTimeout(killGroup, GRACE_MS);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  const [code] = (await once(tests, 'exit')) as [number | null];
  clearTimeout(lastWord);
  await killGroup();
  return signaled === undefined ? (code ?? 1) : EXIT_OF_SIGNAL[signaled];
}

process.exitCode = await run(process.argv.slice(2));
