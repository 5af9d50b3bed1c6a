import { userInfo } from 'node:os';
import { showProgress } from './bars.ts';
import {
  dispatch,
  factsOf,
  flat,
  fromShell,
  type Language,
  looksText,
  plural,
  type Reply,
  roleNeeded,
  runData,
  runMessage,
  saveFile,
  say,
  toText,
  traceOf,
} from './bot/index.ts';
import { type Env, readEnv } from './env.ts';
import {
  type Asker,
  type Config,
  changeConfig,
  createJobs,
  type Jobs,
  loadConfig,
  printMistake,
  SyncError,
  systemClock,
} from './jobs/index.ts';

/** The commands of Slack in a terminal. Exit codes: 0 success, 1 the run failed, 2 bad usage or configuration. */

type Flags = { config?: string; history?: string; json: boolean; rest: string[] };

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(args);
  if (typeof flags === 'string') return complain([flags]);
  const load = readEnv(flags);
  if (!load.ok) return complain(load.mistakes);
  const { env } = load;
  const checking = flags.rest[0]?.toLowerCase() === 'check';
  // Whoever only looks needs no key.
  const looks = !checking && roleNeeded(fromShell(flags.rest)) === 'viewer';
  const tables = loadConfig(env.config, env.variables, looks ? 'look' : 'run');
  if (!tables.ok) return complain(tables.mistakes.map(place));
  return checking ? check(tables.config, flags, env) : converse(flags, env, tables.config);
}

/** `--config`, `--history` and `--json` are understood anywhere; everything else is the command's. */
function readFlags(args: readonly string[]): Flags | string {
  const flags: Flags = { json: false, rest: [] };
  for (let i = 0; i < args.length; i += 1) {
    const [name = '', inline] = split(args[i]!);
    if (name === '--json') flags.json = true;
    else if (name === '--config' || name === '--history') {
      const value = inline ?? args[++i];
      if (value === undefined || value === '') return `${name} needs a file`;
      flags[name === '--config' ? 'config' : 'history'] = value;
    } else flags.rest.push(args[i]!);
  }
  return flags;
}

function split(arg: string): [string, string?] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

async function check(config: Config, { rest, json }: Flags, env: Env): Promise<number> {
  const looks = rest[1] === '--columns';
  const more = rest[looks ? 2 : 1];
  if (more !== undefined)
    return complain([`check takes no ${more}. Usage: npx sync-bot check [--columns] [--config FILE] [--json]`]);
  const columns = looks ? await undecided(config, env, json ? 'en' : env.language) : [];
  const tables = Object.keys(config.tables).length;
  const connections = Object.keys(config.connections).length;
  const warnings = config.warnings.map(place);
  if (json)
    console.log(JSON.stringify({ ok: true, tables, connections, warnings, ...(looks ? { columns } : {}) }, null, 2));
  else {
    for (const line of [...warnings, ...columns]) console.log(line);
    const found = say`${plural(tables, 'table')}, ${plural(connections, 'connection')}: no mistakes. Next: ${'npx sync-bot list'}`;
    console.log(flat(env.language, found));
  }
  return 0;
}

/** Columns of all tables that wait for a decision, a line each; a table that cannot be looked at says why. */
async function undecided(config: Config, env: Env, language: Language): Promise<readonly string[]> {
  const jobs = openJobs(env, config);
  const lines: string[] = [];
  try {
    for (const table of Object.keys(config.tables)) {
      try {
        const { suspicions = [], newColumns = [] } = await jobs.plan(table);
        for (const found of suspicions)
          lines.push(flat(language, say`${table}.${found.column}: ${looksText(found)}; undecided`));
        for (const { name } of newColumns)
          lines.push(flat(language, say`${table}.${name}: new in the source; undecided`));
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        lines.push(`${table}: ${error.summary.message}`);
      }
    }
  } finally {
    await jobs.stop(0);
  }
  return lines;
}

function openJobs(env: Env, config: Config): Jobs {
  return createJobs({
    config,
    history: env.history,
    maskKey: env.maskKey,
    clock: systemClock,
    reload: () => loadConfig(env.config, env.variables),
    change: (table, edit) => changeConfig(env.config, env.variables, table, edit),
  });
}

