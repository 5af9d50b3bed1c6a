import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interactiveClient } from '../../src/bot/clients.ts';
import { createDirectory } from '../../src/bot/directory.ts';
import { createStands } from '../../src/bot/standing.ts';
import { fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { handClock } from '../support/hand-clock.ts';

async function withSlack(
  work: (slack: FakeSlack, parts: ReturnType<typeof open>) => Promise<void>,
  config = shopConfig(),
): Promise<void> {
  const slack = await fakeSlack();
  try {
    await work(slack, open(slack, config));
  } finally {
    await slack.close();
  }
}

function open(slack: FakeSlack, config = shopConfig()) {
  const clock = handClock(NINE);
  const told: object[] = [];
  const log = { info() {}, warn: (facts: object) => void told.push(facts), error() {} };
  const directory = createDirectory({
    client: interactiveClient({ botToken: 'xoxb-1', apiUrl: slack.apiUrl }),
    timers: clock,
    log,
  });
  return { clock, told, directory, stands: createStands(fakeJobs(clock, config), directory) };
}

const user = (facts: Record<string, unknown>) => ({ body: { ok: true, user: { team_id: 'T0', ...facts } } });

test('a person is asked about once in ten minutes, with language and zone', () =>
  withSlack(async (slack, { clock, directory }) => {
    slack.next('users.info', user({ id: 'U1', locale: 'ja-JP', tz: 'Asia/Tokyo' }));
    const expected = { id: 'U1', limit: null, locale: 'ja-JP', zone: 'Asia/Tokyo' };
    const [one, two] = await Promise.all([directory.person('U1'), directory.person('U1')]);
    assert.deepEqual([one, two], [expected, expected]);
    await clock.pass(9 * 60_000);
    await directory.person('U1');
    assert.equal(slack.of('users.info').length, 1);
    assert.equal(slack.of('users.info')[0]?.body.include_locale, 'true');
    await clock.pass(60_000);
    await directory.person('U1');
    assert.equal(slack.of('users.info').length, 2);
    assert.equal(slack.of('auth.test').length, 1);
  }));

test('guests, strangers, people of another workspace, bots and those who left are known as such', () =>
  withSlack(async (slack, { directory }) => {
    const cases: readonly (readonly [Record<string, unknown>, string | null])[] = [
      [{ is_restricted: true }, 'guest'],
      [{ is_ultra_restricted: true, is_restricted: true }, 'guest'],
      [{ is_stranger: true }, 'external'],
      [{ team_id: 'T9' }, 'external'],
      [{ team_id: 'T9', is_restricted: true }, 'external'],
      [{ deleted: true, team_id: 'T9' }, 'gone'],
      [{ is_bot: true }, 'bot'],
      [{ is_workflow_bot: true }, 'bot'],
      [{ is_admin: true, is_owner: true }, null],
    ];
    for (const [i, [facts, limit]] of cases.entries()) {
      slack.next('users.info', user(facts));
      assert.equal((await directory.person(`U${i}`)).limit, limit, JSON.stringify(facts));
    }
    slack.next('users.info', { body: { ok: false, error: 'user_not_found' } });
    assert.equal((await directory.person('UX')).limit, 'external');
  }));

test('a workspace of another company that only the payload tells of is another company all the same', () =>
  withSlack(async (_, { directory }) => {
    assert.equal((await directory.person('U1', 'T9')).limit, 'external');
    assert.equal((await directory.person('U1', 'T0')).limit, null);
  }));

test('the workspaces of one grid belong together', () =>
  withSlack(async (slack, { directory }) => {
    slack.next('auth.test', { body: { ok: true, team_id: 'T0', enterprise_id: 'E0' } });
    slack.next('users.info', user({ team_id: 'T1', enterprise_user: { enterprise_id: 'E0' } }));
    slack.next('users.info', user({ team_id: 'T1', enterprise_user: { enterprise_id: 'E9' } }));
    assert.equal((await directory.person('U1', 'T1')).limit, null);
    assert.equal((await directory.person('U2', 'T1')).limit, 'external');
  }));

test('where Slack is down a person is unknown, their language is not forgotten, and Slack is not asked at every word', () =>
  withSlack(async (slack, { clock, told, directory }) => {
    slack.next('users.info', user({ locale: 'ja-JP' }));
    await directory.person('U1');
    await clock.pass(10 * 60_000);
    slack.next('users.info', { status: 503, body: {} });
    const person = await directory.person('U1');
    assert.deepEqual([person.limit, person.locale], ['unknown', 'ja-JP']);
    await directory.person('U1');
    assert.equal(slack.of('users.info').length, 2);
    assert.equal(told.length, 1);
    await clock.pass(10_000);
    assert.equal((await directory.person('U1')).limit, null);
  }));

test('an answer without a person in it makes nobody a member', () =>
  withSlack(async (slack, { directory }) => {
    slack.next('users.info', { body: { ok: true } });
    assert.equal((await directory.person('U1')).limit, 'unknown');
  }));

test('who Slack cannot name may look and no more, and says why', () =>
  withSlack(async (slack, { clock, stands }) => {
    slack.next('auth.test', { status: 500, body: {} });
    const found = await stands({ user: 'U0BOSS', channel: 'C1' });
    assert.deepEqual([found.role, found.limit], ['viewer', 'unknown']);
    await clock.pass(10_000);
    assert.equal((await stands({ user: 'U0BOSS', channel: 'C1' })).role, 'admin');
  }));

test('a 429 is waited out for as long as Slack says, and nothing else waits for it', () =>
  withSlack(async (slack, { clock, directory }) => {
    slack.next('users.info', {
      status: 429,
      headers: { 'retry-after': '30' },
      body: { ok: false, error: 'ratelimited' },
    });
    assert.equal((await directory.person('U1')).limit, 'unknown');
    assert.equal((await directory.person('U2')).limit, null);
    await clock.pass(29_000);
    assert.equal((await directory.person('U1')).limit, 'unknown');
    assert.equal(slack.of('users.info').length, 2);
    await clock.pass(1_000);
    assert.equal((await directory.person('U1')).limit, null);
  }));

const ONCALL = shopConfig([], { roles: { operator: ['S0ONCALL'], approver: [], admin: ['U0BOSS'] } });

test('the members of a user group are asked for at most once a minute', () =>
  withSlack(async (slack, { clock, stands }) => {
    slack.next('usergroups.users.list', { body: { ok: true, users: ['U0KIM'] } });
    assert.equal((await stands({ user: 'U0KIM', channel: null })).role, 'operator');
    assert.equal((await stands({ user: 'U0X', channel: null })).role, 'viewer');
    assert.equal(slack.of('usergroups.users.list').length, 1);
    await clock.pass(60_000);
    // Kim has left the group.
    assert.equal((await stands({ user: 'U0KIM', channel: null })).role, 'viewer');
    assert.equal(slack.of('usergroups.users.list').length, 2);
  }, ONCALL));

test('a group that Slack does not tell the members of gives nobody a role; one that is gone has no members', () =>
  withSlack(async (slack, { clock, stands }) => {
    slack.next('usergroups.users.list', { status: 429, headers: { 'retry-after': '5' }, body: {} });
    const kim = await stands({ user: 'U0KIM', channel: null });
    assert.deepEqual([kim.role, kim.limit], ['viewer', 'unknown']);
    const boss = await stands({ user: 'U0BOSS', channel: null });
    assert.deepEqual([boss.role, boss.limit], ['admin', null]);
    await clock.pass(10_000);
    slack.next('usergroups.users.list', { body: { ok: false, error: 'no_such_subteam' } });
    const later = await stands({ user: 'U0KIM', channel: null });
    assert.deepEqual([later.role, later.limit], ['viewer', null]);
  }, ONCALL));
