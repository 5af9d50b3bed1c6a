import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { needs } from '../support/servers.ts';

// The zone of this process must not reach a single value: every case of dates and times again, in processes of other zones.
// What holds neither is the same text in all of them, and `TZ=… npm test` runs everything.
const need = needs('mysql', 'postgres');
const cases = fileURLToPath(new URL('./cases.test.ts', import.meta.url));

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
// Under this one cases.test.ts runs itself.
for (const zone of ['Asia/Tokyo', 'America/New_York', 'UTC'].filter((zone) => zone !== here)) {
  test(`every date and time comes out the same under TZ=${zone}`, need, async () => {
    // Set by the runner of this very test; with it a child reports in the runner's own format.
    const { NODE_TEST_CONTEXT: _, ...ours } = process.env;
    const env = { ...ours, TZ: zone, TEST_CASES: 'times' };
    const child = spawn(process.execPath, [cases], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(code, 0, output);
    assert.match(output, /\bfail 0\b/);
    assert.match(output, /\bpass [1-9]\d\b/);
    assert.doesNotMatch(output, /\bdiffers\b/);
  });
}
