import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { type LocalSlackOptions, missingLocalSlack, startLocalSlack } from '../../demo/local-slack.ts';
import { eventually } from '../support/eventually.ts';

const OPTIONS: LocalSlackOptions = {
  users: [{ id: 'U1', name: 'aiko', realName: 'Aiko' }],
  channels: [{ id: 'C1', name: 'data-syncs' }],
};

/** On other machines than those it is made for, the reason is shown; where tests have to be complete they fail. */
const skip = process.env.CI ? false : (missingLocalSlack() ?? false);

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );
}

test('people can post, and what they post is in the channel', { skip }, async () => {
  const slack = await startLocalSlack(OPTIONS);
  try {
    const ts = await slack.post('good morning', 'U1', 'C1');
    const reply = await slack.post('おはよう', 'U1', 'C1', ts);
    assert.deepEqual(
      (await slack.messages('C1')).map(({ ts, user, text, thread_ts }) => ({ ts, user, text, thread_ts })),
      [
        { ts, user: 'U1', text: 'good morning', thread_ts: undefined },
        { ts: reply, user: 'U1', text: 'おはよう', thread_ts: ts },
      ],
    );
  } finally {
    await slack.stop();
  }
});

test('a slash command that no bot takes is in the log', { skip }, async () => {
  const slack = await startLocalSlack(OPTIONS);
  try {
    await slack.command('/sync run users', 'U1', 'C1');
    assert.ok((await slack.log()).some((entry) => entry.summary.includes('dropped slash_commands envelope')));
  } finally {
    await slack.stop();
  }
});

test('it is heard on 127.0.0.1 and on no other address', { skip }, async () => {
  const slack = await startLocalSlack(OPTIONS);
  try {
    assert.equal(await answers(`${slack.url}/_control/state`), true);
    // 127.0.0.2 is this machine as well: whoever listens on all interfaces answers there.
    assert.equal(await answers(`${slack.url.replace('127.0.0.1', '127.0.0.2')}/_control/state`), false);
  } finally {
    await slack.stop();
  }
});

test('its page is finished by ours, so that code and dates look as they do in Slack', { skip }, async () => {
  const slack = await startLocalSlack(OPTIONS);
  try {
    const page = await (await fetch(slack.url)).text();
    const ours = readFileSync(new URL('../../demo/local-slack/page.js', import.meta.url), 'utf8');
    assert.ok(page.includes(`<script>${ours}</script>`));
  } finally {
    await slack.stop();
  }
});

test('after stop nothing answers, and a second stop does no harm', { skip }, async () => {
  const slack = await startLocalSlack(OPTIONS);
  await slack.stop();
  await slack.stop();
  assert.equal(await answers(slack.url), false);
});

test('a port that is taken is said in one sentence', { skip }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  assert.ok(address && typeof address === 'object');
  try {
    await assert.rejects(startLocalSlack({ ...OPTIONS, port: address.port }), {
      message: `port ${address.port} is taken by another program`,
    });
  } finally {
    other.close();
  }
});

test('it ends when the process that started it is killed', { skip }, async () => {
  const script = `
    import { startLocalSlack } from ${JSON.stringify(new URL('../../demo/local-slack.ts', import.meta.url).href)};
    const slack = await startLocalSlack(${JSON.stringify(OPTIONS)});
    console.log(slack.url);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) => {
    owner.stdout.once('data', (data) => resolve(String(data).trim()));
  });
  assert.equal(await answers(url), true);
  owner.kill('SIGKILL');
  await eventually('local-slack to be gone', async () => !(await answers(url)));
});
