import {
  code,
  command,
  field,
  fields,
  list,
  type Message,
  message,
  person,
  say,
  text,
  time,
  type When,
} from '../message.ts';
import { type AlertFacts, stillFail } from './alert.ts';
import { alertState } from './alert-actions.ts';
import { asker } from './facts.ts';
import { gapText, type Recovered } from './gap.ts';
import { duration, plural } from './quantities.ts';

/** The message of an alert that is over: how long it took, and whether readers miss anything. */
export function overMessage(facts: AlertFacts, when: When): Message {
  const { alert, failure } = facts;
  const { members, acked } = alert;
  const fine = members.filter(({ recoveredBy }) => recoveredBy !== null);
  const gap = gapText(recoveredOf(facts));
  const outage = duration((alert.resolvedAt ?? when.now) - alert.openedAt);
  const title = fine.length === 0 ? ended(facts) : recoveredTitle(facts);
  return message(fine.length === 0 ? 'neutral' : 'success', title, {
    parts: [
      text(
        fine.length === 0
          ? say`It went on for ${outage}, until ${time(alert.resolvedAt ?? when.now, when)}.`
          : say`The trouble went on for ${outage}, until ${time(alert.resolvedAt ?? when.now, when)}.`,
      ),
      ...(gap === null ? [] : [text(gap)]),
      fields(
        field('What it was', say`${failure} (${code(alert.code)})`),
        field('Seen', alert.times === 1 ? say`once` : say`${alert.times} times`),
        acked === null ? alertState(alert, when) : field('Acknowledged by', asker(acked.by)),
        facts.owners.length === 0 ? null : field('Owner', list(facts.owners.slice(0, 5).map(person))),
      ),
    ],
    context: [say`Alert ${alert.id} · how things stand: ${command('status')}`],
    actions: fine.slice(0, 1).map(({ table }) => ({ label: 'History', command: `history ${table}` })),
  });
}

function recoveredTitle({ alert: { members } }: AlertFacts): Message['title'] {
  const [one] = members;
  return members.length === 1 && one !== undefined
    ? say`${one.table}: fine again`
    : say`${plural(members.length, 'table')} are fine again`;
}

/** Nothing was loaded: it fails otherwise now, or a person has decided. */
function ended({ alert: { members, id } }: AlertFacts): Message['title'] {
  const became = members.find((member) => member.became !== null)?.became ?? null;
  return became === null
    ? say`Alert ${id} is closed: somebody decided`
    : say`Alert ${id} is another one now: alert ${became}`;
}

const recoveredOf = ({ alert, recoveries }: AlertFacts): readonly Recovered[] =>
  alert.members.flatMap(({ table, recoveredBy }) => {
    const found = recoveries.get(table);
    return recoveredBy === null || found === undefined ? [] : [{ table, ...found }];
  });

/** What the thread of an alert hears, once each. */
export function recoveredNotice(facts: AlertFacts, when: When): Message {
  const whole = overMessage(facts, when);
  return { ...whole, parts: whole.parts.filter(({ kind }) => kind === 'text') };
}

/** Calls somebody: the only message that mentions a person who did nothing. */
export function calledNotice({ alert, failure }: AlertFacts, when: When): Message | null {
  if (alert.escalated === null) return null;
  const { to, by } = alert.escalated;
  const waited = duration(when.now - alert.openedAt);
  const left = stillFail(alert);
  return message('error', say`Alert ${alert.id} needs somebody: ${failure}`, {
    parts: [
      text(
        by === null
          ? say`${person(to)}: nobody has taken this for ${waited}, and ${left}.`
          : say`${person(to)}: ${asker(by)} calls for you after ${waited}: ${left}.`,
      ),
    ],
    context: [say`Take it: ${command(`ack ${alert.id}`)}`],
    actions: [{ label: 'Ack', command: `ack ${alert.id}`, style: 'primary' }],
  });
}

/** A snooze is over, or an acknowledgement led to nothing. */
export function wokenNotice({ alert, failure }: AlertFacts, when: When): Message {
  return message('error', say`Alert ${alert.id} still goes on: ${failure}`, {
    parts: [text(say`It is told again after ${duration(when.now - alert.openedAt)}: ${stillFail(alert)}.`)],
    context: [say`Take it: ${command(`ack ${alert.id}`)} · later: ${command(`snooze ${alert.id} 1h`)}`],
    actions: [{ label: 'Ack', command: `ack ${alert.id}`, style: 'primary' }],
  });
}
