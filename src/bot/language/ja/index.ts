import { ALERTS } from './alerts.ts';
import { ANSWERS } from './answers.ts';
import { ASKING } from './asking.ts';
import { CHARTS } from './charts.ts';
import { COMMANDS } from './commands.ts';
import { DELIVERY } from './delivery.ts';
import { EXPLAIN } from './explain.ts';
import { FAILURES } from './failures.ts';
import { FIGURES } from './figures.ts';
import { PERMITS } from './permits.ts';
import { PINNED } from './pinned.ts';
import { PLANS } from './plans.ts';
import { RUNS } from './runs.ts';
import { SURFACES } from './surfaces.ts';
import { TABLES } from './tables.ts';
import { WORDS } from './words.ts';

/** Every phrase in Japanese, by its English. A place `{0}` has a space on either side where a letter stands beside it. */
export const JA: Readonly<Record<string, string>> = {
  ...ALERTS,
  ...ANSWERS,
  ...ASKING,
  ...CHARTS,
  ...COMMANDS,
  ...DELIVERY,
  ...EXPLAIN,
  ...FAILURES,
  ...FIGURES,
  ...PERMITS,
  ...PINNED,
  ...PLANS,
  ...RUNS,
  ...SURFACES,
  ...TABLES,
  ...WORDS,
};
