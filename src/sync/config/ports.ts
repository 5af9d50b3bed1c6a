import type { CronCheck } from './times.ts';

/** What reading the configuration needs of the world. */
export type ConfigPorts = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws an error with Node's `code` where there is none. */
  readonly read: (path: string) => string;
  /** Absolute paths of the files that match a pattern, which is relative to `directory`. */
  readonly list: (pattern: string, directory: string) => readonly string[];
  readonly cron: CronCheck;
  /** `look`: nothing will be copied, so that the key of `mask: hash` may be missing. */
  readonly purpose?: 'run' | 'look';
};
