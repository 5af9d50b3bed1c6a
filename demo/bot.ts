import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ended } from './child.ts';
import type { LocalSlack } from './local-slack.ts';

/** A bot that is connected to Slack. */
export type RunningBot = {
  /** Resolves with what happened once the process is over without `stop`; never rejects. */
  readonly died: Promise<string>;
  /** Lets running runs end as the bot does on any machine; after half a minute ends it and its workers anyway. */
  stop(): Promise<void>;
  /** Ends it and its workers at once. What was running is told as interrupted at the next start. */
  kill(): void;
};

export type BotFiles = { readonly config: string; readonly history: string; readonly log: string };

/** Good for made-up people only: a key that is printed protects nobody. */
export const DEMO_MASK_KEY = 'demo-key-for-made-up-people-only';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const END_WITH_DEMO = new URL('./end-with-demo.ts', import.meta.url).href;
const CONNECTED_WITHIN_MS = 30_000;
/** The bot gives its runs 20 seconds and itself a few more. */
const STOP_WITHIN_MS = 30_000;

/**
 * Starts the bot as a process of its own, as it would run anywhere, and resolves when its Socket Mode connection
 * stands. Throws where it ends before that or takes longer than 30 seconds, with the end of its log, and after an abort.
 */
export async function startBot(slack: LocalSlack, files: BotFiles, signal: AbortSignal): Promise<RunningBot> {
  const log = openSync(files.log, 'a');
  // A group of its own: Ctrl-C in the terminal is for the demo, which then stops things in order.
  const child = spawn(process.execPath, ['--import', END_WITH_DEMO, MAIN], {
    env: environment(slack, files),
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  child.stdin?.on('error', () => {});

  let stopping = false;
  const over = ended(child);
  const died = new Promise<string>((resolve) => {
    over.then((how) => {
      if (!stopping) resolve(how);
    });
  });
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGTERM');
    const late = setTimeout(kill, STOP_WITHIN_MS);
    await over;
    clearTimeout(late);
    kill();
  };

  try {
    await connected(slack, over, signal);
  } catch (problem) {
    await stop();
    const said = readFileSync(files.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(`starting the bot: ${(problem as Error).message}\n${said}\nMore in ${files.log}`);
  }
  return { died, stop, kill };
}

/** The shell's own, without what would make this bot somebody's real one. */
function environment(slack: LocalSlack, files: BotFiles): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(SLACK_|SYNC_BOT_)/.test(name));
  return {
    LOG_LEVEL: 'info',
    ...Object.fromEntries(own),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    SYNC_BOT_CONFIG: files.config,
    SYNC_BOT_HISTORY: files.history,
    SYNC_BOT_MASK_KEY: DEMO_MASK_KEY,
  };
}

/** Slack knows best who is connected to it. */
async function connected(slack: LocalSlack, over: Promise<string>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + CONNECTED_WITHIN_MS;
  let ended: string | null = null;
  over.then((how) => {
    ended = how;
  });
  while (performance.now() < deadline) {
    if (ended) throw new Error(ended);
    const log = await slack.log();
    if (log.some((entry) => entry.kind === 'socket' && entry.summary.startsWith('socket connected'))) return;
    await delay(50, undefined, { signal });
  }
  throw new Error(`not connected within ${CONNECTED_WITHIN_MS / 1000} s`);
}
