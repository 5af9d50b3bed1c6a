import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlackMessage } from '../../src/bot/blocks.ts';
import { dispatch } from '../../src/bot/commands/index.ts';
import { createConversation, type Said } from '../../src/bot/conversation.ts';
import type { Announced } from '../../src/bot/notify.ts';
import { createStands } from '../../src/bot/standing.ts';
import { toText } from '../../src/bot/text.ts';
import { split } from '../../src/bot/words.ts';
import { type Asker, SyncError } from '../../src/jobs/index.ts';
import { bothLanguages } from '../support/both-languages.ts';
import { contextOf } from '../support/context.ts';
import { fakeDirectory } from '../support/fake-directory.ts';
import {
  aFailure,
  aHeldForColumns,
  aHeldRun,
  aRun,
  aSuccess,
  type FakeJobs,
  fakeJobs,
  KIM,
  LEE,
  NINE,
  shopConfig,
} from '../support/fake-jobs.ts';
import { fakeLanguages } from '../support/fake-languages.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';

const { show, assertBoth } = bothLanguages();

const GUEST: Asker = { kind: 'slack', id: 'U0GUEST' };

function shop(): { readonly jobs: FakeJobs; readonly clock: HandClock } {
  const clock = handClock(NINE);
  const jobs = fakeJobs(clock, shopConfig(['user_events']));
  jobs.store(aSuccess());
  return { jobs, clock };
}

async function transcript(jobs: FakeJobs, lines: readonly (readonly [Asker, string])[]): Promise<string> {
  const said: string[] = [];
  for (const [asker, line] of lines) {
    const reply = await dispatch(split(line), contextOf(jobs, asker));
    show(`/sync ${line}`, reply.message);
    const seen = reply.visibility === 'channel' ? 'the channel sees' : 'only they see';
    said.push(
      `${asker.id}: /sync ${line}`,
      `(${reply.outcome}, ${seen})`,
      toText(reply.message, { width: 80, color: false }),
      '',
    );
  }
  return said.join('\n');
}

test('a morning of questions', async () => {
  const { jobs } = shop();
  jobs.store(aFailure({ table: 'purchases' }));
  const lines = [
    '',
    'help run',
    'list',
    'list core',
    'status',
    'status purchases',
    'history users',
    'next',
    'next 1',
    'log 7',
  ];
  assertBoth(
    'questions',
    await transcript(
      jobs,
      lines.map((line) => [GUEST, line] as const),
    ),
  );
});

test('an hour of work: run, run again, cancel, pause, resume', async () => {
  const { jobs } = shop();
  assertBoth(
    'work',
    await transcript(jobs, [
      [KIM, 'run users purchases --note after the price fix'],
      [LEE, 'run users'],
      [LEE, 'cancel 12'],
      [KIM, 'cancel 12'],
      [KIM, 'cancel products'],
      [KIM, 'cancel 999'],
      [KIM, 'pause users --until 18:00 --why index rebuild on shop'],
      [LEE, 'resume users products'],
      [LEE, 'resume users'],
    ]),
  );
});

const GENERATIONS = {
  current: {
    token: 'h_7_1_x',
    origin: 'h_7_1_x',
    rows: 50_000,
    publishedAt: '2026-11-19T20:00:00.000Z',
    masks: { id: null, email: 'hash' },
  },
  previous: {
    token: 'h_6_1_x',
    origin: 'h_6_1_x',
    rows: 49_000,
    publishedAt: '2026-11-18T20:00:00.000Z',
    masks: { id: null, email: 'hash' },
  },
  altered: null,
} as const;

test('a run that is held: how it stands, who may decide, and who comes too late', async () => {
  const { jobs } = shop();
  jobs.store(aHeldRun());
  assertBoth(
    'held',
    await transcript(jobs, [
      [GUEST, 'status'],
      [GUEST, 'status users'],
      [GUEST, 'publish users'],
      [KIM, 'run users'],
      [KIM, 'undo users'],
      [KIM, 'publish products'],
      [KIM, 'publish 999'],
      [KIM, 'discard users --note the export broke off'],
      [LEE, 'publish 14'],
      [LEE, 'publish users'],
      [GUEST, 'history users'],
      [GUEST, 'audit users'],
      [GUEST, 'audit 366'],
      [GUEST, 'audit products 1'],
      [GUEST, 'audit users 0'],
    ]),
  );
});

