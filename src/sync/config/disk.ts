import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from './load.ts';
import type { ConfigPorts } from './ports.ts';
import type { ConfigLoad } from './spec.ts';

/** `loadConfig` from the disk; `file` may be relative to the working directory. */
export function loadConfigFile(file: string, ports: Pick<ConfigPorts, 'env' | 'cron' | 'purpose'>): ConfigLoad {
  return loadConfig(resolve(file), {
    ...ports,
    read: (path) => readFileSync(path, 'utf8'),
    list: (pattern, directory) =>
      globSync(pattern, { cwd: directory })
        .map((match) => resolve(directory, match))
        .sort(),
  });
}
