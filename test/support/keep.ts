/** How is a server that the tests started certain to end, whatever becomes of the process that started it? */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, statSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Who runs a server instead of root. Undefined: the user who runs the tests. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** A command that runs until `stop`, or until the process that called `keep` is gone. */
export interface Kept {
  /** Whether the command has ended by itself. */
  ended(): boolean;
  /** The last 4,000 characters of what it printed. */
  printed(): string;
  /** Ends the command, removes its directory, and returns when both are done. */
  stop(): Promise<void>;
}

/**
 * The keeper: a shell in a process group of its own, out of the way of Ctrl-C. It starts the command, then reads its
 * stdin, which ends when `stop` closes it or when the process at the other end dies, be it by SIGKILL. `trap :` rather
 * than an ignored signal, because a child inherits ignored signals.
 */
const keeper = `
dir=$1; signal=$2; shift 2
trap : INT TERM HUP QUIT
exec 3>&2 2>/dev/null
"$@" >&3 2>&1 3>&- &
server=$!
exec 3>&-
cat >/dev/null
kill -s "$signal" "$server"
kill -s TERM 0
while kill -0 "$server"; do wait "$server"; done
rm -rf "$dir" || { sleep 1; rm -rf "$dir"; }
`;

/**
 * Runs `command` in `directory` under a keeper that ends it with `signal` (the one that ends it at once, nobody needs
 * its data any more) and then removes the directory.
 */
export function keep(options: {
  readonly directory: string;
  readonly command: readonly string[];
  readonly signal: 'QUIT' | 'KILL';
  readonly account: Account | undefined;
}): Kept {
  const child = spawn('/bin/sh', ['-c', keeper, 'keeper', options.directory, options.signal, ...options.command], {
    ...options.account,
    cwd: options.directory,
    detached: true,
    // Messages in English; the time zone stays what the run's is, so that TZ=… reaches the server as well.
    env: { ...process.env, LC_ALL: 'C', TMPDIR: options.directory },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let printed = '';
  let ended = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-4000);
  });
  child.stderr.on('end', () => {
    ended = true;
  });
  // A test file that forgets to stop its server ends all the same, and takes the server with it.
  child.unref();
  (child.stdin as Socket).unref();
  (child.stderr as Socket).unref();
  return { ended: () => ended, printed: () => printed, stop: () => release(child) };
}

/**
 * Kills every process of the group `leader` when this process is gone, or when the function it returns is called:
 * a test file, and what that started in turn, does not outlive the run.
 */
export function killGroupAtEnd(leader: number): () => Promise<void> {
  const script = 'trap : INT TERM HUP QUIT; cat >/dev/null; kill -s KILL -- "-$1" 2>/dev/null';
  const child = spawn('/bin/sh', ['-c', script, 'keeper', String(leader)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return () => release(child);
}

async function release(keeperProcess: ChildProcess): Promise<void> {
  if (keeperProcess.exitCode !== null || keeperProcess.signalCode !== null) return;
  keeperProcess.ref();
  const exit = once(keeperProcess, 'exit');
  keeperProcess.stdin?.end();
  await exit;
}

/** The first of `names` that this machine knows, else nobody. Databases refuse to run as root. */
export function accountInsteadOfRoot(...names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of [...names, 'nobody']) {
    try {
      const id = (which: string) => Number(execFileSync('id', [which, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This machine has no such user: the next one.
    }
  }
  return undefined;
}

/** Whether another user may reach `path`: every directory above it is passable. */
export function passable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** A new directory of that account, outside the project. */
export function serverDirectory(name: string, account: Account | undefined): string {
  const base = account !== undefined && !passable(tmpdir()) ? '/tmp' : tmpdir();
  const directory = mkdtempSync(join(base, `sync-bot-${name}-`));
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
  return directory;
}

/**
 * A port of 127.0.0.1 that nothing listens on, from below the range that outgoing connections are given, so that
 * it is still free a second later when the server takes it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    try {
      await once(probe.listen(port, '127.0.0.1'), 'listening');
      return port;
    } catch {
      // Taken: another one.
    } finally {
      probe.close();
    }
  }
}
