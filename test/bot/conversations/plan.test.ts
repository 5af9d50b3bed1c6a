import { failure } from '../../../src/sync/classify.ts';
import type { ErrorSummary } from '../../../src/sync/errors.ts';
import { listed } from '../../../src/sync/phrase.ts';
import { changesSince } from '../../../src/sync/pinned.ts';
import { conversation, happens, passes, press, slash } from '../../support/conversations.ts';
import { aFailure, aSuccess, KIM, LEE } from '../../support/fake-jobs.ts';
import { aPlan, FACTS } from '../../support/plans.ts';

const MINUTE = 60_000;

conversation({
  name: 'plan-run-exactly',
  about: 'a plan is shown, and the run that its button starts carries it out as it was shown',
  before: ({ jobs }) => jobs.plans.set('users', aPlan()),
  turns: [
    slash(KIM, 'plan users'),
    press(KIM, 'Run exactly this plan'),
    happens('it is published', ({ jobs }) => {
      const run = jobs.activeRun('users');
      if (run === null || run.pin === null) throw new Error('the run has no plan');
      jobs.tell(aSuccess({ id: run.id, by: KIM, pin: run.pin, attempt: 1 }));
    }),
  ],
});

conversation({
  name: 'plan-changed',
  about: 'a run that was pinned to a plan refuses and names what changed',
  before: ({ jobs }) => jobs.plans.set('users', aPlan()),
  turns: [
    slash(KIM, '計画 users'),
    press(LEE, 'Run exactly this plan'),
    happens('a column was added meanwhile, and the mask changed', ({ jobs }) => {
      const run = jobs.activeRun('users')!;
      jobs.tell(aFailure({ id: run.id, by: LEE, pin: run.pin, attempt: 1, stage: 'plan', error: changed() }));
    }),
    press(LEE, 'Explain'),
    press(LEE, 'Plan'),
  ],
});

conversation({
  name: 'plan-expired',
  about: 'a plan that is too old, of another table, or not there starts nothing',
  before: ({ jobs }) => jobs.plans.set('users', aPlan()),
  turns: [
    slash(KIM, 'plan users'),
    passes(31 * MINUTE, 'half an hour passes'),
    press(LEE, 'Run exactly this plan'),
    press(LEE, 'Plan again'),
    slash(LEE, 'run purchases --plan p-hhhh'),
    slash(LEE, 'run users --plan p-zzzz'),
    slash(LEE, 'run users, purchases --plan p-kkkk'),
    slash(LEE, 'run users --full --plan p-kkkk'),
  ],
});

conversation({
  name: 'plan-dry-run',
  about: 'run --dry-run only plans',
  before: ({ jobs }) => jobs.plans.set('users', aPlan()),
  turns: [slash(KIM, 'run users —dry-run'), slash(KIM, 'help plan')],
});

/** What the worker says of users as it is now. */
function changed(): ErrorSummary {
  const now = {
    ...FACTS,
    declared: { ...FACTS.declared, mask: 'b2' },
    source: { ...FACTS.source, phone: 'varchar(20)', email: 'text' },
  };
  const because = listed(changesSince(FACTS, now), '; ');
  const facts = { connection: 'shop', table: 'users', because };
  return failure('guard.plan_changed', { side: 'source', stage: 'plan', facts }).summary;
}
