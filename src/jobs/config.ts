import {
  type Changed,
  type ConfigLoad,
  type ConfigPorts,
  changeTable,
  loadConfigFile,
  type TableEdit,
} from '../sync/index.ts';
import { cronProblem } from './scheduler.ts';

/** tables.yml from the disk, cron expressions checked by the scheduler's own library. Never throws for its content. */
export function loadConfig(
  file: string,
  env: ConfigPorts['env'],
  purpose: NonNullable<ConfigPorts['purpose']> = 'run',
): ConfigLoad {
  return loadConfigFile(file, { env, purpose, cron: cronProblem });
}

/** Makes one change in tables.yml, or in the file it includes that declares the table. */
export function changeConfig(file: string, env: ConfigPorts['env'], table: string, edit: TableEdit): Changed {
  return changeTable(file, table, edit, { env, cron: cronProblem });
}
