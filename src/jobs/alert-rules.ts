import type { Config } from '../sync/index.ts';
import type { Alert, Asker } from './types.ts';

// What becomes of an alert, decided without a clock and without a database: whoever calls says what time it is.

export type Escalation = Config['slack']['escalation'];
export type AlertChange = Partial<
  Pick<
    Alert,
    'state' | 'acked' | 'snoozed' | 'escalated' | 'waitsSince' | 'wokenAt' | 'resolvedAt' | 'lastAt' | 'times'
  >
>;

export const isOpen = (alert: Pick<Alert, 'state'>): boolean => alert.state !== 'resolved';

/** Somebody took it: nobody else is called, until `reminder` has passed without a success. */
export const acked = (by: Asker, now: number): AlertChange => ({
  state: 'acked',
  acked: { by, at: now },
  snoozed: null,
});

export const snoozed = (by: Asker, now: number, until: number | null): AlertChange => ({
  state: 'snoozed',
  snoozed: { by, at: now, until },
});

/** The next one on the list, from the top again behind its end; null where the list is empty. */
export function called(alert: Alert, rules: Escalation, by: Asker | null, now: number): AlertChange | null {
  if (rules.to.length === 0) return null;
  const step = ((alert.escalated?.step ?? -1) + 1) % rules.to.length;
  // Who calls for more hands says that the one who has it is not enough.
  return { state: 'open', acked: null, snoozed: null, escalated: { to: rules.to[step]!, at: now, step, by } };
}

/** What time alone does to an alert; null: nothing yet. `tags`: those of its tables that still fail. */
export function byTime(alert: Alert, rules: Escalation, tags: readonly string[], now: number): AlertChange | null {
  const again = { state: 'open', acked: null, snoozed: null, escalated: null, waitsSince: now, wokenAt: now } as const;
  switch (alert.state) {
    case 'resolved':
      return null;
    case 'snoozed':
      return alert.snoozed?.until != null && alert.snoozed.until <= now ? again : null;
    case 'acked':
      return alert.acked !== null && alert.acked.at + rules.reminderMs <= now ? again : null;
    case 'open': {
      if (alert.quiet || (rules.tags.length > 0 && !rules.tags.some((tag) => tags.includes(tag)))) return null;
      const last = alert.escalated;
      // Each is called once by the clock; who has been called in vain is not called all night.
      if (last !== null && last.step + 1 >= rules.to.length) return null;
      return (last?.at ?? alert.waitsSince) + rules.afterMs <= now ? called(alert, rules, null, now) : null;
    }
  }
}
