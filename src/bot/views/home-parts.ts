import type { Alert, Freeze, Late, Request, Settings, TableStatus } from '../../jobs/index.ts';
import { code, list, say, strong, type Text, text, time, type When } from '../message.ts';
import { buttons, headline, row, type SurfacePart } from '../surface.ts';
import { failureTitle } from './error.ts';
import { asker } from './facts.ts';
import { count } from './quantities.ts';

/** The lists and settings of App Home. */

export type ListName = 'mine' | 'running' | 'trouble' | 'requests';

/** Everything App Home says, for one person at one moment. */
export type HomeFacts = {
  readonly user: string;
  readonly when: When;
  readonly tables: readonly TableStatus[];
  /** Whether an owner of tables.yml is this person. */
  readonly isMe: (owner: string) => boolean;
  readonly alerts: readonly Alert[];
  readonly late: readonly Late[];
  /** Those that wait, and whether this person may decide about each. */
  readonly requests: readonly { readonly request: Request; readonly mayDecide: boolean }[];
  readonly frozen: Freeze | null;
  readonly delivery: Delivery;
  readonly settings: Settings;
  /** The list that is shown long. */
  readonly long: ListName | null;
};

/** How well people can be told things now. */
export type Delivery = {
  /** Messages that wait to be posted, and since when the oldest does. */
  readonly waiting: number;
  readonly since: number | null;
  /** Sockets to Slack that stand, of those there should be; null over HTTP. */
  readonly sockets: { readonly up: number; readonly wanted: number } | null;
};

const BACKLOG = 20;
/** The class of tables that are late, which no run ends with. */
const LATE = 'guard.late';

/** What everybody has to know first. */
export function banners({ frozen, delivery, when }: HomeFacts): readonly SurfacePart[] {
  const lines: Text[] = [];
  if (frozen !== null)
    lines.push(
      say`🧊 ${strong('Frozen: no run starts')} – ${frozen.why} (${asker(frozen.by)}, ${time(frozen.at, when)})`,
    );
  const { sockets, waiting, since } = delivery;
  if (sockets !== null && sockets.up < sockets.wanted)
    lines.push(
      say`⚠️ ${strong('The connection to Slack is weak')} – ${sockets.up} of ${sockets.wanted} stand; if nothing happens when you type a command, type it again`,
    );
  if (waiting > BACKLOG && since !== null)
    lines.push(
      say`⚠️ ${strong('Messages are late')} – ${count(waiting)} wait to be posted, the oldest since ${time(since, when)}; what you see here is up to date`,
    );
  return lines.map((line) => text(line));
}

/** What fails, is held or late: one row for each kind of trouble, then what nobody was alerted of. */
export function troubleRows(facts: HomeFacts): readonly SurfacePart[] {
  const { alerts, late, tables, when } = facts;
  const told = new Set(alerts.flatMap(({ members }) => members.map(({ table }) => table)));
  const held = tables.filter(({ active }) => active?.state === 'held');
  const failing = tables.filter(
    ({ name, last, active }) => last?.state === 'failed' && active === null && !told.has(name),
  );
  const tardy = late.filter(({ table }) => !told.has(table) && !failing.some(({ name }) => name === table));
  return [
    ...alerts.map((alert) => alertRow(alert, facts)),
    ...held.map(({ name, active }) =>
      row(
        say`${strong([name])} – held: run ${active!.id} waits for a decision (${code(active!.error?.code ?? 'guard')})`,
        { label: 'Decide', command: `status ${name}` },
      ),
    ),
    ...failing.map(({ name, last }) =>
      row(
        say`${strong([name])} – failed: ${failureTitle(last!.error?.code ?? 'unknown')} (${code(last!.error?.code ?? 'unknown')}), ${time(last!.finishedAt ?? last!.queuedAt, when)}`,
        { label: 'Explain', command: `explain ${last!.id}` },
      ),
    ),
    ...tardy.map((one) => row(lateText(one, when), { label: 'Status', command: `status ${one.table}` })),
  ];
}

function lateText({ table, why, since, lastSuccessAt }: Late, when: When): Text {
  if (why === 'not started') return say`${strong([table])} – late: it was due ${time(since, when)} and has not started`;
  return lastSuccessAt === null
    ? say`${strong([table])} – late since ${time(since, when)}: never loaded`
    : say`${strong([table])} – late since ${time(since, when)}: readers see the version of ${time(lastSuccessAt, when)}`;
}

function alertRow(alert: Alert, { when }: HomeFacts): SurfacePart {
  const open = alert.members.filter(({ recoveredAt }) => recoveredAt === null);
  const names = open.map(({ table }) => code(table));
  const which: Text =
    names.length > 3 ? say`${list(names.slice(0, 3))} and ${count(names.length - 3)} more` : list(names);
  const last = open.findLast(({ run }) => run !== null)?.run ?? null;
  return row(
    say`${strong(alert.code === LATE ? say`Late` : failureTitle(alert.code))} (${code(alert.code)}) – ${which}, since ${time(alert.openedAt, when)}, ${alertState(alert, when)}`,
    last === null
      ? { label: 'Status', command: `status ${open[0]?.table ?? ''}`.trim() }
      : { label: 'Explain', command: `explain ${last}` },
  );
}

function alertState({ state, acked, snoozed }: Alert, when: When): Text {
  if (state === 'snoozed' && snoozed !== null)
    return snoozed.until === null ? say`snoozed until it succeeds` : say`snoozed until ${time(snoozed.until, when)}`;
  if (state === 'acked' && acked !== null) return say`${asker(acked.by)} looks after it`;
  return say`nobody looks after it yet`;
}

/** What waits for another person: with the two buttons where this one may decide. */
export function requestRows({ requests, when }: HomeFacts): readonly (readonly SurfacePart[])[] {
  return requests.map(({ request, mayDecide }) => [
    row(
      say`${strong(say`Request ${request.id}`)} – ${code(request.line)} asked for by ${asker(request.by)}, until ${time(request.expiresAt, when)}`,
    ),
    ...(mayDecide
      ? [
          buttons(
            {
              label: 'Approve',
              command: `approve ${request.id}`,
              style: 'primary',
              confirm: {
                title: say`Approve request ${request.id}?`,
                text: say`${request.line} is carried out at once.`,
                yes: 'Approve',
                no: 'Not yet',
              },
            },
            { label: 'Deny', command: `deny ${request.id}` },
          ),
        ]
      : []),
  ]);
}

export const LANGUAGE = 'language';
export const DM = 'dm';

/** What a person sets for themselves. */
export function settingsParts({ settings }: HomeFacts): readonly SurfacePart[] {
  return [
    headline('Settings'),
    {
      kind: 'control',
      text: say`${strong('Language')} of what only you see`,
      control: {
        kind: 'one',
        name: LANGUAGE,
        choices: [
          { id: 'slack', label: 'As Slack is set' },
          { id: 'en', label: ['English'] },
          { id: 'ja', label: ['日本語'] },
        ],
        chosen: [settings.language ?? 'slack'],
      },
    },
    {
      kind: 'control',
      text: say`${strong('Direct messages')}`,
      control: {
        kind: 'several',
        name: DM,
        choices: [
          {
            id: 'failures',
            label: 'When my runs or my tables fail',
            about: 'Runs you asked for, and tables that you own',
          },
        ],
        chosen: settings.dmOnFailure ? ['failures'] : [],
      },
    },
  ];
}
