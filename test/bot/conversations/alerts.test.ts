import type { Run } from '../../../src/jobs/index.ts';
import { conversation, happens, mention, passes, press, type Stage, slash } from '../../support/conversations.ts';
import { aFailure, aRun, aSuccess, KIM, LEE, NINE, shopConfig } from '../../support/fake-jobs.ts';

const BY_SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const shop = shopConfig(['user_events', 'user_roles']);
const withCalls = {
  ...shop,
  slack: {
    ...shop.slack,
    escalation: { afterMs: 15 * MINUTE, to: ['U0FIRST', 'U0SECOND'], tags: [], reminderMs: 4 * HOUR },
  },
};
const fails = ({ jobs, clock }: Stage, table: string, id: number, rest: Partial<Run> = {}): Run =>
  jobs.tell(aFailure({ id, table, by: BY_SCHEDULE, queuedAt: clock.now(), finishedAt: clock.now(), ...rest }));
const works = ({ jobs, clock }: Stage, table: string, id: number): Run =>
  jobs.tell(aSuccess({ id, table, queuedAt: clock.now(), startedAt: clock.now(), finishedAt: clock.now() }));

conversation({
  name: 'ack',
  about: 'whoever takes an alert is named in its message, and the end of the trouble is told',
  turns: [
    happens('the run of the schedule fails', (stage) => fails(stage, 'users', 20)),
    press(LEE, 'Ack'),
    passes(40 * MINUTE, '40 minutes pass'),
    happens('the next run succeeds', (stage) => works(stage, 'users', 21)),
    slash(LEE, 'ack 1'),
  ],
});

conversation({
  name: 'one-reason',
  about: 'three tables that fail for one reason are one alert, with its members in the thread',
  turns: [
    happens('users fails', (stage) => fails(stage, 'users', 20)),
    happens('two more tables of the same connection fail', (stage) => {
      fails(stage, 'purchases', 21);
      fails(stage, 'user_events', 22);
    }),
    passes(5000, '5 seconds pass'),
    slash(KIM, 'alerts'),
    happens('all of them succeed', (stage) => {
      for (const [i, table] of ['users', 'purchases', 'user_events'].entries()) works(stage, table, 30 + i);
    }),
    passes(5000, '5 seconds pass'),
    slash(KIM, 'alerts'),
  ],
});

conversation({
  name: 'snooze',
  about: 'a snoozed alert is quiet, and another class of failure is told all the same',
  turns: [
    happens('the run of the schedule fails', (stage) => fails(stage, 'users', 20)),
    press(LEE, 'until the next success'),
    slash(LEE, 'snooze 1 soon'),
    slash(LEE, 'snooze 1 tomorrow 09:00'),
    happens('it fails again, in the same way', (stage) => fails(stage, 'users', 21)),
    happens('it fails in another way', (stage) => {
      const { error } = aFailure();
      return fails(stage, 'users', 22, {
        error: { ...error!, code: 'src.password', retry: 'never', retryable: false },
      });
    }),
    passes(5000, '5 seconds pass'),
  ],
});

conversation({
  name: 'escalate',
  about: 'nobody takes an alert, so that one after the other is called',
  config: withCalls,
  turns: [
    happens('the run of the schedule fails', (stage) => fails(stage, 'users', 20)),
    passes(15 * MINUTE, '15 minutes pass'),
    slash(KIM, 'escalate'),
    slash(LEE, 'ack'),
    passes(HOUR, 'an hour passes'),
    slash(KIM, 'escalate 7'),
  ],
});

conversation({
  name: 'nobody-to-call',
  about: 'an alert that somebody escalates though nobody is on the list says so',
  turns: [happens('the run of the schedule fails', (stage) => fails(stage, 'users', 20)), slash(KIM, 'escalate 1')],
});

