import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHistory } from '../../src/jobs/history.ts';
import { thisProcess } from '../../src/jobs/identity.ts';
import { systemClock } from '../../src/jobs/index.ts';
import { createProcesses } from '../../src/jobs/processes.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

function world() {
  const history = openHistory(join(temporaryDirectory(), 'history.db'), () => 'x');
  const me = thisProcess(systemClock);
  return { history, me, processes: createProcesses({ history, me }) };
}

test('this process lives, and one that nobody knows is dead', () => {
  const { history, me, processes } = world();
  assert.equal(processes.dead(me.id), false);
  assert.equal(processes.dead('1-gone'), true);
  history.close();
});

test('a process of this host is dead as soon as the system does not know its number, or it is our own', async () => {
  const { history, me, processes } = world();
  const child = spawn('sleep', ['60']);
  const pid = child.pid as number;
  history.beat({ id: 'child', pid, host: me.host }, 1);
  history.beat({ id: 'before us', pid: process.pid, host: me.host }, 1);
  assert.equal(processes.dead('child'), false);
  assert.equal(processes.dead('before us'), true, 'a container gives the same number to every start');
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
  assert.equal(processes.dead('child'), true);
  history.close();
});

test('a process of another host is dead when its sign of life stays the same, whatever the clocks say', () => {
  const { history, processes } = world();
  const far = { id: 'far', pid: 1, host: 'another' };
  // Ten years ahead, then far back: clocks of two machines, or one that was set.
  for (const now of [2e12, 1e9, 5, 4, 3]) {
    history.beat(far, now);
    for (let look = 0; look < 3; look++) {
      processes.look();
      assert.equal(processes.dead('far'), false);
    }
  }
  processes.look();
  assert.equal(processes.dead('far'), true);
  history.beat(far, 99);
  processes.look();
  assert.equal(processes.dead('far'), false, 'one that comes back lives');
  history.close();
});
