import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { eventually } from './eventually.ts';
import { keep, serverDirectory } from './keep.ts';

/** Prints the directory and the process id of a command that would run for an hour, which it started through `keep`. */
const starter = `
import { keep, serverDirectory } from ${JSON.stringify(import.meta.resolve('./keep.ts'))};
const directory = serverDirectory('kept', undefined);
const command = ['/bin/sh', '-c', 'echo $$; exec sleep 3600'];
const kept = keep({ directory, command, signal: 'KILL', account: undefined });
const timer = setInterval(() => {
  if (kept.printed() !== '') console.log(directory, kept.printed());
}, 5);
`;

test('a kept command and its directory are gone after the process that started it was killed', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = (await once(parent.stdout, 'data')) as [Buffer];
  const [directory = '', pid = ''] = first.toString().trim().split(/\s+/);
  assert.ok(existsSync(directory) && isRunning(Number(pid)));
  parent.kill('SIGKILL');
  await eventually('the directory is gone', () => !existsSync(directory));
  assert.equal(isRunning(Number(pid)), false);
});

test('stop returns when the kept command and its directory are gone', async () => {
  const directory = serverDirectory('kept', undefined);
  const command = ['/bin/sh', '-c', 'echo $$; exec sleep 3600'];
  const kept = keep({ directory, command, signal: 'KILL', account: undefined });
  const pid = Number(await eventually('it says its process id', () => kept.printed() || null));
  assert.ok(isRunning(pid));
  await kept.stop();
  assert.equal(isRunning(pid), false);
  assert.equal(existsSync(directory), false);
  assert.equal(kept.ended(), true);
});

test('a kept command that ends by itself says so, with what it printed', async () => {
  const directory = serverDirectory('kept', undefined);
  const kept = keep({ directory, command: ['/bin/sh', '-c', 'echo no room >&2'], signal: 'KILL', account: undefined });
  await eventually('it has ended', () => kept.ended());
  assert.equal(kept.printed(), 'no room\n');
  await kept.stop();
  assert.equal(existsSync(directory), false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
