import type { Alert, AlertVerdict } from '../../jobs/index.ts';
import { failureOf } from '../alert-facts.ts';
import { say } from '../message.ts';
import { isCallable } from '../trouble.ts';
import {
  alertOverMessage,
  alertsMessage,
  lookedAfterMessage,
  nobodyToCallMessage,
  unknownAlertMessage,
} from '../views/alerts.ts';
import { parseUntil } from '../when.ts';
import { badUsage, type Command, type Context, type Reply, reply, whenOf } from './command.ts';
import { iso } from './data.ts';

/** How a time is written that is none, but an event. */
const UNTIL_SUCCESS = /^(until-next-success|success|次の成功まで|成功まで)$/i;
const SNOOZE_EXAMPLES = '30m, 1h, 4h, tomorrow 09:00, until-next-success';
const HOUR = '1h';

export const alerts: Command = {
  verb: 'alerts',
  aliases: ['alert', 'アラート', '警告'],
  role: 'viewer',
  usage: 'alerts [ALERT]',
  example: 'alerts',
  summary: 'see what is wrong now, and who looks after it',
  flags: {},
  run: async (context, { args }) => {
    const open = context.jobs.alerts();
    if (args.length > 0) {
      const found = numbered(context, args, open, 'alerts');
      if ('reply' in found) return found.reply;
      return reply(
        lookedAfterMessage(listed(found.alert), isCallable(context.jobs), whenOf(context)),
        dataOf(found.alert),
      );
    }
    return reply(alertsMessage(open.map(listed), isCallable(context.jobs), whenOf(context)), open.map(dataOf));
  },
};

export const ack: Command = {
  verb: 'ack',
  aliases: ['acknowledge', '対応', '確認'],
  role: 'viewer',
  changes: true,
  usage: 'ack [ALERT]',
  example: 'ack 12',
  summary: 'say that you look after an alert, so that nobody else is called',
  about: 'alert',
  flags: {},
  run: async (context, { args }) => {
    const found = numbered(context, args, context.jobs.alerts(), 'ack');
    return 'reply' in found ? found.reply : answer(context, context.jobs.ack(found.alert.id, context.asker));
  },
};

export const snooze: Command = {
  verb: 'snooze',
  aliases: ['mute', 'スヌーズ', '後で'],
  role: 'viewer',
  changes: true,
  usage: 'snooze ALERT 30m|1h|4h|TIME|until-next-success',
  example: 'snooze 12 tomorrow 09:00',
  summary: 'be quiet about an alert for a while; another kind of failure is told all the same',
  about: 'alert',
  flags: {},
  run: async (context, { args }) => {
    const found = numbered(context, args, context.jobs.alerts(), 'snooze');
    if ('reply' in found) return found.reply;
    const said =
      args
        .slice(1)
        .join(' ')
        .replace(/^(for|until)\s+/i, '') || HOUR;
    if (UNTIL_SUCCESS.test(said)) return answer(context, context.jobs.snooze(found.alert.id, null, context.asker));
    const until = parseUntil(said, whenOf(context));
    if (!until.ok) return badUsage(snooze, say`${said} is not a time that is understood; write ${SNOOZE_EXAMPLES}`);
    return answer(context, context.jobs.snooze(found.alert.id, until.at, context.asker));
  },
};

export const escalate: Command = {
  verb: 'escalate',
  aliases: ['エスカレーション', 'エスカレート', '呼ぶ'],
  role: 'viewer',
  changes: true,
  usage: 'escalate [ALERT]',
  example: 'escalate 12',
  summary: 'call the next person on the list of slack.escalation now',
  about: 'alert',
  flags: {},
  run: async (context, { args }) => {
    const found = numbered(context, args, context.jobs.alerts(), 'escalate');
    return 'reply' in found ? found.reply : answer(context, context.jobs.escalate(found.alert.id, context.asker));
  },
};

/** The alert that is meant: by its number, or the only one that is open. */
function numbered(
  context: Context,
  [said, ...rest]: readonly string[],
  open: readonly Alert[],
  verb: string,
): { readonly alert: Alert } | { readonly reply: Reply } {
  const ids = open.map(({ id }) => id);
  const [only] = open;
  if (said === undefined && open.length === 1 && only !== undefined) return { alert: only };
  const digits = /^#?(\d{1,12})$/.exec(said ?? '');
  const alert = digits === null ? null : context.jobs.alert(Number(digits[1]));
  if (alert !== null) return { alert };
  // `snooze 1h` says how long, and not which.
  const which = verb === 'snooze' && said !== undefined && digits === null ? null : (said ?? null);
  const long = verb === 'snooze' ? ` ${(which === null ? [said ?? HOUR, ...rest] : rest).join(' ') || HOUR}` : '';
  const again = (id: number): string => `${verb} ${id}${long}`;
  const data = { error: said === undefined ? `${verb}: which alert?` : `there is no alert ${said}`, open: ids };
  return { reply: reply(unknownAlertMessage(which, ids, verb, again), data, { outcome: 'usage' }) };
}

function answer(context: Context, verdict: AlertVerdict): Reply {
  const when = whenOf(context);
  if (verdict.kind === 'unknown') return reply(unknownAlertMessage(null, [], 'ack', String), {}, { outcome: 'usage' });
  const { alert } = verdict;
  if (verdict.kind === 'resolved') return reply(alertOverMessage(alert, when), dataOf(alert), { outcome: 'refused' });
  if (verdict.kind === 'nobody') return reply(nobodyToCallMessage(alert), dataOf(alert), { outcome: 'refused' });
  // The message of the alert shows it to the channel.
  return reply(lookedAfterMessage(listed(alert), isCallable(context.jobs), when), dataOf(alert));
}

const listed = (alert: Alert) => ({ alert, failure: failureOf(alert) });

const dataOf = (alert: Alert) => ({
  alert: alert.id,
  class: alert.code,
  connection: alert.connection,
  channel: alert.channel,
  state: alert.state,
  openedAt: iso(alert.openedAt),
  times: alert.times,
  tables: alert.members.map(({ table, run, recoveredAt }) => ({ table, run, fine: recoveredAt !== null })),
  by: alert.acked?.by.id ?? alert.snoozed?.by.id ?? null,
});
