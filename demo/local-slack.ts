import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { ended } from './child.ts';
import { BOT, type SlackControl, slackControl } from './slack-control.ts';

/** A running local-slack: what people can do there, and its end. */
export type LocalSlack = SlackControl & {
  /** Resolves with what happened once the process is over without `stop`; never rejects. */
  readonly died: Promise<string>;
  /** Ends the process and removes its files. May be called again. */
  stop(): Promise<void>;
};

export type SlackUser = { readonly id: string; readonly name: string; readonly realName: string; readonly tz?: string };
/** Everybody is a member of it. */
export type SlackChannel = { readonly id: string; readonly name: string; readonly topic?: string };

export type LocalSlackOptions = {
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  /** A free one where none is given. */
  readonly port?: number;
  readonly workspace?: string;
  readonly botName?: string;
  /** Where slash commands and events are sent over HTTP; Socket Mode where none is given. */
  readonly requestUrl?: string;
};

/** Keeps it on 127.0.0.1, ends it with us, and finishes its page. */
const PRELOAD = fileURLToPath(new URL('./local-slack/preload.js', import.meta.url));

const PACKAGE = `local-slack-${process.platform}-${process.arch}`;
const READY_WITHIN_MS = 15_000;
const STOP_WITHIN_MS = 3_000;

/**
 * Starts local-slack on 127.0.0.1 and resolves when it answers. Throws, in one sentence, where there is no local-slack
 * for this kind of machine, where the port is taken, or where it does not answer within 15 seconds.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const binary = locate();
  if (!binary) throw new Error(missingLocalSlack() ?? '');
  const port = await freePort(options.port ?? 0);
  const dir = mkdtempSync(join(tmpdir(), 'local-slack-'));
  writeFileSync(join(dir, 'config.yaml'), stringify(workspace(options)));
  writeFileSync(join(dir, 'bunfig.toml'), `preload = [${JSON.stringify(PRELOAD)}]\n`);

  const output = openSync(join(dir, 'output.log'), 'a');
  const args = ['--config', 'config.yaml', '--port', String(port), '--base-host', '127.0.0.1', '--files-dir', dir];
  // A group of its own: Ctrl-C in the terminal is for whoever started it, who then stops things in order.
  const child = spawn(binary, args, { cwd: dir, stdio: ['pipe', output, output], detached: true });
  closeSync(output);
  child.stdin?.on('error', () => {});

  let stopping = false;
  const over = ended(child);
  const died = new Promise<string>((resolve) => {
    over.then((how) => {
      if (!stopping) resolve(how);
    });
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await over;
    clearTimeout(late);
    rmSync(dir, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, over);
  } catch (problem) {
    const said = readFileSync(join(dir, 'output.log'), 'utf8').trim();
    await stop();
    throw new Error(`starting local-slack on port ${port}: ${(problem as Error).message}${said && `\n${said}`}`);
  }
  return { ...slackControl(url), died, stop };
}

function workspace(options: LocalSlackOptions): object {
  const members = [...options.users.map((user) => user.id), BOT.botUserId];
  const name = options.workspace ?? 'local-slack';
  return {
    workspace: { name, domain: 'local-slack', teamId: 'T0LOCAL' },
    app: {
      ...BOT,
      botName: options.botName ?? 'sync-bot',
      ...(options.requestUrl ? { mode: 'events', requestUrl: options.requestUrl } : { mode: 'socket' }),
    },
    users: options.users.map(({ realName, ...user }) => ({ ...user, real_name: realName })),
    channels: options.channels.map((channel) => ({ ...channel, members })),
  };
}

/** Why there can be no local-slack on this machine, in one sentence with the remedy; null where there can. */
export function missingLocalSlack(): string | null {
  if (locate()) return null;
  const remedy =
    PACKAGE === 'local-slack-linux-x64'
      ? 'install it with: npm ci --include=optional'
      : `the project brings the one for Linux x64 only; try: npm install --no-save ${PACKAGE}@0.1.8`;
  return `local-slack, which plays Slack here, has no npm package ${PACKAGE} installed (${remedy})`;
}

/** Path of the binary that npm installed for this kind of machine. */
function locate(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'bin', 'local-slack');
  } catch {
    return null;
  }
}

/** `port` where it is free, or any free one for 0. */
async function freePort(port: number): Promise<number> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`port ${port} ${code === 'EADDRINUSE' ? 'is taken by another program' : `is refused (${code})`}`, {
      cause,
    });
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : port;
}

async function ready(url: string, over: Promise<string>): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let ended: string | null = null;
  over.then((how) => {
    ended = how;
  });
  while (performance.now() < deadline) {
    if (ended) throw new Error(ended);
    const answer = await fetch(`${url}/_control/state`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (answer?.ok) return;
    await delay(20);
  }
  throw new Error(`no answer within ${READY_WITHIN_MS / 1000} s`);
}
