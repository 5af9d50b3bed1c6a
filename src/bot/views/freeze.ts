import type { Freeze, Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  list,
  type Message,
  message,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { asker } from './facts.ts';
import { plural } from './quantities.ts';

/** The banner: stands in every answer while nothing may start. */
const frozenLine = ({ by, at, why }: Freeze, when: When): Text =>
  say`Frozen by ${asker(by)} since ${time(at, when)}: nothing starts until ${command('freeze off')}. Why: ${why}`;

/** A message with the banner, once. */
export function withBanner(said: Message, freeze: Freeze, when: When): Message {
  return { ...said, context: [frozenLine(freeze, when), ...said.context] };
}

/** The answer to whoever wants to start something now. */
export const frozenMessage = ({ by, at, why }: Freeze, when: When): Message =>
  message('warning', 'Nothing was started: everything is frozen', {
    parts: [text(say`${asker(by)} froze everything at ${time(at, when)}: ${why}`)],
    context: [say`An admin lifts it: ${command('freeze off')}. What is running goes on: ${command('status')}`],
  });

export const freezeMessage = ({ by, at, why }: Freeze, running: number, when: When): Message =>
  message('warning', 'Everything is frozen: no run starts', {
    parts: [
      text(say`${asker(by)}, ${time(at, when)}: ${why}`),
      text(
        running === 0
          ? say`Nothing is running. Schedules are skipped and written down; what waits for another try waits on.`
          : say`${plural(running, 'run')} under way will end as usual. Schedules are skipped and written down; what waits for another try waits on.`,
      ),
    ],
    context: [say`Lift it: ${command('freeze off')} · what is running: ${command('status')}`],
  });

/** What a button can carry, all of them together. */
const CARRIED = 1500;
const NAMED = 20;

/** It is over: what schedules would have started in the meantime, and one press to make up for it. */
export function thawedMessage(freeze: Freeze, missed: readonly Run[], when: When): Message {
  const tables = [...new Set(missed.map(({ table }) => table))];
  const by = freeze.thawed === null ? freeze.by : freeze.thawed.by;
  const line = `run ${tables.join(', ')}`;
  const fits = line.length <= CARRIED;
  const actions: readonly Action[] =
    tables.length === 0 || !fits
      ? []
      : [
          {
            label: tables.length === 1 ? say`Run ${tables[0]!} now` : say`Run these ${tables.length} now`,
            command: line,
          },
        ];
  return message(tables.length === 0 ? 'success' : 'warning', 'The freeze is over: runs start again', {
    parts: [
      text(say`Lifted by ${asker(by)}; frozen by ${asker(freeze.by)} since ${time(freeze.at, when)}: ${freeze.why}`),
      text(
        tables.length === 0
          ? say`No schedule was missed.`
          : say`${plural(tables.length, 'table')} missed ${plural(missed.length, 'scheduled run')}; nothing is made up for by itself. Each runs at its next time, or now if you say so.`,
      ),
      ...(tables.length === 0 ? [] : [text(namesOf(tables))]),
    ],
    context: [say`When each runs next: ${command('next')} · how tables stand: ${command('status')}`],
    actions,
  });
}

function namesOf(tables: readonly string[]): Text {
  const named = list(tables.slice(0, NAMED).map(code));
  return tables.length <= NAMED ? named : say`${named} and ${tables.length - NAMED} more`;
}

export const notFrozenMessage = (): Message =>
  message('neutral', 'Nothing is frozen', {
    context: [say`Stop everything from starting: ${command('freeze on --why REASON')}`],
  });

export const frozenAlreadyMessage = (freeze: Freeze, when: When): Message =>
  message('warning', 'Frozen already', {
    parts: [text(say`${asker(freeze.by)} froze everything at ${time(freeze.at, when)}: ${freeze.why}`)],
    context: [say`Lift it: ${command('freeze off')}`],
  });
