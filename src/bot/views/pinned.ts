import type { Pin } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  type Message,
  message,
  person,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';

// Plans that are kept for a while, so that exactly these can be run.

export const planAgain = (table: string): Action => ({
  label: 'Plan again',
  command: `plan ${table}`,
  style: 'primary',
});

const runs = ({ table, id }: Pin): string => `run ${table} --plan ${id}`;

/** Under a plan: what it is called and for how long. */
export const pinText = (pin: Pin, when: When): Text =>
  say`Plan ${code(pin.id)}, valid until ${time(pin.expiresAt, when)}: a run of it does exactly this, or nothing and says what changed. In words: ${command(runs(pin))}`;

/** `ready`: a run of it would go through, as far as the plan can tell. */
export const runExactly = (pin: Pin, ready: boolean): Action => ({
  label: 'Run exactly this plan',
  command: runs(pin),
  ...(ready ? { style: 'primary' as const } : {}),
});

export const unknownPlanMessage = (id: string, table: string): Message =>
  message('warning', say`There is no plan ${id}`, {
    parts: [text(say`Nothing was started. A plan is kept for half an hour after it was shown.`)],
    context: [say`A new one: ${command(`plan ${table}`)}`],
    actions: [planAgain(table)],
  });

export const otherPlanMessage = (pin: Pin, table: string): Message =>
  message('warning', say`Plan ${pin.id} is of ${pin.table}, not of ${table}`, {
    parts: [text(say`Nothing was started.`)],
    context: [say`That one: ${command(runs(pin))} · a new one: ${command(`plan ${table}`)}`],
    actions: [planAgain(table)],
  });

export const expiredPlanMessage = (pin: Pin, when: When): Message =>
  message('warning', say`Plan ${pin.id} of ${pin.table} has expired`, {
    parts: [
      text(
        pin.by.kind === 'slack'
          ? say`${person(pin.by.id)} made it at ${time(pin.madeAt, when)}, and it was valid until ${time(pin.expiresAt, when)}. Nothing was started.`
          : say`It was made at ${time(pin.madeAt, when)}, and was valid until ${time(pin.expiresAt, when)}. Nothing was started.`,
      ),
    ],
    context: [say`A new one: ${command(`plan ${pin.table}`)}`],
    actions: [planAgain(pin.table)],
  });
