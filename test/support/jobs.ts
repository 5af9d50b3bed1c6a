/** How does a test get the real jobs layer, workers and all, over a tables.yml of its own? */
import { dirname, join } from 'node:path';
import {
  type Clock,
  changeConfig,
  createJobs,
  type ExecutorLimits,
  type Jobs,
  loadConfig,
  type Run,
} from '../../src/jobs/index.ts';

export const TEST_MASK_KEY = 'a key for tests, of no worth';
export const TESTER = { kind: 'terminal', id: 'tester' } as const;

export type TestJobsOptions = {
  readonly history?: string;
  readonly limits?: Partial<ExecutorLimits>;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** As the bot has them; a terminal has none. */
  readonly schedules?: boolean;
};

/** Started, without schedules unless asked for. The history lies beside tables.yml. Whoever opens it stops it. */
export async function openTestJobs(file: string, options: TestJobsOptions = {}): Promise<Jobs> {
  const env = { SYNC_BOT_MASK_KEY: TEST_MASK_KEY, ...options.env };
  const load = loadConfig(file, env);
  if (!load.ok) throw new Error(load.mistakes.map((mistake) => `${mistake.line}: ${mistake.message}`).join('\n'));
  const jobs = createJobs({
    config: load.config,
    history: options.history ?? join(dirname(file), 'history.db'),
    maskKey: TEST_MASK_KEY,
    reload: () => loadConfig(file, env),
    change: (table, edit) => changeConfig(file, env, table, edit),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  await jobs.start({ schedules: options.schedules ?? false });
  return jobs;
}

/** Runs a table to its end, whatever the end is. */
export async function runTable(jobs: Jobs, table: string): Promise<Run> {
  const submission = jobs.submit({ table, by: TESTER });
  if (submission.kind !== 'accepted') throw new Error(`${table}: ${submission.kind}`);
  return jobs.finished(submission.run.id);
}
