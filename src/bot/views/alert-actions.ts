import type { Alert } from '../../jobs/index.ts';
import { type Action, command, type Field, field, person, say, type Text, time, type When } from '../message.ts';
import { asker } from './facts.ts';

/** How long an alert can be snoozed from its menu; in words anything goes. */
const SNOOZES = [
  { label: '30 minutes', until: '30m' },
  { label: '1 hour', until: '1h' },
  { label: '4 hours', until: '4h' },
  { label: 'until tomorrow 09:00', until: 'tomorrow 09:00' },
  { label: 'until the next success', until: 'until-next-success' },
] as const;

/** What people can do about an alert that is not over. `callable`: somebody stands under `slack.escalation.to`. */
export function alertActions(alert: Alert, callable: boolean): readonly Action[] {
  if (alert.state === 'resolved') return [];
  return [
    ...(alert.state === 'acked' ? [] : [{ label: 'Ack', command: `ack ${alert.id}` }]),
    {
      label: 'Snooze',
      command: `snooze ${alert.id} 1h`,
      choices: SNOOZES.map(({ label, until }) => ({ label, command: `snooze ${alert.id} ${until}` })),
    },
    ...(callable ? [{ label: 'Escalate', command: `escalate ${alert.id}` }] : []),
  ];
}

/** Who looks after an alert, in a field; what nobody has touched says so. */
export function alertState(alert: Alert, when: When): Field {
  return field('Looked after', stateText(alert, when));
}

export function stateText(alert: Alert, when: When): Text {
  const { acked, snoozed, escalated, wokenAt } = alert;
  if (alert.state === 'resolved') return say`over since ${time(alert.resolvedAt ?? when.now, when)}`;
  if (alert.state === 'acked' && acked !== null)
    return say`👀 acknowledged by ${asker(acked.by)} ${time(acked.at, when)}`;
  if (alert.state === 'snoozed' && snoozed !== null) {
    return snoozed.until === null
      ? say`snoozed by ${asker(snoozed.by)} until the next success`
      : say`snoozed by ${asker(snoozed.by)} until ${time(snoozed.until, when)}`;
  }
  if (escalated !== null) return say`by nobody yet; ${person(escalated.to)} was called ${time(escalated.at, when)}`;
  if (wokenAt !== null) return say`by nobody since ${time(wokenAt, when)}`;
  return say`by nobody yet`;
}

/** What to type next about an alert. */
export const alertHint = ({ id }: Alert): Text => say`Alert ${id} · all that are open: ${command('alerts')}`;
