import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Bot, createBot, type Log, type SlackSettings, traceOf } from './bot/index.ts';
import { type Env, readEnv } from './env.ts';
import {
  type Config,
  changeConfig,
  createJobs,
  type Jobs,
  loadConfig,
  printMistake,
  systemClock,
} from './jobs/index.ts';

/** The bot's process. Exit codes: 0 stopped when asked to, 1 something broke, 2 bad usage or configuration. */

/** How long running runs may go on after SIGTERM before they are cancelled, and the last edits after that. */
const DRAIN_MS = 20_000;
const FAREWELL_MS = 3_000;

type Given = { readonly env: Env; readonly slack: SlackSettings; readonly config: Config };

/** What must not be read in a log, at the top of a line's facts or one level below. */
const SECRETS = ['token', 'url', 'password', 'key', 'private_key', 'credentials'].flatMap((name) => [
  name,
  `*.${name}`,
]);

const given = read(process.argv.slice(2));
if ('env' in given) await start(given);
else {
  for (const line of given) console.error(line);
  process.exit(2);
}

/** Everything that was given from outside, or every mistake in it. */
function read(args: readonly string[]): Given | readonly string[] {
  try {
    const { values } = parseArgs({
      args: args[0] === 'start' ? args.slice(1) : [...args],
      options: { config: { type: 'string' }, history: { type: 'string' } },
    });
    const load = readEnv(values);
    if (!load.ok) return load.mistakes;
    const { env } = load;
    const { slack } = env;
    const tables = loadConfig(env.config, env.variables);
    if (slack.ok && tables.ok) return { env, slack: slack.settings, config: tables.config };
    return [...(slack.ok ? [] : slack.mistakes), ...(tables.ok ? [] : tables.mistakes.map(print))];
  } catch (error) {
    return [`${(error as Error).message}. Usage: npx sync-bot start [--config FILE] [--history FILE]`];
  }
}

async function start({ env, slack, config }: Given): Promise<void> {
  const log = pino({
    level: env.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: '[redacted]' },
  });
  for (const warning of config.warnings) log.warn({}, print(warning));
  try {
    const jobs = createJobs({
      config,
      history: env.history,
      maskKey: env.maskKey,
      clock: systemClock,
      reload: () => loadConfig(env.config, env.variables),
      change: (table, edit) => changeConfig(env.config, env.variables, table, edit),
    });
    tellReloads(jobs, log);
    tellRuns(jobs, log);
    const bot = await createBot({ jobs, slack, timers: systemClock, log });
    stopOnSignals(jobs, bot, log);
    await jobs.start({ schedules: true });
    await bot.start();
  } catch (error) {
    log.fatal(traceOf(error), `starting sync-bot: ${reason(error)}`);
    process.exit(1);
  }
}

function tellReloads(jobs: Jobs, log: Log): void {
  jobs.on((event) => {
    if (event.type !== 'reload') return;
    const { load } = event;
    if (load.ok) log.info({ tables: Object.keys(load.config.tables).length }, 'tables.yml was read again');
    else
      log.error({ mistakes: load.mistakes.map(print) }, 'tables.yml has mistakes; what was read before stays active');
  });
}

/** One line for every change of a run, from names, counts and codes. */
function tellRuns(jobs: Jobs, log: Log): void {
  jobs.on((event) => {
    if (event.type !== 'run' || event.change !== 'state') return;
    const { id, table, state, attempt, result, error } = event.run;
    const rows = result === null ? {} : { rows: result.rowsWritten, seconds: result.seconds };
    const failure = error === null ? {} : { code: error.code, stage: error.stage };
    log.info({ run: id, table, state, attempt, ...rows, ...failure }, `run ${id} of ${table}: ${state}`);
  });
}

function stopOnSignals(jobs: Jobs, bot: Bot, log: Log): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, `stopping: runs may go on for ${DRAIN_MS / 1000} s, a second signal ends everything at once`);
    try {
      await jobs.stop(DRAIN_MS, () => bot.stop(FAREWELL_MS));
      log.info({}, 'stopped');
      process.exit(0);
    } catch (error) {
      log.error(traceOf(error), 'stopping went wrong');
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => jobs.reload());
}

/** Slack's own word and system errors are safe to print; they quote nobody's data. */
function reason(error: unknown): string {
  const { data, code, message } = error as { data?: { error?: string }; code?: string; message?: string };
  return data?.error ?? message ?? code ?? 'unknown';
}

function print(mistake: Config['warnings'][number]): string {
  return printMistake(mistake, process.cwd());
}
