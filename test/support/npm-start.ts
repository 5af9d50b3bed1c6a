/** With which arguments does `npm start` start Node? */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  readonly scripts: { readonly start: string };
};

export const START: readonly string[] = scripts.start
  .replace(/^exec node /, '')
  .split(' ')
  .map((word) => (word.startsWith('bin/') ? fileURLToPath(new URL(word, ROOT)) : word));
