import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { validateDetailed } from 'node-cron';
import { loadConfigFile } from '../../../src/sync/config/disk.ts';
import { printMistake } from '../../../src/sync/config/mistakes.ts';
import type { ConfigLoad } from '../../../src/sync/config/spec.ts';

/** What every case may use in `${…}`. A folder's own file `env` replaces it. */
export const ENV: Readonly<Record<string, string>> = {
  SHOP_DATABASE_URL: 'mysql://shop:s3cret-shop@db.example.com:3306/shop',
  BLOG_DATABASE_URL: 'postgres://blog:s3cret-blog@db.example.com/blog',
  BLOG_PASSWORD: 's3cret/p@ss',
  GOOGLE_KEY: '{"type":"authorized_user","client_id":"a","client_secret":"s3cret","refresh_token":"s3cret"}',
  SYNC_BOT_MASK_KEY: 's3cret-mask-key-of-tests',
};

export function cron(expression: string): string | null {
  const [error] = validateDetailed(expression).errors;
  if (error === undefined) return null;
  return error.field === 'expression' ? error.message : `${error.value} is no ${error.field}`;
}

export function envOf(folder: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(join(folder, 'env'), 'utf8'));
  } catch {
    return ENV;
  }
}

export function readCase(folder: string): ConfigLoad {
  return loadConfigFile(join(folder, 'tables.yml'), { env: envOf(folder), cron });
}

/** Mistakes as `check` prints them, or the whole configuration, with paths as seen from the folder. */
export function printLoad(load: ConfigLoad, folder: string): string {
  if (!load.ok) return load.mistakes.map((mistake) => `${printMistake(mistake, folder)}\n`).join('');
  return `${JSON.stringify(load.config, null, 2).replaceAll(`${folder}/`, '')}\n`;
}