test('columns that wait: who decides, what is written, what cannot be, and how it is undone', async () => {
  const { jobs } = shop();
  jobs.store(aHeldForColumns());
  jobs.asked.push({
    table: 'purchases',
    column: { name: 'fax', type: 'varchar(20)', masks: ['hash', 'redact', 'null', 'last4'], suspicion: null },
    run: 7,
    askedAt: NINE - 60_000,
  });
  const written = { kind: 'written', file: '/shop/tables.yml', line: 12, removed: [], change: 3, run: null } as const;
  const mask = { ...written, added: ['    mask: { email: hash }'], run: jobs.run(15), left: ['contact note'] };
  jobs.outcomes.set('email', mask);
  jobs.outcomes.set('contact note', { ...written, added: [], run: aRun({ id: 15 }), left: [] });
  jobs.outcomes.set('fax', {
    kind: 'refused',
    why: 'read_only',
    said: 'the file is read-only',
    byHand: ['tables:', '  purchases:', '    exclude: [fax]'],
  });
  jobs.outcomes.set('3', { ...written, removed: mask.added, added: [], left: [] });
  jobs.outcomes.set('4', { kind: 'already', said: 'undone by U0LEE' });
  const change = { at: NINE - 60_000, by: KIM, table: 'users', file: '/shop/tables.yml', before: null } as const;
  jobs.made.push(
    { ...change, id: 4, column: 'note', key: 'exclude', after: 'listed', undone: { at: NINE, by: 'U0LEE' } },
    { ...change, id: 3, column: 'email', key: 'mask', after: 'hash', undone: null },
  );
  assertBoth(
    'columns',
    await transcript(jobs, [
      [GUEST, 'status'],
      [GUEST, 'status purchases'],
      [GUEST, 'list'],
      [GUEST, 'column users email fine'],
      [KIM, 'run users'],
      [KIM, 'publish users'],
      [KIM, 'column users email mask'],
      [KIM, 'column users email mask hash'],
      [KIM, 'column users "contact note" fine'],
      [KIM, 'column purchases fax exclude'],
      [KIM, 'column users emial fine'],
      [KIM, 'column users email mask sha1'],
      [KIM, 'column users email drop'],
      [KIM, 'column users'],
      [GUEST, 'changes users'],
      [GUEST, 'changes purchases'],
      [KIM, 'revert 3'],
      [KIM, 'revert 4'],
      [KIM, 'revert 99'],
      [KIM, 'revert it'],
    ]),
  );
});

test('the version before is put back only by whoever has seen what that means', async () => {
  const { jobs } = shop();
  jobs.looks.set('users', { target: 'users', generations: GENERATIONS, refused: null });
  const refused = {
    ...({ code: 'undo.none', side: 'destination', stage: 'check', retryable: false, retry: 'never' } as const),
    message: 'there is no previous version of products to put back: none was kept when it was published last',
    hint: 'Correct the source and run products again; with keep_previous: 1 the next replace keeps a version.',
  } as const;
  jobs.looks.set('products', { target: 'products', generations: { ...GENERATIONS, previous: null }, refused });
  assertBoth(
    'undo',
    await transcript(jobs, [
      [GUEST, 'undo users'],
      [KIM, 'undo users --note half of the prices are missing'],
      [KIM, 'undo products --yes'],
      [KIM, 'undo users --yes --note half of the prices are missing'],
      [LEE, 'undo users --yes'],
      [KIM, 'undo'],
    ]),
  );
  assert.deepEqual(jobs.submitted, ['users']);
});

test('mistakes are answered with what to type instead', async () => {
  const { jobs } = shop();
  assertBoth(
    'mistakes',
    await transcript(jobs, [
      [KIM, 'runn users'],
      [KIM, 'frobnicate'],
      [KIM, 'run usres, purchases'],
      [KIM, 'run nothing_like_it'],
      [KIM, 'run'],
      [KIM, 'run users --fast'],
      [KIM, 'run users --full --gaps'],
      [KIM, 'run users --from 2026-11-01'],
      [KIM, 'pause users'],
      [KIM, 'pause users --until 25:00 --why x'],
      [KIM, 'pause users --until 18:00'],
      [KIM, 'history users many'],
      [KIM, 'log 999'],
      [KIM, 'log products'],
      [KIM, 'next year'],
      [KIM, 'help me'],
      [GUEST, 'run users'],
    ]),
  );
});

test('a run that names an unknown table starts none of the others', async () => {
  const { jobs } = shop();
  await dispatch(split('run users nope'), contextOf(jobs, KIM));
  assert.deepEqual(jobs.submitted, []);
});

test('whoever may not run starts nothing, by whatever way', async () => {
  const { jobs } = shop();
  for (const line of [
    'run users',
    '実行 users',
    'RUN users',
    'cancel 7',
    'publish users',
    'discard users',
    'undo users --yes',
    'pause users --until 2h --why x',
    'resume users',
  ]) {
    const reply = await dispatch(split(line), contextOf(jobs, GUEST));
    assert.equal(reply.outcome, 'refused', line);
  }
  assert.deepEqual(jobs.submitted, []);
});

