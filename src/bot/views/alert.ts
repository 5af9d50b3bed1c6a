import type { Alert, AlertMember, Late, Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  field,
  fields,
  list,
  type Message,
  message,
  type Part,
  person,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { short } from '../when.ts';
import { alertActions, alertHint, alertState } from './alert-actions.ts';
import { whatHappened, whatToDo } from './error.ts';
import { lateTable } from './late.ts';
import { count, plural } from './quantities.ts';

/** Everything a message about an alert may draw on. */
export type AlertFacts = {
  readonly alert: Alert;
  /** Its class in a few words: `Source refused`. */
  readonly failure: Text;
  /** The last run of each member that has one, by table. */
  readonly runs: ReadonlyMap<string, Run>;
  /** By table: the run that succeeded again, and how the table is copied. */
  readonly recoveries: ReadonlyMap<string, { readonly run: Run | null; readonly mode: string }>;
  /** Tables that are late now, of its members. */
  readonly late: readonly Late[];
  readonly owners: readonly string[];
  /** The oldest of the versions that readers see; null where one of the tables was never loaded. */
  readonly oldestGoodAt: number | null;
  readonly seen: { readonly times: number; readonly first: number | null };
  /** Somebody stands under `slack.escalation.to`. */
  readonly callable: boolean;
};

/** A command that names more tables than fit into a button is left out of it. */
const LONGEST = 1500;
const SHOWN = 20;

export const failing = ({ members }: Alert): readonly AlertMember[] =>
  members.filter(({ recoveredAt }) => recoveredAt === null);

const isLate = ({ code: failure }: Alert): boolean => failure === 'guard.late';

/** How many tables the message of an alert names itself; more hang in its thread. */
export const inMessage = (alert: Alert): number => (isLate(alert) ? SHOWN : 1);

/** `1 table still fails`, `27 tables still fail`. */
export function stillFail(alert: Alert): Text {
  const left = failing(alert).length;
  if (left === 0) return say`all are fine again`;
  if (isLate(alert)) return left === 1 ? say`1 table is late` : say`${plural(left, 'table')} are late`;
  return left === 1 ? say`1 table still fails` : say`${count(left)} tables still fail`;
}

/** Several tables that fail for one reason, as one message. */
export function groupMessage(facts: AlertFacts, when: When): Message {
  const { alert, runs } = facts;
  const left = failing(alert);
  const sample = [...runs.values()].findLast((run) => run.error?.code === alert.code) ?? null;
  const error = sample?.error ?? null;
  return message(alert.state === 'acked' ? 'warning' : 'error', groupTitle(facts), {
    parts: [
      ...(error === null ? [] : [text(say`${strong('What happened')}: ${whatHappened(error)}`)]),
      text(
        facts.oldestGoodAt === null
          ? say`${strong('What readers see')}: the last good version of each table, where there is one. Nothing was changed.`
          : say`${strong('What readers see')}: the last good version of each table; the oldest is of ${time(facts.oldestGoodAt, when)}. Nothing was changed.`,
      ),
      ...(error === null ? [] : [text(say`${strong('What to do')}: ${whatToDo(error)}`)]),
      fields(
        field('Class', [code(alert.code)]),
        alert.connection === null ? null : field('Connection', [code(alert.connection)]),
        field('Still failing', say`${left.length} out of ${plural(alert.members.length, 'table')}`),
        field('Since', [time(alert.openedAt, when)]),
        alertState(alert, when),
        facts.owners.length === 0 ? null : field('Owner', list(facts.owners.slice(0, 5).map(person))),
      ),
    ],
    context: [say`Which tables: in the thread.`, alertHint(alert)],
    actions: [
      ...retry(left),
      ...(sample === null
        ? []
        : [
            { label: 'Explain', command: `explain ${sample.id}` },
            { label: 'Show log', command: `log ${sample.id}` },
          ]),
      ...alertActions(alert, facts.callable),
    ],
  });
}

function groupTitle({ alert, failure }: AlertFacts): Message['title'] {
  const tables = plural(alert.members.length, 'table');
  return alert.connection === null
    ? say`${tables} failed – ${failure}`
    : say`${tables} failed – ${failure} (${alert.connection})`;
}

function retry(left: readonly AlertMember[]): readonly Action[] {
  const line = `run ${left.map(({ table }) => table).join(' ')}`;
  return left.length === 0 || line.length > LONGEST ? [] : [{ label: 'Retry', command: line, style: 'primary' }];
}

/** Tables that are older than they may be, or did not start: one message for all of one reason. */
export function lateAlertMessage(facts: AlertFacts, when: When): Message {
  const { alert, late } = facts;
  const left = failing(alert);
  const started = alert.key.endsWith('not started');
  const tables = plural(left.length, 'table');
  const [one] = left;
  return message(
    'warning',
    started
      ? left.length === 1
        ? say`${one!.table}: did not start when it was due`
        : say`${tables} did not start when they were due`
      : left.length === 1
        ? say`${one!.table}: older than it may be`
        : say`${tables} are older than they may be`,
    {
      parts: [
        text(
          started
            ? say`Their moment has passed, and they have no run for it. Readers see what was loaded before.`
            : say`Readers see a version that is older than max_age allows.`,
        ),
        ...lateTable(late.slice(0, SHOWN), when),
        fields(
          field('Class', [code(alert.code)]),
          alertState(alert, when),
          facts.owners.length === 0 ? null : field('Owner', list(facts.owners.slice(0, 5).map(person))),
        ),
      ],
      context: [say`All that are late: ${command('late')}`, alertHint(alert)],
      actions: [
        ...retry(left).map((action) => ({ ...action, label: 'Run now' })),
        ...alertActions(alert, facts.callable),
      ],
    },
  );
}

/** The members, for the thread of the message: one message that is edited. */
export function membersMessage(facts: AlertFacts, when: When): Message {
  const { alert } = facts;
  const left = failing(alert).length;
  const part: Part = {
    kind: 'table',
    columns: [{ title: 'table' }, { title: 'run', align: 'right' }, { title: 'failed' }, { title: 'now' }],
    rows: alert.members.map((member) => [
      member.table,
      member.run === null ? '–' : String(member.run),
      short(member.at, when),
      memberState(member, isLate(alert), when),
    ]),
  };
  return message(left === 0 ? 'success' : 'neutral', say`Tables of alert ${alert.id}: ${stillFail(alert)}`, {
    parts: [part],
    context: [say`One of them: ${command('log RUN')} · what to do: ${command('explain RUN')}`],
  });
}

function memberState({ recoveredAt, recoveredBy, became }: AlertMember, late: boolean, when: When): Text {
  if (recoveredAt === null) return late ? say`late` : say`fails`;
  if (became !== null) return say`fails otherwise: alert ${became}`;
  if (recoveredBy === null) return say`decided ${short(recoveredAt, when)}`;
  return say`fine since ${short(recoveredAt, when)} (run ${recoveredBy})`;
}
