/** Views of what people do about trouble, with facts for each: alerts, batches, what waits for another person, freezes. */
import type { Message, When } from '../../src/bot/message.ts';
import * as alert from '../../src/bot/views/alert.ts';
import * as over from '../../src/bot/views/alert-over.ts';
import * as alerts from '../../src/bot/views/alerts.ts';
import * as answers from '../../src/bot/views/answers.ts';
import * as batch from '../../src/bot/views/batch.ts';
import * as denied from '../../src/bot/views/denied.ts';
import * as freeze from '../../src/bot/views/freeze.ts';
import * as language from '../../src/bot/views/language.ts';
import * as late from '../../src/bot/views/late.ts';
import * as permits from '../../src/bot/views/permits.ts';
import * as pinned from '../../src/bot/views/pinned.ts';
import * as requests from '../../src/bot/views/requests.ts';
import { runMessage } from '../../src/bot/views/run.ts';
import { withAlert } from '../../src/bot/views/trouble.ts';
import { withUnusual } from '../../src/bot/views/unusual.ts';
import * as watches from '../../src/bot/views/watches.ts';
import type { Alert, Freeze, Late, Request, Watch } from '../../src/jobs/index.ts';
import { busyMorning } from '../bot/views/home-facts.ts';
import { aFailure, aSuccess, KIM, NINE } from './fake-jobs.ts';
import type { Hostile } from './hostile.ts';
import { PIN } from './plans.ts';

const WHEN: When = { now: NINE, zone: 'Asia/Tokyo' };
const upTo = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const busy = busyMorning();
const PEOPLE = ['U0KIM', 'U0LEE'];

const anAlert = (h: Hostile, rest: Partial<Alert> = {}): Alert => {
  const [one] = busy.alerts;
  const members = upTo(h.many, (i) => ({ ...one!.members[0]!, table: `${h.name()}${i}`.slice(-64) }));
  return { ...h.of(one!), members, ...rest };
};
const alertFacts = (h: Hostile, rest: Partial<Alert> = {}): alert.AlertFacts => {
  const made = anAlert(h, rest);
  const late = made.members.map(({ table }) => ({ ...h.of(busy.late[0]!), table, downstream: upTo(h.many, h.name) }));
  return {
    ...{
      alert: made,
      failure: ['Source refused'],
      late,
      owners: [...PEOPLE, h.name()],
      oldestGoodAt: NINE,
      callable: true,
    },
    runs: new Map(made.members.map(({ table }) => [table, { ...h.of(aFailure()), table }])),
    recoveries: new Map(made.members.map(({ table }) => [table, { run: h.of(aSuccess()), mode: 'replace' }])),
    seen: { times: 7, first: NINE },
  };
};
const recovered = (h: Hostile): alert.AlertFacts => {
  const facts = alertFacts(h);
  const members = facts.alert.members.map((member) => ({ ...member, recoveredAt: NINE, recoveredBy: 9 }));
  return { ...facts, alert: { ...facts.alert, state: 'resolved', members, resolvedAt: NINE } };
};
const listed = (h: Hostile) =>
  upTo(Math.min(h.many, 60), () => ({ alert: anAlert({ ...h, many: 3 }), failure: ['Source refused'] }));
const lates = (h: Hostile): readonly Late[] => h.of(upTo(h.many, () => busy.late[0]!));
const aRequest = (h: Hostile, rest: Partial<Request> = {}): Request => ({
  ...h.of(busy.requests[0]!.request),
  line: `run ${h.text()}`,
  tables: upTo(h.many, h.name),
  why: h.of(upTo(h.many, () => busy.requests[0]!.request.why[0]!)),
  note: h.text(),
  ...rest,
});
const aFreeze = (h: Hostile): Freeze => ({ ...h.of(busy.frozen!), why: h.text() });
const aWatch = (h: Hostile): Watch => ({
  id: 1,
  channel: h.name(),
  selector: h.text(),
  what: 'failed',
  by: h.of(KIM),
  at: NINE,
});
const askedTables = (h: Hostile) =>
  upTo(h.many, () => ({
    table: h.name(),
    route: h.name(),
    rows: '5',
    took: [h.name()],
    billed: '4 GB',
    differs: [h.text()],
  }));
const pauses = (h: Hostile) =>
  upTo(h.many, (i) => ({ table: h.name(), until: NINE + i, why: h.text(), by: h.of(KIM), at: NINE }));
const decided = (h: Hostile) => ({ by: h.of(KIM), at: NINE, why: h.text() });

