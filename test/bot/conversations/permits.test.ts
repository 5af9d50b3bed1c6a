import { type Asker, type Config, type PlanReport, SyncError } from '../../../src/jobs/index.ts';
import { conversation, happens, mention, passes, press, slash } from '../../support/conversations.ts';
import { fakeDirectory } from '../../support/fake-directory.ts';
import { aFailure, aRun, aSuccess, KIM, LEE, NINE, shopConfig } from '../../support/fake-jobs.ts';

// Who may what: refusals, requests for approval, the freeze, the audit.

const HOUR = 3_600_000;
const person = (id: string): Asker => ({ kind: 'slack', id });
const ANN = person('U0ANN');
const BOB = person('U0BOB');
const BOSS = person('U0BOSS');
const BEN = person('U0BEN');
const roles = { operator: ['U0KIM', 'U0LEE', 'S0ONCALL1'], approver: ['U0ANN', 'U0BOB'], admin: ['U0BOSS'] };
const none = { rows: null, days: null, hours: null, tags: [], expiresMs: 4 * HOUR };
const config = (danger: Partial<Config['danger']> = {}) =>
  shopConfig(['user_events'], { roles, danger: { ...none, ...danger } });

conversation({
  name: 'denied',
  about: 'a viewer is told who may, asks in the channel, and somebody who may does it',
  config: config(),
  turns: [
    slash(BEN, 'run users --note the shop asks'),
    press(BEN, 'Ask for it here'),
    press(LEE, 'Do it'),
    slash(LEE, 'request "freeze on --why maintenance"'),
    slash(LEE, 'request "run users"'),
    slash(LEE, 'request nonsense'),
    slash(LEE, 'freeze on --why maintenance'),
    slash(BOSS, 'audit 1'),
  ],
});

conversation({
  name: 'guests',
  about: 'guests, people of other companies and accounts that are gone may look and no more',
  config: shopConfig([], { roles: { operator: ['*'], approver: [], admin: [] } }),
  directory: fakeDirectory({
    U0GUEST: { limit: 'guest' },
    U0OTHER: { limit: 'external' },
    U0GONE: { limit: 'gone' },
    U0APP: { limit: 'bot' },
  }),
  turns: [
    slash(person('U0GUEST'), 'run users'),
    slash(person('U0GUEST'), 'status users'),
    slash(person('U0OTHER'), 'cancel users'),
    slash(person('U0GONE'), 'pause users --until 2h --why no'),
    mention(person('U0APP'), 'run users'),
    slash(KIM, 'run users'),
  ],
});

conversation({
  name: 'slack-silent',
  about: 'Slack does not say who somebody is: looking works, changing waits',
  config: config(),
  directory: fakeDirectory({ U0KIM: { limit: 'unknown' } }, { S0ONCALL1: null }),
  turns: [slash(KIM, 'cancel users'), slash(KIM, 'list'), slash(BEN, 'run users'), slash(LEE, 'run users')],
});

conversation({
  name: 'danger-approved',
  about: 'too many rows: a request, its card, an approval, a run',
  config: config({ rows: 10_000 }),
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'run users --note after the price fix'),
    slash(KIM, 'run users --note after the price fix'),
    slash(LEE, 'requests'),
    press(LEE, 'Approve'),
    press(ANN, 'Approve'),
    press(BOB, 'Approve'),
    slash(KIM, 'audit users 1'),
  ],
});

conversation({
  name: 'danger-denied',
  about: 'too many days and a tag: denied with a reason, and asked for again',
  config: config({ days: 31, tags: ['core'] }),
  before: ({ jobs }) => {
    const { tables } = config();
    const danger = { ...none, days: 31, tags: ['core'] };
    const purchases = { ...tables.purchases!, mode: 'append' as const, incrementalKey: 'created_at' };
    jobs.configure({ ...jobs.config(), danger, tables: { ...tables, purchases } });
    jobs.store(aSuccess({ id: 8, table: 'purchases' }));
  },
  turns: [
    slash(KIM, 'run purchases --from 2026-01-01 --to 2026-11-01'),
    slash(ANN, 'deny 1 --why month by month, please'),
    slash(ANN, 'approve 1'),
    slash(KIM, 'run purchases --from 2026-10-01 --to 2026-11-01'),
    press(ANN, 'Deny'),
    slash(ANN, 'deny 9'),
    slash(ANN, 'requests'),
  ],
});

conversation({
  name: 'own-request',
  about: 'nobody approves their own request, and one that nobody answers expires',
  config: config({ hours: { from: 540, to: 1080 } }),
  turns: [
    slash(ANN, 'run users'),
    press(ANN, 'Approve'),
    passes(4 * HOUR, 'four hours pass'),
    happens('nobody has answered', () => {}),
    slash(BOB, 'approve 1'),
    slash(ANN, 'approve'),
    slash(ANN, 'requests'),
  ],
});

conversation({
  name: 'request-lapsed',
  about: 'tables.yml changes before anybody agrees; a table of which nobody knows the rows',
  config: config({ rows: 10_000 }),
  before: ({ jobs }) => {
    jobs.plans.set('users', new SyncError(aFailure().error!));
    jobs.plans.set('products', { plan: { estimatedRows: 12_000_000 } } as PlanReport);
  },
  turns: [
    slash(KIM, 'run users, products'),
    happens('somebody takes the mask of users away in tables.yml', ({ jobs }) => {
      const { users } = jobs.config().tables;
      jobs.configure({ ...jobs.config(), tables: { ...jobs.config().tables, users: { ...users!, mask: {} } } });
    }),
    slash(ANN, 'approve 1'),
  ],
});

conversation({
  name: 'freeze',
  about: 'an admin freezes everything, every answer says so, and the end of it offers what was missed',
  config: config({ rows: 10_000 }),
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    jobs.store(aRun({ id: 9, table: 'purchases', state: 'running', startedAt: NINE - 60_000, attempt: 1 }));
  },
  turns: [
    slash(BOSS, 'freeze on'),
    slash(BOSS, 'freeze on --why moving the warehouse'),
    happens('the channel is told', () => {}),
    slash(BOSS, 'freeze on --why again'),
    slash(KIM, 'run users'),
    slash(KIM, 'status'),
    slash(LEE, 'freeze off'),
    passes(HOUR, 'an hour passes'),
    happens('a schedule is skipped', ({ jobs }) => jobs.skipFrozen('users', NINE + HOUR)),
    slash(BOSS, 'freeze off'),
    happens('the channel is told', () => {}),
    press(KIM, 'Run users now'),
    slash(BOSS, 'freeze off'),
  ],
});

conversation({
  name: 'audit',
  about: 'who did what, by table, by person, and as a file',
  config: config(),
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'pause users --until 18:00 --why =HYPERLINK("http://x","look")'),
    slash(KIM, 'resume users'),
    slash(BEN, 'pause users --until 18:00 --why I want to'),
    mention(LEE, 'run purchases'),
    slash(ANN, 'audit'),
    slash(ANN, 'audit @U0KIM'),
    slash(ANN, 'audit me'),
    slash(ANN, 'audit tag:core 30'),
    slash(ANN, 'audit users --csv'),
    slash(ANN, 'audit 9999'),
    slash(ANN, 'audit nobody'),
  ],
});
