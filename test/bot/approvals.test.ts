import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resumeApproved } from '../../src/bot/approved.ts';
import { dispatch } from '../../src/bot/commands/index.ts';
import type { Directory } from '../../src/bot/directory.ts';
import { createStands } from '../../src/bot/standing.ts';
import { split } from '../../src/bot/words.ts';
import { type Config, type PlanReport, SyncError } from '../../src/jobs/index.ts';
import { peopleOf } from '../support/audited.ts';
import { contextOf } from '../support/context.ts';
import { fakeDirectory } from '../support/fake-directory.ts';
import { aFailure, aHeldRun, aSuccess, type FakeJobs, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const HOUR = 3_600_000;
const roles = { operator: ['U0KIM', 'U0LEE'], approver: ['U0ANN', 'U0BOB'], admin: ['U0BOSS'] };
const danger = { rows: 10_000, days: 31, hours: null, tags: ['core'], expiresMs: 4 * HOUR };
const config = (rest: Partial<Config> = {}) => shopConfig(['user_events'], { roles, danger, ...rest });

type Given = ReturnType<typeof given>;
function given({ history, directory = fakeDirectory() }: { history?: string; directory?: Directory } = {}) {
  const clock: HandClock = handClock(NINE);
  const jobs: FakeJobs = fakeJobs(clock, config(), history);
  jobs.store(aSuccess());
  return { clock, jobs, directory, ...peopleOf(jobs, clock, directory) };
}
const decisionsOf = ({ jobs }: Pick<Given, 'jobs'>) =>
  jobs
    .decisions(0)
    .toReversed()
    .map(
      ({ by, line, decision, why, request }) =>
        `${by.id}: ${line}: ${decision}${request === null ? '' : ` #${request}`}${why === null ? '' : ` (${why})`}`,
    );

test('what danger asks about waits, and starts once when another person agrees, for the one who asked', async () => {
  const it = given();
  assert.match(await it.say('U0KIM', 'run users --note fix'), /request 1 needs another person/);
  assert.deepEqual(it.jobs.submitted, []);
  assert.match(await it.say('U0ANN', 'approve 1'), /Request 1 approved/);
  assert.deepEqual(it.jobs.submitted, ['users']);
  const run = it.jobs.run(12);
  assert.deepEqual([run?.by.id, run?.note], ['U0KIM', 'fix']);
  assert.equal(it.jobs.approvalOf(12)?.decided?.by.id, 'U0ANN');
  assert.deepEqual(it.jobs.request(1)?.done?.runs, [12]);
  assert.deepEqual(decisionsOf(it), [
    'U0KIM: run users --note fix: asked #1 (fix)',
    'U0ANN: approve 1: allowed #1',
    'U0KIM: run users --note fix: approved #1 (fix)',
  ]);
});

test('nobody approves their own request, not even an admin', async () => {
  for (const who of ['U0ANN', 'U0BOSS']) {
    const it = given();
    await it.say(who, 'run users');
    assert.match(await it.say(who, 'approve 1'), /Nobody approves what they asked for themselves/);
    assert.deepEqual(it.jobs.submitted, []);
    assert.equal(
      it.jobs.decideRequest(1, 'approved', { kind: 'slack', id: who }, null),
      null,
      'the desk refuses it too',
    );
    assert.equal(decisionsOf(it).at(-1), `${who}: approve 1: denied #1 (own request)`);
  }
});

test('an operator may ask and not approve', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  assert.match(await it.say('U0LEE', 'approve 1'), /You may not use approve/);
  assert.deepEqual(it.jobs.submitted, []);
});

test('two approvers at once, and the same one twice, start one run', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  await Promise.all([it.say('U0ANN', 'approve 1'), it.say('U0BOB', 'approve 1'), it.say('U0ANN', 'approve 1')]);
  await it.say('U0BOB', 'approve 1');
  assert.deepEqual(it.jobs.submitted, ['users']);
  assert.equal(it.jobs.decisions(0).filter(({ decision }) => decision === 'approved').length, 1);
});

