import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from './load.ts';
import type { ConfigPorts } from './ports.ts';
import type { ConfigLoad } from './spec.ts';

type DiskPorts = Pick<ConfigPorts, 'env' | 'cron' | 'purpose'> & {
  /** Texts that stand in the place of files, by absolute path: what a change would make of them. */
  readonly instead?: ReadonlyMap<string, string>;
};

/** `loadConfig` from the disk; `file` may be relative to the working directory. */
export function loadConfigFile(file: string, { instead, ...ports }: DiskPorts): ConfigLoad {
  return loadConfig(resolve(file), {
    ...ports,
    read: (path) => instead?.get(path) ?? readFileSync(path, 'utf8'),
    list: (pattern, directory) =>
      globSync(pattern, { cwd: directory })
        .map((match) => resolve(directory, match))
        .sort(),
  });
}
