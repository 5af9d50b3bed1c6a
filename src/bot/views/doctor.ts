import type { ConnectionHealth, DeliveryTrouble, Health, ProbeStep } from '../../jobs/index.ts';
import {
  type Cell,
  code,
  command,
  type Field,
  field,
  fields,
  list,
  type Message,
  message,
  type Part,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { whatHappened, whatToDo } from './error.ts';
import { aboutDuration, bytes, duration, plural } from './quantities.ts';

export type SlackHealth = DeliveryTrouble & { readonly missingScopes: readonly string[] };

/** Clocks that are further apart than this shift what incremental runs read, and what Slack believes. */
const MOST_SKEW_MS = 5000;
const LEAST_FREE = 1_000_000_000;
/** A message that waits longer is worth a word. */
const MOST_WAIT_MS = 120_000;
const STEPS: readonly ProbeStep['name'][] = ['dns', 'tcp', 'tls', 'login', 'read'];

export const examiningMessage = (connections: number): Message =>
  message('running', say`Doctor: looking at ${plural(connections, 'connection')}`, {
    context: [say`This takes seconds, half a minute where a server does not answer. The answer comes here.`],
  });

export const isWell = (health: Health, slack: SlackHealth): boolean => complaints(health, slack, null).length === 0;

/** What is well and what is not, and for everything that is not the next action. */
export function doctorMessage(health: Health, slack: SlackHealth, when: When): Message {
  const wrong = complaints(health, slack, when);
  const title =
    wrong.length === 0 ? say`Doctor: all is well` : say`Doctor: ${plural(wrong.length, 'thing')} to look at`;
  return message(wrong.length === 0 ? 'success' : 'warning', title, {
    parts: [
      ...wrong.map(text),
      ...connectionsPart(health.connections),
      fields(...diskFields(health), ...slackFields(slack, when)),
    ],
    context: [
      wrong.length === 0
        ? say`Next: ${command('status')} shows how the tables are.`
        : say`Next: put right what stands above, and look again with ${command('doctor')}.`,
    ],
    actions: [
      { label: 'Look again', command: 'doctor' },
      { label: 'Show status', command: 'status' },
    ],
  });
}

function complaints({ connections, disks }: Health, slack: SlackHealth, when: When | null): readonly Text[] {
  const { locked, sockets, missingScopes, oldestAt } = slack;
  const down = sockets.filter(({ state }) => state !== 'connected').length;
  const late = when !== null && oldestAt !== null && when.now - oldestAt > MOST_WAIT_MS;
  return [
    ...connections.flatMap(complaintsOf),
    ...disks
      .filter(({ freeBytes }) => freeBytes !== null && freeBytes < LEAST_FREE)
      .map(
        ({ name, freeBytes }) =>
          say`The disk of ${code(name)} has ${bytes(freeBytes ?? 0)} left. Make room before the next run.`,
      ),
    ...(locked === null
      ? []
      : [say`Slack lets the bot post nothing (${code(locked)}). Install the app anew and give the bot its new token.`]),
    ...(down === 0
      ? []
      : [
          say`${down} of ${plural(sockets.length, 'socket')} to Slack are down. The bot opens them anew by itself; where that lasts, look at its network.`,
        ]),
    ...(missingScopes.length === 0
      ? []
      : [
          say`The app lacks scopes: ${list(missingScopes.map(code))}. Paste manifest.json into the app's settings and install it anew.`,
        ]),
    ...(late
      ? [
          say`A message waits for ${aboutDuration(when.now - (oldestAt ?? 0))}. What holds it back is in the log of the bot.`,
        ]
      : []),
  ];
}

function complaintsOf({ name, steps, skewMs }: ConnectionHealth): readonly Text[] {
  const failed = steps.find(({ ok }) => !ok);
  const wrong =
    failed?.error == null ? [] : [say`${code(name)}: ${whatHappened(failed.error)} ${whatToDo(failed.error)}`];
  if (skewMs === null || Math.abs(skewMs) <= MOST_SKEW_MS) return wrong;
  const by = duration(Math.abs(skewMs));
  return [
    ...wrong,
    skewMs > 0
      ? say`${code(name)}: its clock is ${by} ahead of the bot's. Set both by NTP.`
      : say`${code(name)}: its clock is ${by} behind the bot's. Set both by NTP.`,
  ];
}

function connectionsPart(connections: readonly ConnectionHealth[]): readonly Part[] {
  if (connections.length === 0) return [];
  const rows = connections.map(({ name, type, steps, encrypted }): readonly Cell[] => [
    name,
    type,
    ...STEPS.map((step): Cell => {
      const taken = steps.find((one) => one.name === step);
      if (taken !== undefined) return taken.ok ? say`ok` : say`FAILED`;
      // Databases agree on TLS while the bot logs in.
      if (step === 'tls' && encrypted !== null) return encrypted ? say`ok` : say`off`;
      return '–';
    }),
  ]);
  const titles = ['Connection', 'Type', 'DNS', 'TCP', 'TLS', 'Login', 'Read'];
  return [{ kind: 'table', columns: titles.map((title) => ({ title })), rows }];
}

const diskFields = ({ disks }: Health): readonly Field[] =>
  disks.map(({ name, freeBytes }) =>
    field('Free space', freeBytes === null ? say`${code(name)}: unknown` : say`${code(name)}: ${bytes(freeBytes)}`),
  );

function slackFields({ waiting, oldestAt, refusal, sockets }: SlackHealth, when: When): readonly Field[] {
  const open = sockets.filter(({ state }) => state === 'connected').length;
  return [
    ...(sockets.length === 0 ? [] : [field('Sockets to Slack', say`${open} of ${sockets.length} open`)]),
    field(
      'Messages waiting',
      oldestAt === null ? String(waiting) : say`${waiting}, the oldest since ${time(oldestAt, when)}`,
    ),
    field(
      'Last refusal in a day',
      refusal === null
        ? say`none`
        : say`${code(refusal.reason)} in ${code(refusal.channel)}, ${time(refusal.at, when)}`,
    ),
  ];
}
