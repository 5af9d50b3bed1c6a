import type { Alert } from '../../jobs/index.ts';
import { code, command, fields, type Message, message, say, type Text, text, time, type When } from '../message.ts';
import { short } from '../when.ts';
import { failing, stillFail } from './alert.ts';
import { alertActions, alertState, stateText } from './alert-actions.ts';
import { plural } from './quantities.ts';

type Listed = { readonly alert: Alert; readonly failure: Text };
const SHOWN = 40;

/** What is wrong now, as few lines as there are reasons. */
export function alertsMessage(alerts: readonly Listed[], callable: boolean, when: When): Message {
  const [first] = alerts;
  if (first === undefined) {
    return message('success', 'No alert is open', {
      context: [say`What is late: ${command('late')} · how things stand: ${command('status')}`],
    });
  }
  const only = alerts.length === 1;
  return message('error', only ? say`1 alert is open` : say`${plural(alerts.length, 'alert')} are open`, {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'alert', align: 'right' },
          { title: 'failure' },
          { title: 'where' },
          { title: 'tables', align: 'right' },
          { title: 'since' },
          { title: 'looked after' },
        ],
        rows: alerts
          .slice(0, SHOWN)
          .map(({ alert, failure }) => [
            String(alert.id),
            failure,
            alert.connection ?? alert.table ?? '–',
            String(failing(alert).length),
            short(alert.openedAt, when),
            stateText(alert, when),
          ]),
      },
    ],
    context: [
      say`Take one: ${command(`ack ${first.alert.id}`)} · be quiet about it: ${command(`snooze ${first.alert.id} 1h`)}`,
    ],
    actions: only ? alertActions(first.alert, callable) : [],
  });
}

/** The answer to ack, snooze and escalate. */
export function lookedAfterMessage({ alert, failure }: Listed, callable: boolean, when: When): Message {
  // The table still fails: nothing green, and who does what in words.
  return message('neutral', standing(alert, failure), {
    parts: [text(say`${stillFail(alert)}, since ${time(alert.openedAt, when)}.`), fields(alertState(alert, when))],
    context: [
      alert.state === 'acked'
        ? say`Nobody else is called. If it still fails later, it is told again.`
        : alert.state === 'snoozed'
          ? say`It is quiet until then; another kind of failure is told all the same.`
          : say`Take it: ${command(`ack ${alert.id}`)}`,
    ],
    actions: alertActions(alert, callable),
  });
}

function standing({ id, state }: Alert, failure: Text): Text {
  if (state === 'acked') return say`Alert ${id} is looked after: ${failure}`;
  return state === 'snoozed' ? say`Alert ${id} is snoozed: ${failure}` : say`Alert ${id}: ${failure}`;
}

export const nobodyToCallMessage = (alert: Alert): Message =>
  message('warning', say`Alert ${alert.id}: nobody to call`, {
    parts: [text(say`${code('slack.escalation.to')} in tables.yml names nobody.`)],
    context: [say`Take it yourself: ${command(`ack ${alert.id}`)}`],
    actions: [{ label: 'Ack', command: `ack ${alert.id}`, style: 'primary' }],
  });

export const alertOverMessage = (alert: Alert, when: When): Message =>
  message('neutral', say`Alert ${alert.id} is over already`, {
    parts: [text(say`It ended ${time(alert.resolvedAt ?? when.now, when)}; there is nothing to look after.`)],
    context: [say`Those that are open: ${command('alerts')}`],
  });

/** `said` null: nobody said which. `again` is what was asked for, about another alert. */
export function unknownAlertMessage(
  said: string | null,
  open: readonly number[],
  verb: string,
  again: (id: number) => string,
): Message {
  const title = said !== null ? say`There is no alert ${said}` : open.length === 0 ? null : say`${verb}: which alert?`;
  return message('neutral', title ?? say`${verb}: no alert is open`, {
    parts:
      open.length > 0
        ? [text(say`Open now: ${open.slice(0, 10).join(', ')}.`)]
        : said === null
          ? []
          : [text(say`No alert is open.`)],
    context: [
      open.length > 0
        ? say`What they are about: ${command('alerts')}`
        : say`What is late: ${command('late')} · how things stand: ${command('status')}`,
    ],
    actions: open.slice(0, 3).map((id) => ({ label: say`Alert ${id}`, command: again(id) })),
  });
}
