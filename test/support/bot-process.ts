/** How does a test get the whole bot, as a process of its own in HTTP mode, and talk to it as Slack does? */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { type FakeSlack, signed } from './fake-slack.ts';
import { START } from './npm-start.ts';

const SECRET = 'a secret of tests';

/** Starts the bot as `npm start` does in `home`, where tables.yml is; `over` resolves with its exit code. */
export function startBot(home: string, rest: Readonly<Record<string, string>>) {
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    SYNC_BOT_MASK_KEY: 'a key for tests, of no worth',
    SLACK_BOT_TOKEN: 'xoxb-t',
    ...rest,
  };
  const child = spawn(process.execPath, START, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { all: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.all += String(chunk)));
  return { child, said, over: once(child, 'exit').then(([code]) => code as number | null) };
}

/** What a bot has to know to be reached at `port` and to find this Slack. */
export const httpMode = (slack: FakeSlack, port: number) => ({
  SLACK_MODE: 'http',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
  PORT: String(port),
});

/** Kim (U0KIM) types `/sync <text>` in channel C1. */
export async function say(slack: FakeSlack, port: number, text: string): Promise<void> {
  const body = new URLSearchParams({
    command: '/sync',
    text,
    user_id: 'U0KIM',
    channel_id: 'C1',
    team_id: 'T0',
    // Slack's own is new for every command; one that comes again is taken for a redelivery.
    trigger_id: randomUUID(),
    response_url: slack.responseUrl,
  }).toString();
  const type = 'application/x-www-form-urlencoded';
  const headers = { 'content-type': type, ...signed(body, SECRET, Math.floor(Date.now() / 1000)) };
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
  assert.equal(response.status, 200);
}

/** Kim opens the App Home. */
export async function openHome(port: number): Promise<void> {
  const event = { type: 'app_home_opened', user: 'U0KIM', channel: 'D0KIM', tab: 'home', event_ts: String(Date.now()) };
  const body = JSON.stringify({
    ...{ type: 'event_callback', team_id: 'T0', api_app_id: 'A0', event_id: randomUUID(), event_time: 1, event },
    authorizations: [{ team_id: 'T0', user_id: 'U0BOT', is_bot: true }],
  });
  const headers = { 'content-type': 'application/json', ...signed(body, SECRET, Math.floor(Date.now() / 1000)) };
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
  assert.equal(response.status, 200);
}
