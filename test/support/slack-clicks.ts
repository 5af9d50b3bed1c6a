/** What Slack sends to the bot's request URL, as people make it: clicks, forms, shortcuts, steps of workflows. */
import { randomUUID } from 'node:crypto';
import { assembleBot } from '../../src/bot/bot.ts';
import type { Timers } from '../../src/bot/timers.ts';
import type { Jobs } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/jobs/index.ts';
import { type FakeSlack, fakeSlack, signed } from './fake-slack.ts';
import { freePort } from './keep.ts';

const SECRET = 'a secret of tests';

export type Sender = {
  readonly slack: FakeSlack;
  /** Posts a payload of interactivity; the body of the acknowledgement, null where it is empty. */
  interact(payload: object): Promise<Answer>;
  event(event: object): Promise<Answer>;
  command(text: string, user?: string): Promise<Answer>;
  stop(): Promise<void>;
};
/** `ms`: how long the acknowledgement took. */
export type Answer = { readonly status: number; readonly body: Acknowledged; readonly ms: number };
// biome-ignore lint/suspicious/noExplicitAny: what is in it is the test's to say.
type Acknowledged = any;

/** A whole bot over HTTP between these jobs and a Slack of its own. */
export async function botBetween(
  jobs: Jobs,
  timers: Timers = systemClock,
  given: FakeSlack | null = null,
): Promise<Sender> {
  const slack = given ?? (await fakeSlack());
  const port = await freePort();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const receive = { mode: 'http', signingSecret: SECRET, port } as const;
  const bot = assembleBot({ jobs, slack: { botToken: 'xoxb-test', apiUrl: slack.apiUrl, receive }, timers, log });
  await bot.start();

  async function send(body: string, type: string): Promise<Answer> {
    const start = performance.now();
    const headers = { 'content-type': type, ...signed(body, SECRET, Math.floor(Date.now() / 1000)) };
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
    const said = await response.text();
    const ms = performance.now() - start;
    return { status: response.status, body: said.startsWith('{') ? JSON.parse(said) : null, ms };
  }
  const form = (fields: Readonly<Record<string, string>>) =>
    send(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
  return {
    slack,
    interact: (payload) =>
      form({
        payload: JSON.stringify({ team: { id: 'T0' }, user: { id: 'U0KIM' }, trigger_id: randomUUID(), ...payload }),
      }),
    event: (event) =>
      send(
        JSON.stringify({
          type: 'event_callback',
          team_id: 'T0',
          event_id: `Ev${randomUUID()}`,
          event,
          authorizations: [{ team_id: 'T0', user_id: 'U0BOT', is_bot: true }],
        }),
        'application/json',
      ),
    command: (text, user = 'U0KIM') =>
      form({
        command: '/sync',
        text,
        user_id: user,
        channel_id: 'C1',
        team_id: 'T0',
        trigger_id: randomUUID(),
        response_url: slack.responseUrl,
      }),
    async stop() {
      await bot.stop(1000);
      if (given === null) await slack.close();
    },
  };
}
