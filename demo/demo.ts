/**
 * `npm run demo`: a shop of made-up people, a Slack of its own and the bot between them, all on this machine, until
 * Ctrl-C. Exit code 0 after Ctrl-C, 1 where something could not be started or died, 2 for an option that is none.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type RunningBot, startBot } from './bot.ts';
import { type LocalSlack, startLocalSlack } from './local-slack.ts';
import { DEMO_SIZE, seedShop } from './seed.ts';
import { copyTables } from './tables.ts';
import { ending, welcome } from './words.ts';

const PORT = 4400;
const USAGE = `usage: npm run demo -- [options]
  --port N    where the page is (default ${PORT}; 0 for any free port)
  --fresh     throw the shop, the warehouse, the history and the tables.yml of earlier demos away
  --users N   a smaller or larger shop than ${DEMO_SIZE.users} users, when it is made
  --home DIR  where tables.yml is and demo/data will be (default: the project)`;

/** The people of the workspace, as tables.yml has them in its roles. */
export const PEOPLE = [
  { id: 'U0AIKO', name: 'aiko', realName: 'Aiko (operator)', tz: 'Asia/Tokyo' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben (viewer)', tz: 'Europe/London' },
  { id: 'U0CLEO', name: 'cleo', realName: 'Cleo (admin)', tz: 'America/New_York' },
] as const;
export const CHANNEL = { id: 'C0DATASYNCS', name: 'data-syncs', topic: 'What moves into the warehouse' } as const;

type Options = { readonly port: number; readonly fresh: boolean; readonly users: number; readonly home: string };

async function demo(options: Options): Promise<void> {
  const data = join(options.home, 'demo', 'data');
  const files = {
    config: join(data, 'tables.yml'),
    shop: join(data, 'shop.db'),
    // Where the bot and the terminal look for it by themselves: beside tables.yml.
    history: join(data, 'sync-bot.db'),
    log: join(data, 'bot.log'),
  };
  const asked = new AbortController();
  const end = once(asked.signal, 'abort').then(() => null);

  let slack: LocalSlack | null = null;
  let bot: RunningBot | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (asked.signal.aborted) bot?.kill();
      asked.abort();
    });
  }
  try {
    if (options.fresh) discard(data);
    mkdirSync(data, { recursive: true });
    if (!existsSync(files.shop)) makeShop(files.shop, options.users);
    copyTables(join(options.home, 'tables.yml'), files.config);
    writeFileSync(files.log, '');

    slack = await startLocalSlack({
      ...(options.port > 0 && { port: options.port }),
      workspace: 'Demo Shop',
      users: PEOPLE,
      channels: [CHANNEL],
    });
    bot = await startBot(slack, files, asked.signal);
    say(welcome({ url: slack.url, channel: CHANNEL.name, tables: shown(files.config), log: shown(files.log) }));

    const died = await Promise.race([
      end,
      slack.died.then((how) => `local-slack is gone: ${how}`),
      bot.died.then((how) => `the bot is gone: ${how}; its last words are in ${shown(files.log)}`),
    ]);
    if (died) throw new Error(died);
    say('\nEnding the bot, after what it is running, and its Slack … (at once with Ctrl-C again)');
  } catch (problem) {
    if (!asked.signal.aborted) throw problem;
  } finally {
    await bot?.stop();
    await slack?.stop();
  }
  say(ending(shown(data)));
}

/** A path as the person at the terminal would type it. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short || '.';
}

function makeShop(path: string, users: number): void {
  const size = { ...DEMO_SIZE, users, purchases: users * 10 };
  const number = new Intl.NumberFormat('en');
  say(`Making a shop of ${number.format(size.users)} made-up people and ${number.format(size.purchases)} purchases …`);
  seedShop(path, size);
}

/** Only what a demo has made: the directory may hold other things. */
function discard(data: string): void {
  rmSync(join(data, 'tables.yml'), { force: true });
  for (const name of ['shop.db', 'warehouse.db', 'sync-bot.db']) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(join(data, name + suffix), { force: true });
  }
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: String(PORT) },
      fresh: { type: 'boolean', default: false },
      users: { type: 'string', default: String(DEMO_SIZE.users) },
      home: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    },
  });
  return {
    port: whole('--port', values.port, 0, 65_535),
    fresh: values.fresh,
    users: whole('--users', values.users, 1, 10_000_000),
    home: resolve(values.home),
  };
}

function whole(option: string, written: string, least: number, most: number): number {
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${option} ${written}: not a number from ${least} to ${most}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs the demo to its end and resolves with the exit code. `args` is what stands behind `npm run demo --`. */
export async function runDemo(args: readonly string[]): Promise<0 | 1 | 2> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (problem) {
    process.stderr.write(`${(problem as Error).message}\n${USAGE}\n`);
    return 2;
  }
  try {
    await demo(options);
    return 0;
  } catch (problem) {
    const { message, cause } = problem as Error & { cause?: NodeJS.ErrnoException };
    const advice = cause?.code === 'EADDRINUSE' ? '\nIs it another demo? End it, or: npm run demo -- --port 0' : '';
    process.stderr.write(`${message}${advice}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await runDemo(process.argv.slice(2));
