/** How does a soak test get the real bot, as npm start starts it, connected to a Slack of its own? */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { type LocalSlack, startLocalSlack } from '../../demo/local-slack.ts';
import { eventually } from '../support/eventually.ts';
import { TEST_MASK_KEY } from '../support/jobs.ts';
import { START } from '../support/npm-start.ts';

export const CHANNEL = 'C0SYNCS';
export const PERSON = 'U0KIM';

export type SoakBot = {
  readonly slack: LocalSlack;
  readonly pid: number;
  /** What it printed so far. */
  said(): string;
  /** Resident memory, MB of a million bytes. */
  memory(): number;
  /** Ends the bot and the Slack. */
  stop(): Promise<void>;
};

export async function startSoakBot(files: { readonly config: string; readonly history: string }): Promise<SoakBot> {
  const slack = await startLocalSlack({
    users: [{ id: PERSON, name: 'kim', realName: 'Kim' }],
    channels: [{ id: CHANNEL, name: 'data-syncs' }],
  });
  const child = spawn(process.execPath, START, {
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      SYNC_BOT_CONFIG: files.config,
      SYNC_BOT_HISTORY: files.history,
      SYNC_BOT_MASK_KEY: TEST_MASK_KEY,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const stop = async (): Promise<void> => {
    await end(child);
    await slack.stop();
  };
  try {
    await eventually('a connected bot', () => said.includes('connected to Slack'), 30_000);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
  const pid = child.pid as number;
  return {
    slack,
    pid,
    said: () => said,
    memory: () => memoryOf(pid),
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await over;
  clearTimeout(late);
}

/** Resident memory of a process, MB of a million bytes. */
export const memoryOf = (pid: number): number =>
  (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1e6;

/** Of numbers in any order. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
