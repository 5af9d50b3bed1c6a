import type { Changed, Config, ConfigLoad, TableEdit } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { ExecutorLimits } from './executor.ts';

/** What the jobs layer is made of. */
export type JobsOptions = {
  readonly config: Config;
  /** The history file; made where there is none. */
  readonly history: string;
  /** The key of `mask: hash`. */
  readonly maskKey: string | null;
  /** Reads the configuration anew; called when its files change and by `reload`. */
  readonly reload: () => ConfigLoad;
  /** Changes one table in the file that declares it. */
  readonly change: (table: string, edit: TableEdit) => Changed;
  readonly clock?: Clock;
  readonly limits?: Partial<ExecutorLimits>;
};
