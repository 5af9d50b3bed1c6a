import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLanguages, spokenBy } from '../../../src/bot/language/of.ts';
import { fakeDirectory } from '../../support/fake-directory.ts';
import { fakeJobs, NINE, shopConfig } from '../../support/fake-jobs.ts';
import { handClock } from '../../support/hand-clock.ts';

const LOCALES = { U0KIM: { locale: 'ja-JP' }, U0LEE: { locale: 'en-GB' }, U0BAUER: { locale: 'de-DE' } };

function choosing(names: Readonly<Record<string, string>> = {}) {
  const clock = handClock(NINE);
  const config = shopConfig();
  const channels = { '#data-jp': { language: 'ja' }, C0ENGLISH: { language: 'en' } } as const;
  const jobs = fakeJobs(clock, { ...config, slack: { ...config.slack, language: 'en', channels } });
  const asked: string[] = [];
  const warned: object[] = [];
  const client = {
    conversations: {
      info: async ({ channel }: { channel: string }) => {
        asked.push(channel);
        if (names[channel] === undefined) throw new Error('missing_scope');
        return { channel: { name: names[channel] } };
      },
    },
  };
  const log = { info() {}, warn: (facts: object) => void warned.push(facts), error() {} };
  const languages = createLanguages({ jobs, directory: fakeDirectory(LOCALES), client, timers: clock, log });
  return { languages, jobs, clock, asked, warned, names };
}

test('a channel is spoken to as tables.yml says, by its name and by its id', async () => {
  const { languages, asked } = choosing({ C0TOKYO: 'data-jp', C0OTHER: 'data' });
  assert.equal(languages.channel('#data-jp'), 'ja');
  assert.equal(languages.channel('C0TOKYO'), 'en', 'nobody asked what it is called');
  await languages.meet('C0TOKYO');
  await languages.meet('C0OTHER');
  await languages.meet('C0TOKYO');
  assert.deepEqual([languages.channel('C0TOKYO'), languages.channel('C0OTHER')], ['ja', 'en']);
  await languages.meet('C0ENGLISH');
  assert.deepEqual(asked, ['C0TOKYO', 'C0OTHER'], 'each once, and none that tables.yml knows by its id');
});

test('a channel that was renamed loses the language of its old name', async () => {
  const names: Record<string, string> = { C0TOKYO: 'data-jp' };
  const { languages, clock } = choosing(names);
  await languages.meet('C0TOKYO');
  names.C0TOKYO = 'data-archive';
  await clock.pass(3_600_000);
  await languages.meet('C0TOKYO');
  assert.equal(languages.channel('C0TOKYO'), 'en');
});

test('where Slack does not say what a channel is called, slack.language holds', async () => {
  const { languages, warned } = choosing();
  await languages.meet('C0TOKYO');
  assert.equal(languages.channel('C0TOKYO'), 'en');
  assert.equal(warned.length, 1);
});

test('a person is answered as they set, else as their Slack, else as the channel', async () => {
  const { languages, jobs } = choosing();
  const answered = (user: string, channel: string | null) => languages.person(user, channel);
  assert.equal(await answered('U0KIM', 'C0ENGLISH'), 'ja');
  assert.equal(await answered('U0LEE', '#data-jp'), 'en');
  assert.equal(await answered('U0BAUER', '#data-jp'), 'ja');
  assert.equal(await answered('U0BAUER', null), 'en');
  jobs.saveSettings({ user: 'U0KIM', language: 'en', dmOnFailure: true });
  assert.equal(await answered('U0KIM', '#data-jp'), 'en');
  jobs.saveSettings({ ...jobs.settings('U0KIM'), language: null });
  assert.equal(await answered('U0KIM', null), 'ja');
  assert.deepEqual(jobs.settings('U0KIM'), { user: 'U0KIM', language: null, dmOnFailure: true });
  assert.deepEqual(jobs.settings('U0LEE'), { user: 'U0LEE', language: null, dmOnFailure: false });
});

test('what is posted into direct messages later is in the language in which they were answered', async () => {
  const { languages } = choosing();
  assert.equal(languages.channel('D0KIM'), 'en');
  await languages.person('U0KIM', 'D0KIM');
  assert.equal(languages.channel('D0KIM'), 'ja');
});

test('a locale is read as Slack and as a terminal write it', () => {
  assert.deepEqual(['ja-JP', 'ja_JP.UTF-8', 'ja', 'en-US', 'C', 'de-DE', '', null].map(spokenBy), [
    'ja',
    'ja',
    'ja',
    'en',
    null,
    null,
    null,
    null,
  ]);
});
