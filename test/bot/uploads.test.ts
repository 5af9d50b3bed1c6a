import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { outboxClient } from '../../src/bot/clients.ts';
import { createUploads } from '../../src/bot/uploads.ts';
import { fileProblems } from '../support/block-kit.ts';
import { type FakeSlack, fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';

const PICTURE = {
  name: 'users-rows.png',
  title: 'users',
  alt: `latest 1,204,331 rows${'。'.repeat(2000)}`,
  comment: '*users*',
  bytes: new TextEncoder().encode('a picture'),
};
let slack: FakeSlack;

before(async () => {
  slack = await fakeSlack();
});
after(() => slack.close());

const uploads = () => createUploads(outboxClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl }));
const last = (method: string) => slack.of(method).at(-1)?.body;

test('a file goes into the thread where it was asked for, with its comment and at most 1,000 characters of alt text', async () => {
  const place = { channel: 'C1', thread: '1700000000.000100' };
  assert.deepEqual(await uploads().share(place, PICTURE), { kind: 'sent' });
  const asked = last('files.getUploadURLExternal');
  assert.deepEqual([asked?.filename, asked?.length, String(asked?.alt_text).length], ['users-rows.png', '9', 1000]);
  assert.equal(slack.of('upload').length, 1);
  const { channel_id, files, thread_ts, initial_comment } = last('files.completeUploadExternal') ?? {};
  const [{ title }] = (typeof files === 'string' ? JSON.parse(files) : files) as [{ title: string }];
  const [name, alt, comment] = [asked?.filename, asked?.alt_text, initial_comment].map(String) as [
    string,
    string,
    string,
  ];
  assert.deepEqual(fileProblems({ name, title, alt, comment }), []);
  assert.deepEqual([channel_id, thread_ts, initial_comment], ['C1', '1700000000.000100', '*users*']);
});

test('a file for one person goes into their direct messages', async () => {
  assert.deepEqual(await uploads().send('U0KIM', PICTURE), { kind: 'sent' });
  assert.equal(last('files.completeUploadExternal')?.channel_id, 'D0KIM');
});

test('what Slack says against a file is told, and nothing is tried again', async () => {
  slack.next('files.getUploadURLExternal', { body: { ok: false, error: 'missing_scope' } });
  const place = { channel: 'C1', thread: null };
  assert.deepEqual(await uploads().share(place, PICTURE), { kind: 'refused', reason: 'missing_scope' });
  const before = slack.of('files.completeUploadExternal').length;
  slack.next('files.completeUploadExternal', { status: 429, headers: { 'retry-after': '30' }, body: { ok: false } });
  assert.deepEqual(await uploads().share(place, PICTURE), { kind: 'refused', reason: 'ratelimited' });
  slack.next('upload', { status: 500 });
  assert.equal((await uploads().share(place, PICTURE)).kind, 'refused');
  assert.equal(slack.of('files.completeUploadExternal').length, before + 1);
});

test('a Slack that is not there is told as that', async () => {
  const deaf = createUploads(outboxClient({ botToken: 'xoxb-t', apiUrl: `http://127.0.0.1:${await freePort()}/api/` }));
  const sent = await deaf.share({ channel: 'C1', thread: null }, PICTURE);
  assert.deepEqual(sent, { kind: 'refused', reason: 'unreachable' });
});