async function converse(flags: Flags, env: Env, config: Config): Promise<number> {
  const jobs = openJobs(env, config);
  const asker = me();
  try {
    const words = fromShell(flags.rest);
    // A process that may carry out runs has to be known to the others, and cleans up after dead ones first.
    if (roleNeeded(words) !== 'viewer') await jobs.start({ schedules: false });
    const reply = await dispatch(words, {
      jobs,
      asker,
      role: 'admin',
      language: env.language,
      place: null,
      about: null,
      now: systemClock.now(),
    });
    const ids = [...reply.started, ...reply.joined];
    if (ids.length === 0 || reply.outcome !== 'ok')
      return tell(reply, flags, env.language, await saveFile(reply, env.language));
    if (!flags.json && reply.joined.length > 0) print(toText(reply.message, screen(process.stdout, env.language)));
    return await follow(ids, jobs, { asker, language: env.language, json: flags.json });
  } finally {
    await jobs.stop(0);
  }
}

type Saved = Awaited<ReturnType<typeof saveFile>>;
function tell(reply: Reply, { json }: Flags, language: Language, saved: Saved): number {
  if (reply.raw !== null && !json) {
    process.stdout.write(reply.raw);
    return 0;
  }
  if (json) print(JSON.stringify(reply.data, null, 2));
  const stream = reply.outcome === 'ok' ? process.stdout : process.stderr;
  if (!json || reply.outcome !== 'ok') stream.write(`${toText(reply.message, screen(stream, language))}\n`);
  if (saved !== null) process.stderr.write(`${saved.line}\n`);
  if (saved?.ok === false) return 1;
  return reply.outcome === 'ok' ? 0 : reply.outcome === 'usage' ? 2 : 1;
}

/** Waits for runs, shows them on the way, prints how each ended. 0 where all succeeded. */
async function follow(
  ids: readonly number[],
  jobs: Jobs,
  { asker, language, json }: { readonly asker: Asker; readonly language: Language; readonly json: boolean },
): Promise<number> {
  const hide = json || !process.stderr.isTTY ? () => {} : await showProgress(ids, jobs, language);
  let asked = false;
  const interrupt = (): void => {
    if (asked) process.exit(1);
    asked = true;
    const words = say`canceling: waiting until the statements are stopped; Ctrl-C again ends at once`;
    process.stderr.write(`\n${flat(language, words)}\n`);
    for (const id of ids) jobs.cancel(id, asker);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const leave = stay();
  const runs = await Promise.all(ids.map((id) => jobs.finished(id)));
  leave();
  hide();
  const when = { now: jobs.now(), zone: jobs.config().timezone };
  for (const run of runs) {
    print(
      json
        ? JSON.stringify(runData(run))
        : toText(runMessage(factsOf(jobs, run), when), screen(process.stdout, language)),
    );
  }
  return runs.every((run) => run.state === 'success') ? 0 : 1;
}

/** Keeps the process alive: a run that another process carries out gives this one nothing to wait on. */
function stay(): () => void {
  let leave = systemClock.after(60_000, again);
  function again(): void {
    leave = systemClock.after(60_000, again);
  }
  return () => leave();
}

function me(): Asker {
  try {
    return { kind: 'terminal', id: userInfo().username };
  } catch {
    // A container may run under a number that has no name.
    return { kind: 'terminal', id: `user ${process.getuid?.() ?? '?'}` };
  }
}

const screen = (stream: NodeJS.WriteStream, language: Language) => ({
  language,
  width: Math.max(60, stream.columns ?? 80),
  color: stream.isTTY === true && stream.hasColors(),
});

const print = (line: string): void => console.log(line);
const place = (mistake: Config['warnings'][number]): string => printMistake(mistake, process.cwd());

function complain(lines: readonly string[]): number {
  for (const line of lines) console.error(line);
  return 2;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const { error: name, code, at } = traceOf(error);
  console.error(`sync-bot: unexpected ${name}${code === undefined ? '' : ` (${code})`}\n${at.slice(0, 5).join('\n')}`);
  process.exit(1);
}
