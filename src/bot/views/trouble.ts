import { fields, type Message, type Part, say, time, type When } from '../message.ts';
import { alertActions, alertHint, alertState } from './alert-actions.ts';
import type { RunFacts } from './facts.ts';

/** The message of a run that failed or is held, with what people do about its alert; as it is where it has none. */
export function withAlert(said: Message, { run, alert, seen, callable = false }: RunFacts, when: When): Message {
  if (alert == null || (run.state !== 'failed' && run.state !== 'held')) return said;
  const times = seen === undefined || seen.times < 2 ? null : seen;
  const about: Part = fields(
    times === null || times.first === null
      ? null
      : { label: 'Seen in 7 days', value: say`${times.times} times, first ${time(times.first, when)}` },
    alertState(alert, when),
  );
  return {
    ...said,
    parts: [...said.parts, about],
    context: [...said.context, alertHint(alert)],
    actions: [...said.actions, ...alertActions(alert, callable)],
  };
}