test('an answer that comes too late starts nothing, and the audit says that it expired', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  await it.clock.pass(4 * HOUR);
  assert.match(await it.say('U0ANN', 'approve 1'), /waits no more/);
  it.jobs.look();
  assert.equal(it.jobs.request(1)?.state, 'expired');
  assert.deepEqual(it.jobs.submitted, []);
  assert.ok(decisionsOf(it).includes('U0KIM: run users: expired #1'));
  assert.match(await it.say('U0KIM', 'run users'), /request 2 needs another person/);
});

test('a request that was denied, with a reason, cannot be approved after it', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  assert.match(await it.say('U0ANN', 'deny 1 --why wait for tonight'), /Request 1 is denied/);
  assert.match(await it.say('U0BOB', 'approve 1'), /waits no more/);
  assert.equal(it.jobs.request(1)?.decided?.why, 'wait for tonight');
  assert.deepEqual(it.jobs.submitted, []);
});

test('the same person asking for the same again gets the same request', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  await it.say('U0KIM', 'run   users');
  await it.say('U0LEE', 'run users');
  assert.deepEqual(
    it.jobs.requests().map(({ id, by }) => [id, by.id]),
    [
      [1, 'U0KIM'],
      [2, 'U0LEE'],
    ],
  );
});

test('what tables.yml says of the table has changed: the request lapses, and another table changing does not matter', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  const { tables } = config();
  it.jobs.configure(config({ tables: { ...tables, products: { ...tables.products!, mode: 'merge' } } }));
  it.jobs.configure(config({ tables: { ...tables, users: { ...tables.users!, mask: {}, line: 99 } } }));
  assert.match(await it.say('U0ANN', 'approve 1'), /Request 1 is not what it was/);
  assert.equal(it.jobs.request(1)?.state, 'expired');
  it.jobs.configure(config());
  await it.say('U0KIM', 'run users');
  it.jobs.configure(config({ tables: { ...tables, products: { ...tables.products!, mode: 'merge' } } }));
  assert.match(await it.say('U0ANN', 'approve 2'), /Request 2 approved/);
  assert.deepEqual(it.jobs.submitted, ['users']);
});

test('who asked has lost the role, or became a guest: nothing is done for them', async () => {
  const people: Record<string, { limit: 'guest' | null }> = {};
  const it = given({ directory: fakeDirectory(people) });
  await it.say('U0KIM', 'run users');
  people.U0KIM = { limit: 'guest' };
  assert.match(await it.say('U0ANN', 'approve 1'), /nobody left to do it for/);
  await it.say('U0LEE', 'run users');
  it.jobs.configure(config({ roles: { ...roles, operator: [] } }));
  assert.match(await it.say('U0ANN', 'approve 2'), /nobody left to do it for/);
  assert.deepEqual(it.jobs.submitted, []);
});

test('where Slack does not say who asked, the request waits on', async () => {
  const people: Record<string, { limit: 'unknown' | null }> = {};
  const it = given({ directory: fakeDirectory(people) });
  await it.say('U0KIM', 'run users');
  people.U0KIM = { limit: 'unknown' };
  assert.match(await it.say('U0ANN', 'approve 1'), /Not now/);
  people.U0KIM = { limit: null };
  assert.match(await it.say('U0ANN', 'approve 1'), /Request 1 approved/);
  assert.deepEqual(it.jobs.submitted, ['users']);
});

test('a selector is carried out for the tables it meant when it was asked for', async () => {
  const it = given();
  it.jobs.store(aSuccess({ id: 8, table: 'purchases' }));
  await it.say('U0KIM', 'run tag:core');
  assert.equal(it.jobs.request(1)?.line, 'run purchases');
  const { tables } = config();
  it.jobs.configure(config({ tables: { ...tables, products: { ...tables.products!, tags: ['core'] } } }));
  await it.say('U0ANN', 'approve 1');
  assert.deepEqual(it.jobs.submitted, ['purchases']);
});

test('words that mean tables together are looked at together, as they are carried out', async () => {
  for (const line of ['run tag: core', 'run users tag: core', 'retry tag: core', 'run タグ: core']) {
    const it = given();
    it.jobs.configure(config({ danger: { ...danger, rows: null } }));
    it.jobs.store(aFailure({ id: 8, table: 'purchases' }));
    await it.say('U0KIM', line);
    assert.deepEqual([it.jobs.requests().length, it.jobs.submitted], [1, []], line);
    await it.say('U0ANN', 'approve 1');
    assert.ok(it.jobs.submitted.includes('purchases'), line);
  }
});

