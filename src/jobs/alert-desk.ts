import type { Config } from '../sync/index.ts';
import { alertKey, LATE, lateKey } from './alert-key.ts';
import { type AlertChange, acked, byTime, called, isOpen, snoozed } from './alert-rules.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Alert, AlertDesk, AlertKey, AlertMember, AlertVerdict, Asker, JobsEvent, Late, Run } from './types.ts';
import { type Audience, audienceOf } from './watches.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly audit: Audit;
  readonly emit: (event: JobsEvent) => void;
};

/** Trouble that ended longer ago than this when nobody looked is not told any more. */
const OLD_MS = 86_400_000;

/**
 * What is wrong, as few alerts as there are reasons, and what people do about each. All of it is in the history: whoever
 * tells asks for what is not told yet, so that a crash in between loses nothing.
 */
export function createAlertDesk({ history, clock, config, audit, emit }: Ports) {
  const spec = (table: string) => config().tables[table] ?? null;

  /** A run that failed for good, or is held, or succeeded, or was discarded. Anything else says nothing. */
  function heard(run: Run): void {
    if (run.kind === 'undo' && run.state !== 'success') return;
    if (isTrouble(run)) trouble(alertKey(run, spec(run.table)), memberOf(run), 'failed');
    else if (run.state === 'success') over(run.table, run.finishedAt ?? clock.now(), run.id);
    else if (run.state === 'canceled' && run.held !== null) over(run.table, run.finishedAt ?? clock.now(), null);
  }

  const memberOf = (run: Run) => ({ table: run.table, run: run.id, at: run.finishedAt ?? clock.now() });

  /** Opens an alert in every channel that hears of these tables, or lets them join the one that is open. */
  function trouble(
    key: AlertKey,
    member: Pick<AlertMember, 'table' | 'run' | 'at'>,
    what: Audience,
    untold: (channel: string) => boolean = () => true,
  ): void {
    history.together(() => {
      for (const { channel, quiet } of audienceOf(config(), history.watches(), member.table, what)) {
        if (untold(channel)) join(key, channel, quiet, member);
      }
    });
  }

  function join(
    key: AlertKey,
    channel: string,
    quiet: boolean,
    { table, run, at }: Pick<AlertMember, 'table' | 'run' | 'at'>,
  ): void {
    const others = history.openAlertsOf(table).filter((one) => one.channel === channel && one.key !== key.key);
    // What is late because it fails is told by the failure already.
    if (key.code === LATE && others.length > 0) return;
    const open = history.openAlert(key.key, channel);
    const known = open?.members.find((member) => member.table === table);
    if (open !== null && known !== undefined && known.recoveredAt === null && (known.run ?? -1) >= (run ?? -1)) return;
    const alert = open ?? history.insertAlert(key, channel, quiet, at);
    history.saveMember(alert.id, { table, run, at, recoveredAt: null, recoveredBy: null, became: null });
    const times = open === null ? alert.times : alert.times + 1;
    history.changeAlert(alert.id, { times, lastAt: Math.max(at, alert.lastAt) });
    for (const other of others) leave(other, table, { at, by: null, became: alert.id });
  }

  /** The table has a good version again, or somebody decided about what was held. */
  function over(table: string, at: number, by: number | null): void {
    history.together(() => {
      for (const alert of history.openAlertsOf(table)) {
        const member = alert.members.find((one) => one.table === table);
        if (member === undefined) continue;
        // A run that succeeded after it had failed: it turned out to have published.
        const later = member.run === null || by === null ? member.at <= at : by >= member.run;
        if (later) leave(alert, table, { at, by, became: null });
      }
    });
  }

  function leave(
    alert: Alert,
    table: string,
    { at, by, became }: { readonly at: number; readonly by: number | null; readonly became: number | null },
  ): void {
    const members = alert.members.map((member) =>
      member.table === table ? { ...member, recoveredAt: at, recoveredBy: by, became } : member,
    );
    const mine = members.find((member) => member.table === table);
    if (mine !== undefined) history.saveMember(alert.id, mine);
    const last = members.every(({ recoveredAt }) => recoveredAt !== null);
    history.changeAlert(alert.id, last ? { state: 'resolved', resolvedAt: at } : {});
  }

  function decide(
    id: number,
    by: Asker,
    what: 'ack' | 'snooze' | 'escalate',
    change: (alert: Alert) => AlertChange | null,
  ): AlertVerdict {
    const verdict = history.together((): AlertVerdict => {
      const alert = history.alert(id);
      if (alert === null) return { kind: 'unknown' };
      if (!isOpen(alert)) return { kind: 'resolved', alert };
      const made = change(alert);
      if (made === null) return { kind: 'nobody', alert };
      const open = alert.members.filter(({ recoveredAt }) => recoveredAt === null);
      audit.write(what, by, open[0]?.table ?? '', open[0]?.run ?? null, `alert ${id}: ${alert.key}`);
      return { kind: 'done', alert: history.changeAlert(id, made) };
    });
    tell();
    return verdict;
  }

  /** Lets what is not told yet be told; it is asked again until somebody says that it is. */
  function tell(): void {
    for (const alert of history.untoldAlerts()) emit({ type: 'alert', alert });
  }

  const desk: AlertDesk = {
    alerts: history.openAlerts,
    alert: history.alert,
    alertsOf: history.openAlertsOf,
    ack: (id, by) => decide(id, by, 'ack', () => acked(by, clock.now())),
    snooze: (id, until, by) => decide(id, by, 'snooze', () => snoozed(by, clock.now(), until)),
    escalate: (id, by) => decide(id, by, 'escalate', (alert) => called(alert, rules(), by, clock.now())),
    alertTold: history.alertTold,
    seen: history.seenFailures,
  };
  const rules = () => config().slack.escalation;

  return {
    desk,
    heard,
    tell,
    /** What time does: snoozes end, acknowledgements grow old, the next person is called. */
    look(): void {
      for (const alert of history.openAlerts()) {
        const failing = alert.members.filter(({ recoveredAt }) => recoveredAt === null);
        const tags = failing.flatMap(({ table }) => spec(table)?.tags ?? []);
        const change = byTime(alert, rules(), tags, clock.now());
        if (change !== null) history.changeAlert(alert.id, change);
      }
    },
    /** Tables that are late now; those that were and are loaded left by themselves. */
    late(tables: readonly Late[]): void {
      for (const { table, why, since, run } of tables) {
        const key = lateKey(why, spec(table)?.source.connection ?? '');
        trouble(key, { table, run: run?.id ?? null, at: since }, 'late');
      }
    },
    /** What a crash kept from being noticed, and tables that are not declared any more. */
    reconcile(): void {
      const since = clock.now() - OLD_MS;
      for (const run of [...history.lastEnded(), ...history.allActive()]) {
        if (run.state === 'success') over(run.table, run.finishedAt ?? 0, run.id);
        if (!isTrouble(run) || run.kind === 'undo' || spec(run.table) === null) continue;
        if ((run.finishedAt ?? clock.now()) < since) continue;
        const untold = (channel: string): boolean => !history.isMember(run.table, run.id, channel);
        trouble(alertKey(run, spec(run.table)), memberOf(run), 'failed', untold);
      }
      for (const alert of history.openAlerts()) {
        for (const { table, recoveredAt } of alert.members) {
          if (recoveredAt === null && spec(table) === null) over(table, clock.now(), null);
        }
      }
    },
  };
}

const isTrouble = (run: Run): boolean => run.state === 'failed' || run.state === 'held';
