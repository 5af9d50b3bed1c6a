import { EXPLAIN } from './explain.ts';
import { FAILURES } from './failures.ts';
import { PINNED } from './pinned.ts';

/** Every phrase in Japanese, by its English. A place `{0}` has a space on either side where a letter stands beside it. */
export const JA: Readonly<Record<string, string>> = { ...EXPLAIN, ...PINNED, ...FAILURES };