test('two people who run the same table get one run, and both hear of it', async () => {
  const { jobs } = shop();
  const [first, second] = await Promise.all([
    dispatch(split('run users'), contextOf(jobs, KIM)),
    dispatch(split('run users'), contextOf(jobs, LEE)),
  ]);
  assert.deepEqual([first.started, first.joined, second.started, second.joined], [[12], [], [], [12]]);
  assert.match(toText(second.message, { width: 200, color: false }), /run 12, queued, asked for by U0KIM/);
});

test('a plan that cannot be made says why and what to do', async () => {
  const { jobs } = shop();
  jobs.plans.set('users', new SyncError(aFailure().error!));
  const reply = await dispatch(split('plan users'), contextOf(jobs, GUEST));
  assert.match(
    toText(reply.message, { width: 200, color: false }),
    /nothing listens on db.shop:3306.*\n.*What to do: Start the database/,
  );
});

test('columns that cannot be compared say why and what to do, and anybody may ask', async () => {
  const { jobs } = shop();
  jobs.diffs.set('users', new SyncError(aFailure().error!));
  const reply = await dispatch(split('差分 users'), contextOf(jobs, GUEST));
  assert.equal(reply.outcome, 'refused');
  assert.match(
    toText(reply.message, { width: 200, color: false }),
    /not compared \(src\.refused\)\n.*nothing listens.*\n.*What to do: Start the database.*\n.*diff users/,
  );
});

test('verify needs an operator, says at once that it has begun, and then how it ended', async () => {
  const { jobs, clock } = shop();
  const refused = await dispatch(split('verify users'), contextOf(jobs, GUEST));
  assert.equal(refused.outcome, 'refused');
  jobs.verdicts.set('users', new SyncError(aFailure().error!));
  const { say, answers } = talk(jobs, clock);
  await say('検証 users');
  assert.deepEqual(
    answers.map(([{ text }, visibility]) => [text.split(' – ')[0], visibility]),
    [
      ['🔄 users: verifying', 'private'],
      ['❌ users: not compared (src.refused)', 'private'],
    ],
  );
});

/** A conversation with one person in one channel, and what was answered. */
function talk(jobs: FakeJobs, clock: HandClock, announced: Announced = { kind: 'here' }) {
  const answers: [SlackMessage, string][] = [];
  const logged: object[] = [];
  const note = (facts: object) => void logged.push(facts);
  const announce = async () => announced;
  const converse = createConversation({
    stands: createStands(jobs, fakeDirectory()),
    languages: fakeLanguages(jobs, clock),
    jobs,
    notifier: { announce },
    deliver: async () => ({ said: true, trouble: null }),
    timers: clock,
    log: { info: note, warn: note, error: note },
  });
  const say = (line: string, rest: Partial<Said> = {}) =>
    converse({
      line,
      user: 'U0KIM',
      place: { channel: 'C1', thread: null },
      key: `command ${line}`,
      answer: async (message, visibility) => void answers.push([message, visibility]),
      ...rest,
    });
  return { say, answers, logged };
}

test('the message of the run is the answer to run', async () => {
  const { jobs, clock } = shop();
  const { say, answers } = talk(jobs, clock);
  await say('run users');
  assert.deepEqual(answers, []);
  assert.deepEqual(jobs.submitted, ['users']);
});

test('the same delivery acts once, and again ten minutes later', async () => {
  const { jobs, clock } = shop();
  const { say } = talk(jobs, clock);
  await say('run users', { key: 'k' });
  await say('run purchases', { key: 'k' });
  assert.deepEqual(jobs.submitted, ['users']);
  await clock.pass(10 * 60_000);
  await say('run purchases', { key: 'k' });
  assert.deepEqual(jobs.submitted, ['users', 'purchases']);
});

test('whoever asks where the bot cannot post hears where the run is followed', async () => {
  const { jobs, clock } = shop();
  const { say, answers } = talk(jobs, clock, { kind: 'elsewhere', channel: '#data-syncs', reason: 'not_in_channel' });
  await say('run users');
  assert.match(
    JSON.stringify(answers[0]),
    /cannot post here \(not_in_channel\), so the run is followed in #data-syncs/,
  );
});

test('an unexpected error gives the person a reference, and the log the same without the words of the error', async () => {
  const { jobs, clock } = shop();
  jobs.plans.set('users', new TypeError('Failing row contains (33, kim@example.com)'));
  const { say, answers, logged } = talk(jobs, clock);
  await say('plan users');
  const reference = /reference ([\w-]+)/.exec(answers[0]![0].text)?.[1];
  assert.ok(reference);
  assert.match(JSON.stringify(logged), new RegExp(`"reference":"${reference}","error":"TypeError"`));
  assert.doesNotMatch(JSON.stringify([answers, logged]), /kim@example/);
});