export const VIEWS_OF_PEOPLE: Readonly<Record<string, (facts: Hostile) => Message>> = {
  'alert-over.overMessage': (h) => over.overMessage(recovered(h), WHEN),
  'alert-over.recoveredNotice': (h) => over.recoveredNotice(recovered(h), WHEN),
  'alert-over.calledNotice': (h) =>
    over.calledNotice(alertFacts(h, { escalated: { to: 'U0LEE', at: NINE, step: 1, by: h.of(KIM) } }), WHEN)!,
  'alert-over.wokenNotice': (h) => over.wokenNotice(alertFacts(h), WHEN),
  'alert.groupMessage': (h) => alert.groupMessage(alertFacts(h), WHEN),
  'alert.groupMessage open': (h) => alert.groupMessage(alertFacts(h, { state: 'open', acked: null }), WHEN),
  'alert.lateAlertMessage': (h) => alert.lateAlertMessage(alertFacts(h), WHEN),
  'alert.membersMessage': (h) => alert.membersMessage(alertFacts(h), WHEN),
  'alerts.alertsMessage': (h) => alerts.alertsMessage(listed(h), true, WHEN),
  'alerts.lookedAfterMessage': (h) => alerts.lookedAfterMessage({ alert: anAlert(h), failure: ['Late'] }, true, WHEN),
  'alerts.nobodyToCallMessage': (h) => alerts.nobodyToCallMessage(anAlert(h)),
  'alerts.alertOverMessage': (h) => alerts.alertOverMessage(anAlert(h), WHEN),
  'alerts.unknownAlertMessage': (h) =>
    alerts.unknownAlertMessage(h.text(), upTo(h.many, Number), 'ack', (id) => `ack ${id}`),
  'answers.pausesOverMessage': (h) => answers.pausesOverMessage(pauses(h), WHEN),
  'batch.batchMessage': (h) => {
    const runs = upTo(h.many, (i) => ({ ...h.of(i % 3 === 0 ? aFailure() : aSuccess()), id: i, table: h.name() }));
    const words = { sourceOf: () => h.name(), failureOf: () => ['Source refused'] };
    return batch.batchMessage({ channel: 'C1', dueAt: NINE, post: null, runs, over: true }, words, WHEN);
  },
  'denied.deniedMessage': (h) =>
    denied.deniedMessage({
      verb: 'run',
      role: 'operator',
      limit: null,
      may: [...PEOPLE, ...upTo(h.many, h.name)],
      line: `run ${h.text()}`,
    }),
  'denied.deniedMessage guest': (h) =>
    denied.deniedMessage({ verb: 'run', role: 'operator', limit: 'guest', may: PEOPLE, line: `run ${h.text()}` }),
  'denied.wantedMessage': (h) => denied.wantedMessage(`run ${h.text()}`, [h.name()], [...PEOPLE, h.name()]),
  'denied.mayAlreadyMessage': (h) => denied.mayAlreadyMessage(`run ${h.text()}`),
  'freeze.withBanner': (h) =>
    freeze.withBanner(
      runMessage({ run: h.of(aFailure()), status: null, masks: {}, failure: null }, WHEN),
      aFreeze(h),
      WHEN,
    ),
  'freeze.frozenMessage': (h) => freeze.frozenMessage(aFreeze(h), WHEN),
  'freeze.freezeMessage': (h) => freeze.freezeMessage(aFreeze(h), h.many, WHEN),
  'freeze.thawedMessage': (h) =>
    freeze.thawedMessage({ ...aFreeze(h), thawed: decided(h) }, h.of(upTo(h.many, () => aFailure())), WHEN),
  'freeze.notFrozenMessage': () => freeze.notFrozenMessage(),
  'freeze.frozenAlreadyMessage': (h) => freeze.frozenAlreadyMessage(aFreeze(h), WHEN),
  'language.languageMessage': () => language.languageMessage('ja', 'en'),
  'language.languageSetMessage': () => language.languageSetMessage(null),
  'late.lateMessage': (h) => late.lateMessage(lates(h), WHEN),
  'permits.notByWorkflowMessage': (h) => permits.notByWorkflowMessage(aRequest(h).why),
  'permits.askedMessage': (h) => permits.askedMessage(aRequest(h), [...PEOPLE, h.name()], h.name(), WHEN),
  'permits.requestMessage': (h) => permits.requestMessage(aRequest(h), askedTables(h), [...PEOPLE, h.name()], WHEN),
  'permits.requestMessage denied': (h) =>
    permits.requestMessage(aRequest(h, { state: 'denied', decided: decided(h) }), askedTables(h), PEOPLE, WHEN),
  'pinned.unknownPlanMessage': (h) => pinned.unknownPlanMessage(h.text(), h.name()),
  'pinned.otherPlanMessage': (h) => pinned.otherPlanMessage(h.of(PIN), h.name()),
  'pinned.expiredPlanMessage': (h) => pinned.expiredPlanMessage(h.of(PIN), WHEN),
  'requests.notDecidedMessage': (h) =>
    requests.notDecidedMessage(4, 'over', aRequest(h, { state: 'denied', decided: decided(h) }), WHEN),
  'requests.approvedMessage': (h) =>
    requests.approvedMessage(
      aRequest(h),
      runMessage({ run: h.of(aSuccess()), status: null, masks: {}, failure: null }, WHEN),
    ),
  'requests.deniedRequestMessage': (h) =>
    requests.deniedRequestMessage(aRequest(h, { state: 'denied', decided: decided(h) })),
  'requests.requestsMessage': (h) =>
    requests.requestsMessage(
      upTo(h.many, () => aRequest({ ...h, many: 2 })),
      WHEN,
    ),
  'trouble.withAlert': (h) => {
    const facts = { run: h.of(aFailure()), status: null, masks: {}, failure: null, alert: anAlert(h), callable: true };
    return withAlert(runMessage(facts, WHEN), facts, WHEN);
  },
  'unusual.withUnusual': (h) =>
    withUnusual(runMessage({ run: h.of(aSuccess()), status: null, masks: {}, failure: null }, WHEN), {
      rows: { is: 5, usual: 5_000_000 },
      seconds: { is: 9000, usual: 4 },
    }),
  'watches.watchesMessage': (h) =>
    watches.watchesMessage(
      h.name(),
      upTo(h.many, () => aWatch(h)),
    ),
  'watches.watchedMessage': (h) => watches.watchedMessage(aWatch(h), 5),
  'watches.unwatchedMessage': (h) =>
    watches.unwatchedMessage(
      h.name(),
      upTo(h.many, () => aWatch(h)),
    ),
};
