import { conversation, happens, mention, press, slash } from '../../support/conversations.ts';
import { aSuccess, KIM, LEE } from '../../support/fake-jobs.ts';

conversation({
  name: 'typing',
  about: 'verbs and names that are nearly right are asked about, and one press says the rest',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'rnu users --note after the fix'),
    press(KIM, 'run users --note after the fix'),
    mention(LEE, 'run users'),
    happens('the run succeeds', ({ jobs }) => jobs.tell(aSuccess({ id: 12, by: KIM, note: 'after the fix' }))),
    slash(LEE, 'history usres'),
    press(LEE, 'history users'),
    slash(LEE, 'status'),
  ],
});
