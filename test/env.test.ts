import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readEnv } from '../src/env.ts';

const SOCKET = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
const env = (raw: Record<string, string>, places = {}) => {
  const load = readEnv(places, raw);
  assert.ok(load.ok);
  return load.env;
};
const slackMistakes = (raw: Record<string, string>) => {
  const { slack } = env(raw);
  return slack.ok ? [] : slack.mistakes.map((line) => line.split(';')[0]);
};

test('the history lies beside tables.yml, and flags win over variables', () => {
  assert.deepEqual([env({}).config, env({}).history], [resolve('tables.yml'), resolve('sync-bot.db')]);
  assert.equal(env({ SYNC_BOT_CONFIG: '/etc/sync/tables.yml' }).history, '/etc/sync/sync-bot.db');
  const given = env(
    { SYNC_BOT_CONFIG: '/etc/a.yml', SYNC_BOT_HISTORY: '/b.db' },
    { config: '/c.yml', history: '/d.db' },
  );
  assert.deepEqual([given.config, given.history], ['/c.yml', '/d.db']);
});

test('a terminal needs nothing of Slack', () => {
  const { slack, maskKey } = env({});
  assert.deepEqual([slack.ok, maskKey], [false, null]);
});

test('all mistakes about Slack come at once, and no token is ever quoted', () => {
  assert.deepEqual(slackMistakes({}), ['SLACK_BOT_TOKEN is not set', 'SLACK_APP_TOKEN is not set']);
  const wrong = {
    SLACK_BOT_TOKEN: 'secret-1',
    SLACK_APP_TOKEN: 'secret-2',
    SLACK_API_URL: 'ftp://x',
    SLACK_MODE: 'pigeon',
  };
  assert.deepEqual(slackMistakes(wrong), [
    'SLACK_BOT_TOKEN does not begin with xoxb-',
    'SLACK_API_URL is ftp://x',
    'SLACK_MODE is pigeon',
    'SLACK_APP_TOKEN does not begin with xapp-',
  ]);
  assert.deepEqual(slackMistakes({ ...SOCKET, SLACK_MODE: 'http', PORT: 'x' }), [
    'SLACK_SIGNING_SECRET is not set',
    'PORT is x',
  ]);
});

test('both ways to receive are read', () => {
  const { slack } = env({ ...SOCKET, SLACK_API_URL: 'http://127.0.0.1:1/api' });
  assert.deepEqual(slack, {
    ok: true,
    settings: {
      botToken: 'xoxb-1',
      apiUrl: 'http://127.0.0.1:1/api/',
      receive: { mode: 'socket', appToken: 'xapp-1' },
    },
  });
  const http = env({ ...SOCKET, SLACK_MODE: 'http', SLACK_SIGNING_SECRET: 's', PORT: '8080' }).slack;
  assert.deepEqual(http.ok && http.settings.receive, { mode: 'http', signingSecret: 's', port: 8080 });
});

test('a log level that is none is a mistake', () => {
  assert.deepEqual(readEnv({}, { LOG_LEVEL: 'loud' }), {
    ok: false,
    mistakes: ['LOG_LEVEL is loud; allowed: fatal, error, warn, info, debug, trace, silent'],
  });
});

test('the language of a terminal is that of its locale, the strongest variable first', () => {
  const of = (raw: Record<string, string>) => env(raw).language;
  assert.equal(of({}), 'en');
  assert.equal(of({ LANG: 'ja_JP.UTF-8' }), 'ja');
  assert.equal(of({ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }), 'en');
  assert.equal(of({ LANG: 'en_US.UTF-8', LC_ALL: 'ja' }), 'ja');
  assert.equal(of({ LANG: 'jam_JM' }), 'en');
});