test('of several windows that are asked for again the longest counts too', async () => {
  const it = given();
  const { tables } = config();
  const bitByBit = (name: string) => ({ ...tables[name]!, mode: 'append' as const, incrementalKey: 'at', tags: [] });
  it.jobs.configure(
    config({
      tables: { ...tables, users: bitByBit('users'), products: bitByBit('products') },
      danger: { ...danger, rows: null },
    }),
  );
  it.jobs.store(aFailure({ id: 8, table: 'users', scope: { kind: 'window', from: '2026-11-01', to: '2026-11-02' } }));
  it.jobs.store(aFailure({ id: 9, table: 'products', scope: { kind: 'window', from: '2020-01-01', to: null } }));
  await it.say('U0KIM', 'retry 8 9');
  assert.deepEqual(it.jobs.submitted, []);
  assert.equal(it.jobs.requests()[0]?.why[0]?.rule, 'days');
});

test('a decision about a column whose name has spaces is approved as it was asked for', async () => {
  const it = given();
  await it.say('U0KIM', 'column purchases "contact note" fine');
  assert.equal(it.jobs.requests()[0]?.line, 'column purchases "contact note" fine');
});

test('what was held when it was asked for is published, and no other run that is held by then', async () => {
  const it = given();
  it.jobs.store(aHeldRun({ id: 8, table: 'purchases' }));
  await it.say('U0KIM', 'publish purchases');
  assert.equal(it.jobs.requests()[0]?.line, 'publish 8');
});

test('a plan that nobody carries out needs no other person, and may be made while everything is frozen', async () => {
  const it = given();
  await it.say('U0KIM', 'run purchases --dry-run');
  assert.deepEqual(it.jobs.requests(), []);
  await it.say('U0BOSS', 'freeze on --why move');
  await it.say('U0KIM', 'run purchases --dry-run');
  assert.deepEqual(decisionsOf(it).at(-1), 'U0KIM: run purchases --dry-run: allowed');
});

test('who may only look neither takes an alert, nor silences it, nor calls anybody', async () => {
  const people = { U0GUEST: { limit: 'guest' }, U0EXT: { limit: 'external' } } as const;
  const it = given({ directory: fakeDirectory(people) });
  for (const user of ['U0GUEST', 'U0EXT'])
    for (const line of ['ack 1', 'snooze 1 4h', 'escalate 1'])
      assert.match(await it.say(user, line), /You may look, but not/, line);
  assert.deepEqual(
    it.jobs.decisions(0).map(({ decision }) => decision),
    Array<string>(6).fill('denied'),
  );
});

test('a table that never ran is asked about by what its source estimates, or where nobody can tell', async () => {
  const it = given();
  it.jobs.plans.set('products', { plan: { estimatedRows: 9_000 } } as PlanReport);
  await it.say('U0KIM', 'run products');
  assert.deepEqual(it.jobs.submitted, ['products']);
  it.jobs.plans.set('user_events', new SyncError(aFailure().error!));
  await it.say('U0KIM', 'run user_events');
  assert.deepEqual(it.jobs.requests()[0]?.why, [{ rule: 'rows', table: 'user_events', found: null, allowed: '10000' }]);
});

test('every verb that moves rows or changes how they are copied is asked about, and none that stops something', async () => {
  const asks = [
    'run purchases',
    'run purchases --full',
    'retry purchases',
    'publish purchases',
    'undo purchases --yes',
    'column purchases email fine',
  ];
  const free = [
    'cancel purchases',
    'discard purchases',
    'pause purchases --until 2h --why tired',
    'resume purchases',
    'undo purchases',
    'column purchases email mask',
    'run products',
  ];
  for (const line of [...asks, ...free]) {
    const it = given();
    it.jobs.store(aSuccess({ id: 8, table: 'products' }));
    it.jobs.configure(config({ danger: { ...danger, rows: null } }));
    await it.say('U0KIM', line);
    assert.equal(it.jobs.requests().length, asks.includes(line) ? 1 : 0, line);
  }
});