conversation({
  name: 'late',
  config: shop,
  about: 'a table that did not start is late, and told once',
  before: ({ jobs }) => {
    for (const [i, table] of ['users', 'purchases', 'user_events', 'user_roles'].entries())
      jobs.store(aSuccess({ id: i + 1, table, queuedAt: NINE - 24 * HOUR, finishedAt: NINE - 24 * HOUR }));
    jobs.store(aSuccess({ id: 9, table: 'users', dueAt: NINE - 4 * HOUR }));
    jobs.store(aSuccess({ id: 10, table: 'purchases', dueAt: NINE - 3 * HOUR }));
  },
  turns: [
    passes(MINUTE, 'a minute passes'),
    slash(KIM, 'late'),
    happens('one of them is loaded', (stage) => works(stage, 'user_events', 30)),
    slash(KIM, 'late'),
    happens('the other one too', (stage) => works(stage, 'user_roles', 31)),
    passes(5000, '5 seconds pass'),
    slash(KIM, 'late'),
  ],
});

conversation({
  name: 'watch',
  about: 'a channel hears of the tables that it watches',
  turns: [
    slash(KIM, 'watch tag:core failed', { channel: 'C0CORE' }),
    slash(KIM, 'watch failed', { channel: 'C0CORE' }),
    slash(KIM, 'watch 失敗', { channel: 'C0CORE' }),
    slash(KIM, 'watch nobody', { channel: 'C0CORE' }),
    slash(LEE, 'watches', { channel: 'C0CORE' }),
    happens('purchases, which is tagged core, fails', (stage) => fails(stage, 'purchases', 20)),
    slash(KIM, 'unwatch tag:core', { channel: 'C0CORE' }),
    slash(KIM, 'unwatch tag:core', { channel: 'C0CORE' }),
    slash(LEE, 'watches', { channel: 'C0CORE' }),
  ],
});

conversation({
  name: 'scheduled-together',
  about: 'the runs that the schedule starts together are one message, edited to the result',
  turns: [
    happens('the schedule starts three tables at 09:00', ({ jobs }) => {
      for (const [i, table] of ['users', 'purchases', 'user_events'].entries())
        jobs.tell(aRun({ id: 40 + i, table, by: BY_SCHEDULE, dueAt: NINE, state: 'queued' }));
    }),
    passes(1000, 'a second passes'),
    happens('one is done, one runs', ({ jobs, clock }) => {
      jobs.tell(aSuccess({ id: 40, dueAt: NINE, startedAt: NINE, finishedAt: clock.now() }));
      jobs.tell(
        aRun({
          id: 41,
          table: 'purchases',
          by: BY_SCHEDULE,
          dueAt: NINE,
          state: 'running',
          startedAt: NINE,
          attempt: 1,
        }),
      );
    }),
    passes(12_000, '12 seconds pass'),
    happens('one fails, one is done', ({ jobs, clock }) => {
      const at = { dueAt: NINE, startedAt: NINE, finishedAt: clock.now() };
      jobs.tell(aFailure({ id: 41, table: 'purchases', by: BY_SCHEDULE, ...at }));
      jobs.tell(aSuccess({ id: 42, table: 'user_events', ...at }));
    }),
    passes(12_000, '12 seconds pass'),
    press(LEE, 'Show failures'),
  ],
});

conversation({
  name: 'which-alert',
  about:
    'an alert that is not named: none is open, two are; and in the thread of a run that somebody asked for it is that run’s',
  turns: [
    slash(LEE, 'ack'),
    slash(LEE, 'escalate'),
    slash(LEE, 'snooze 1h'),
    slash(LEE, 'run users'),
    happens('it fails', ({ jobs, clock }) =>
      jobs.tell(aFailure({ id: 12, by: LEE, queuedAt: clock.now(), finishedAt: clock.now() })),
    ),
    happens('the run of the schedule is not let in', (stage) => {
      const { error } = aFailure();
      return fails(stage, 'purchases', 20, { error: { ...error!, code: 'src.password' } });
    }),
    passes(5000, '5 seconds pass'),
    slash(KIM, 'ack'),
    slash(KIM, 'snooze 4h'),
    slash(KIM, 'snooze 77 4h'),
    mention(LEE, 'ack', { thread: '1.0' }),
    mention(LEE, 'snooze 1h', { thread: '1.0' }),
  ],
});
