import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limit } from '../../src/bot/access.ts';
import { COMMANDS } from '../../src/bot/commands/index.ts';
import { peopleOf } from '../support/audited.ts';
import { fakeDirectory } from '../support/fake-directory.ts';
import { aHeldRun, aSuccess, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

// Who may what, written down by hand and not taken from the commands: V a viewer, O an operator, P an approver, A an
// admin. Guests and people of other companies have the same entries in tables.yml as members have.

type May = { readonly line: string; readonly member: string; readonly guest: string; readonly external: string };
const looks = (line: string): May => ({ line, member: 'VOPA', guest: 'VOPA', external: 'VOPA' });
/** Every member may take an alert; whoever may only look changes nothing, not even that. */
const answers = (line: string): May => ({ line, member: 'VOPA', guest: '', external: '' });
const does = (line: string, member: 'OPA' | 'PA' | 'A'): May => ({ line, member, guest: '', external: '' });

const MATRIX: Readonly<Record<string, May>> = {
  help: looks('help'),
  list: looks('list'),
  status: looks('status'),
  plan: looks('plan users'),
  diff: looks('diff users'),
  log: looks('log users'),
  explain: looks('explain users'),
  history: looks('history users'),
  chart: looks('chart users rows'),
  next: looks('next'),
  late: looks('late'),
  changes: looks('changes'),
  failures: looks('failures'),
  unused: looks('unused warehouse'),
  audit: looks('audit'),
  requests: looks('requests'),
  request: looks('request "run users"'),
  ack: answers('ack 1'),
  snooze: answers('snooze 1 1h'),
  escalate: answers('escalate 1'),
  alerts: looks('alerts'),
  watches: looks('watches'),
  settings: looks('settings'),
  language: looks('language en'),
  run: does('run users', 'OPA'),
  retry: does('retry users', 'OPA'),
  verify: does('verify users', 'OPA'),
  cancel: does('cancel users', 'OPA'),
  publish: does('publish users', 'OPA'),
  discard: does('discard users', 'OPA'),
  undo: does('undo users --yes', 'OPA'),
  column: does('column users email fine', 'OPA'),
  revert: does('revert 1', 'OPA'),
  pause: does('pause users --until 2h --why "index rebuild"', 'OPA'),
  resume: does('resume users', 'OPA'),
  watch: does('watch users failed', 'OPA'),
  unwatch: does('unwatch users', 'OPA'),
  doctor: does('doctor', 'OPA'),
  approve: does('approve 1', 'PA'),
  deny: does('deny 1', 'PA'),
  freeze: does('freeze on --why migration', 'A'),
};

const ROLES = { V: 'viewer', O: 'operator', P: 'approver', A: 'admin' } as const;
const KINDS = ['member', 'guest', 'external'] as const;
const LIMITS: Readonly<Record<(typeof KINDS)[number], Limit | null>> = {
  member: null,
  guest: 'guest',
  external: 'external',
};

test('every verb there is has its line in the matrix, and at least 21 are there', () => {
  const verbs = COMMANDS.map(({ verb }) => verb);
  assert.deepEqual(
    verbs.filter((verb) => MATRIX[verb] === undefined),
    [],
  );
  assert.ok(verbs.length >= 21, String(verbs.length));
});

async function asked(verb: string, letter: keyof typeof ROLES, kind: (typeof KINDS)[number]) {
  const clock = handClock(NINE);
  const roles = { operator: ['U0O', 'U0O2'], approver: ['U0P'], admin: ['U0A'] };
  const jobs = fakeJobs(clock, shopConfig([], { roles }));
  jobs.store(aSuccess());
  jobs.store(aHeldRun());
  jobs.ask(
    {
      line: 'run purchases',
      tables: ['purchases'],
      by: { kind: 'slack', id: 'U0O2' },
      why: [],
      note: null,
      place: null,
    },
    { verb: 'run', role: 'operator', mouth: 'command' },
  );
  const directory = fakeDirectory({ [`U0${letter}`]: { limit: LIMITS[kind] } });
  const { say } = peopleOf(jobs, clock, directory);
  const answer = await say(`U0${letter}`, MATRIX[verb]!.line, { mouth: 'button' });
  const decided = jobs.decisions(0).filter(({ by }) => by.id === `U0${letter}`);
  return { answer, decided };
}

for (const { verb, role, changes } of COMMANDS) {
  test(`${verb}: four roles as members, guests and people of other companies, each decision in the audit`, async () => {
    const expected = MATRIX[verb]!;
    const written = expected.member !== 'VOPA' || changes === true;
    for (const kind of KINDS) {
      for (const letter of Object.keys(ROLES) as (keyof typeof ROLES)[]) {
        const what = `${verb} by ${kind} ${ROLES[letter]}`;
        const may = expected[kind].includes(letter);
        const { answer, decided } = await asked(verb, letter, kind);
        assert.equal(/You may (?:not|look, but not) /.test(answer), !may, `${what}: ${answer}`);
        if (!written) {
          assert.deepEqual(decided, [], what);
          continue;
        }
        const [one, ...more] = decided;
        assert.ok(one !== undefined && more.length === 0, `${what}: ${decided.length} decisions`);
        const { decision, by, mouth, place, role: had, config } = one;
        assert.equal(decision, may ? 'allowed' : 'denied', `${what}: ${one.why}`);
        assert.deepEqual([by.kind, mouth, place], ['slack', 'button', { channel: 'C0DATA', thread: null }], what);
        assert.equal(had, kind === 'member' ? ROLES[letter] : 'viewer', what);
        assert.equal(one.verb, verb);
        assert.match(config, /^[0-9a-f]{10}$/);
        if (!may) assert.equal(one.why, kind === 'member' ? `needs ${role}` : kind, what);
      }
    }
  });
}