test('a retry of everything counts as everything, and one of too many days as so many days', async () => {
  const it = given();
  const { tables } = config();
  const users = { ...tables.users!, mode: 'append' as const, incrementalKey: 'at' };
  it.jobs.configure(config({ tables: { ...tables, users }, danger: { ...danger, tags: [], rows: null } }));
  const window = { kind: 'window', from: '2026-01-01', to: '2026-11-01' } as const;
  it.jobs.store(aFailure({ id: 8, scope: window }));
  await it.say('U0KIM', 'retry users');
  await it.say('U0KIM', 'retry 8');
  assert.deepEqual(
    it.jobs.requests().map(({ line, why }) => [line, why[0]?.rule, why[0]?.found]),
    [
      ['retry users', 'days', '304'],
      ['retry 8', 'days', '304'],
    ],
  );
});

test('a terminal needs no approval, and is in the audit all the same', async () => {
  const { jobs } = given();
  const asker = { kind: 'terminal', id: 'kim' } as const;
  await dispatch(split('run users'), contextOf(jobs, asker, { role: 'admin', limit: null, place: null }));
  assert.deepEqual(jobs.submitted, ['users']);
  assert.deepEqual(
    jobs.decisions(0).map(({ decision, mouth, role }) => [decision, mouth, role]),
    [['allowed', 'terminal', 'admin']],
  );
});

test('approving is not for a terminal, which cannot know who asked', async () => {
  const it = given();
  await it.say('U0KIM', 'run users');
  const terminal = contextOf(it.jobs, { kind: 'terminal', id: 'kim' }, { role: 'admin', limit: null, place: null });
  const said = await dispatch(split('approve 1'), terminal);
  assert.equal(said.outcome, 'refused');
  assert.equal((await dispatch(split('deny 1 --why no'), terminal)).outcome, 'ok');
  assert.deepEqual(it.jobs.submitted, []);
});

test('the bot dies between the approval and the run: the next one carries it out, once', async () => {
  const history = join(temporaryDirectory(), 'history.db');
  const before = given({ history });
  await before.say('U0KIM', 'run users');
  before.jobs.decideRequest(1, 'approved', { kind: 'slack', id: 'U0ANN' }, null);

  const after = given({ history });
  const announced: number[] = [];
  const parts = {
    jobs: after.jobs,
    stands: createStands(after.jobs, fakeDirectory()),
    notifier: {
      announce: async (id: number) => {
        announced.push(id);
        return { kind: 'here' } as const;
      },
    },
    log: { info() {}, warn() {}, error() {} },
  };
  await resumeApproved(parts);
  await resumeApproved(parts);
  assert.deepEqual([after.jobs.submitted, announced], [['users'], [12]]);
});

test('what was approved is not carried out when the bot comes back too late, or tables.yml says something else', async () => {
  for (const what of ['late', 'changed']) {
    const it = given();
    await it.say('U0KIM', 'run users');
    it.jobs.decideRequest(1, 'approved', { kind: 'slack', id: 'U0ANN' }, null);
    const { tables } = config();
    if (what === 'late') await it.clock.pass(4 * HOUR);
    else it.jobs.configure(config({ tables: { ...tables, users: { ...tables.users!, mask: {} } } }));
    const notifier = { announce: async () => ({ kind: 'here' }) as const };
    const log = { info() {}, warn() {}, error() {} };
    await resumeApproved({ jobs: it.jobs, stands: createStands(it.jobs, fakeDirectory()), notifier, log });
    assert.deepEqual([it.jobs.submitted, it.jobs.requestsLeft()], [[], []], what);
    assert.equal(it.jobs.request(1)?.done?.refused, 'refused', what);
  }
});

test('the bot dies between the run and the note about it: it is not run again', async () => {
  const history = join(temporaryDirectory(), 'history.db');
  const before = given({ history });
  await before.say('U0KIM', 'run users');
  before.jobs.requestDone = () => {};
  await before.say('U0ANN', 'approve 1');
  assert.equal(before.jobs.request(1)?.done, null);

  const after = given({ history });
  assert.deepEqual(after.jobs.requestsLeft(), []);
  assert.deepEqual(after.jobs.request(1)?.done?.runs, [12]);
});
