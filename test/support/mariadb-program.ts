/** Where are MariaDB's programs on this machine, and how do they come onto one that has none? */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cannotStart } from './cannot-start.ts';

const run = promisify(execFile);

/** The programs that make and run a MariaDB. */
export interface MariadbPrograms {
  readonly server: string;
  readonly install: string;
}

/** Finds them, or installs them from the system's packages where that needs no password. Rejects with an error that has `fix`. */
export async function mariadbPrograms(): Promise<MariadbPrograms> {
  return find() ?? (await install());
}

function find(): MariadbPrograms | undefined {
  const server = program('mariadbd');
  const install = program('mariadb-install-db');
  return server !== undefined && install !== undefined ? { server, install } : undefined;
}

/** Servers are often outside a plain user's PATH. */
function program(name: string): string | undefined {
  const more = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin', '/opt/homebrew/bin', '/opt/homebrew/opt/mariadb/bin'];
  for (const directory of [...(process.env.PATH ?? '').split(delimiter), ...more]) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return undefined;
}

/** The core packages have the programs and nothing else: no service that starts by itself, no user, no /etc/mysql/debian.cnf. */
const core = ['mariadb-server-core', 'mariadb-client-core'];
const orGive = ', or set TEST_MYSQL_URL=mysql://user:password@host:3306/';

async function install(): Promise<MariadbPrograms> {
  const brew = process.platform === 'darwin' ? program('brew') : undefined;
  const apt = program('apt-get');
  if (brew !== undefined) {
    await installing([brew, 'install', 'mariadb'], `brew install mariadb${orGive}`);
  } else if (apt !== undefined) {
    const root = process.getuid?.() === 0;
    const command = (packages: readonly string[]) => `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    const fix = `${root ? '' : 'sudo '}${command(core)}${orGive}`;
    const sudo = root ? undefined : program('sudo');
    const mayInstall = root || (sudo !== undefined && (await succeeds([sudo, '-n', 'true'])));
    if (!mayInstall) throw cannotStart('mariadbd is not on PATH, and installing it needs a password', fix);
    const prefix = [...(sudo === undefined ? [] : [sudo, '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive'];
    const options = ['-o', 'DPkg::Lock::Timeout=120', '-y', '--no-install-recommends'];
    await installing([...prefix, apt, 'update'], fix);
    // Releases before Debian 12 and Ubuntu 24.04 have version numbers in the names of the core packages.
    const named = await succeeds(['apt-cache', 'show', ...core]);
    await installing([...prefix, apt, 'install', ...options, ...(named ? core : ['mariadb-server'])], fix);
  } else {
    throw cannotStart('mariadbd is not on PATH', `install MariaDB (https://mariadb.org/download)${orGive}`);
  }
  const found = find();
  if (found === undefined)
    throw cannotStart('mariadbd is not on PATH, though its package is installed', orGive.slice(5));
  return found;
}

async function installing(command: readonly string[], fix: string): Promise<void> {
  console.log(`MariaDB is not on this machine: ${command.join(' ')}`);
  try {
    await run(command[0] as string, command.slice(1), { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw cannotStart(`${command.join(' ')}: ${printed.split('\n').slice(-2).join(' ') || String(error)}`, fix);
  }
}

async function succeeds(command: readonly string[]): Promise<boolean> {
  return run(command[0] as string, command.slice(1)).then(
    () => true,
    () => false,
  );
}
