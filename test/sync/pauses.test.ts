import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pause, within } from '../../src/sync/pauses.ts';

describe('pauses of the engine', () => {
  test('end at once when they are aborted, with the reason of the abort', async () => {
    const stop = new AbortController();
    const waiting = pause(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    await assert.rejects(pause(0, stop.signal), /enough/);
    await pause(1);
  });

  test('bound what hangs, and leave what answers in time', async () => {
    const hang = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await assert.rejects(within(5, undefined, hang), { name: 'TimeoutError' });
    const stop = new AbortController();
    const stopped = within(60_000, stop.signal, hang);
    stop.abort(new Error('enough'));
    await assert.rejects(stopped, /enough/);
    assert.equal(await within(60_000, undefined, async () => 7), 7);
  });
});
