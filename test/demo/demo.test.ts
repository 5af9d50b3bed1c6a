import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { DEMO_MASK_KEY } from '../../demo/bot.ts';
import { CHANNEL, PEOPLE } from '../../demo/demo.ts';
import { missingLocalSlack } from '../../demo/local-slack.ts';
import { type SlackControl, slackControl } from '../../demo/slack-control.ts';
import { eventually } from '../support/eventually.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const USERS = 2_000;
const [OPERATOR] = PEOPLE;
/** On other machines than those the demo is for, the reason is shown; where tests have to be complete they fail. */
const skip = process.env.CI ? false : (missingLocalSlack() ?? false);

type Demo = {
  readonly slack: SlackControl;
  readonly home: string;
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** Everything it has printed. */
  said(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly over: Promise<number | string>;
} & AsyncDisposable;

/** Starts the whole demo in a directory of its own, with the project's tables.yml, and waits for its address. */
async function startDemo(): Promise<Demo> {
  const home = mkdtempSync(join(tmpdir(), 'sync-bot-demo-'));
  // The same file but for the schedules: no run but those asked for here may come in between.
  const tables = readFileSync(join(ROOT, 'tables.yml'), 'utf8').replace(/^ +(schedule|gap_audit):.*\n/gm, '');
  writeFileSync(join(home, 'tables.yml'), tables);

  const args = ['demo/demo.ts', '--home', home, '--port', '0', '--users', String(USERS)];
  const env = { ...process.env, DEMO_TEST_HOME: home };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
  let code: number | string | null = null;
  const over = new Promise<number | string>((resolve) => {
    child.once('exit', (status, signal) => {
      code = status ?? signal ?? -1;
      resolve(code);
    });
  });
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await over;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const url = await eventually(
      'the address of the page',
      () => {
        assert.equal(code, null, `the demo ended:\n${said}`);
        return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      },
      60_000,
    );
    return { slack: slackControl(url), home, process: child, said: () => said, over, [Symbol.asyncDispose]: end };
  } catch (problem) {
    await end();
    throw problem;
  }
}

/** Processes of this demo, by command line: all of them have inherited its environment. */
function processes(home: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`DEMO_TEST_HOME=${home}`)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return []; // It ended in between.
      }
    });
}

/** What everybody in the channel can see from the bot. */
async function shown(slack: SlackControl) {
  return (await slack.messages(CHANNEL.id)).filter(
    (message) => message.user === slack.botUser && !message.ephemeral_to,
  );
}

test('a run typed into Slack moves the table, masked, and is told in one message', {
  skip,
  timeout: 120_000,
}, async () => {
  await using demo = await startDemo();
  const { slack, home } = demo;

  await slack.command('/sync run users', OPERATOR.id, CHANNEL.id);
  const final = await eventually('the end of the run', async () => {
    const [message] = await shown(slack);
    return message && /published|failed|cancell?ed/i.test(message.text) && message;
  });
  assert.match(final.text, /^✅ users: 1,9\d\d rows published/);
  assert.ok(final.edited, 'the message that announced the run is the one that ends it');
  assert.equal((await shown(slack)).length, 1);
  assert.equal((await slack.log()).filter((entry) => entry.summary === 'chat.postMessage').length, 1);

  assertEqualButForMasks(home);
  await assertNoPersonIn(home, slack);

  // A table that nobody has decided about: held, asked, decided by button and by word, and then copied.
  await slack.command('/sync run inquiries', OPERATOR.id, CHANNEL.id);
  const of = (pattern: RegExp) => async () => (await shown(slack)).find(({ text }) => pattern.test(text));
  await eventually('the question', of(/^⚠️ inquiries: held – 2 columns look like personal data/));
  assert.deepEqual(tablesOf(home), ['users']);
  await slack.command('/sync column inquiries reply_to mask hash', OPERATOR.id, CHANNEL.id);
  await eventually('the first answer', of(/inquiries: reply_to is masked/));
  await slack.command('/sync column inquiries body exclude', OPERATOR.id, CHANNEL.id);
  await eventually('the end of the held run', of(/^✅ inquiries: 200 rows published/));
  assert.match(
    readFileSync(join(home, 'demo/data/tables.yml'), 'utf8'),
    /tags: \[support\]\n {4}mask: \{ reply_to: hash \}\n {4}exclude: \[body\]\n$/,
  );
  assert.doesNotMatch(readFileSync(join(home, 'tables.yml'), 'utf8'), /exclude: \[body\]/, 'the project is not edited');
  await assertNoPersonIn(home, slack);

  const before = processes(home).map(({ command }) => command);
  for (const part of ['demo/demo.ts', 'src/main.ts', 'local-slack']) {
    assert.ok(
      before.some((command) => command.includes(part)),
      `${part} runs: ${before.join(' | ')}`,
    );
  }
  demo.process.kill('SIGINT');
  assert.equal(await demo.over, 0, demo.said());
  assert.deepEqual(processes(home), []);
});

for (const { part, says } of [
  { part: 'src/main.ts', says: /^the bot is gone: .*SIGKILL/m },
  { part: '/bin/local-slack', says: /^local-slack is gone: .*SIGKILL/m },
]) {
  test(`when ${part} dies the demo says so, ends the rest and exits with 1`, { skip, timeout: 120_000 }, async () => {
    await using demo = await startDemo();
    const victim = processes(demo.home).find(({ command }) => command.includes(part));
    assert.ok(victim);
    process.kill(victim.pid, 'SIGKILL');
    assert.equal(await demo.over, 1, demo.said());
    assert.match(demo.said(), says);
    await eventually('nothing to be left', () => processes(demo.home).length === 0);
  });
}

test('when the demo itself is killed nothing is left either', { skip, timeout: 120_000 }, async () => {
  await using demo = await startDemo();
  assert.ok(processes(demo.home).length >= 3);
  demo.process.kill('SIGKILL');
  await eventually('nothing to be left', () => processes(demo.home).length === 0);
});

test('an option that is none is refused with what there is', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, ['demo/demo.ts', '--prot', '1'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 2);
  assert.match(said, /--prot/);
  assert.match(said, /usage: npm run demo -- \[options\]/);
});

/** What a reader of the warehouse finds. */
function tablesOf(home: string): unknown[] {
  const db = new Database(join(home, 'demo/data/warehouse.db'), { readonly: true });
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sync_bot%'")
    .pluck()
    .all();
  db.close();
  return names;
}

/** Compares by plain SQL, with masks written a second time: neither the engine's queries nor its masks are used. */
function assertEqualButForMasks(home: string): void {
  const db = new Database(':memory:');
  try {
    db.function('hmac', { deterministic: true }, (text) =>
      text === null ? null : createHmac('sha256', DEMO_MASK_KEY).update(String(text)).digest('hex'),
    );
    db.exec(
      `ATTACH '${join(home, 'demo/data/shop.db')}' AS shop; ATTACH '${join(home, 'demo/data/warehouse.db')}' AS warehouse`,
    );
    const expected = `
      SELECT id, '[redacted]' AS name, hmac(email) AS email,
             substr('********************', 1, length(phone) - 4) || substr(phone, -4) AS phone,
             CAST(substr(birthday, 1, 4) AS INTEGER) AS birthday, city, created_at, updated_at
      FROM shop.users WHERE deleted_at IS NULL`;
    const actual = 'SELECT id, name, email, phone, birthday, city, created_at, updated_at FROM warehouse.users';
    const count = (sql: string): number => Number(db.prepare(`SELECT count(*) FROM (${sql})`).pluck().get());

    assert.ok(count(expected) > USERS * 0.9);
    assert.equal(count(actual), count(expected));
    assert.deepEqual(db.prepare(`${expected} EXCEPT ${actual} LIMIT 3`).all(), []);
    assert.deepEqual(db.prepare(`${actual} EXCEPT ${expected} LIMIT 3`).all(), []);
    const columns = db.prepare("SELECT name FROM pragma_table_info('users', 'warehouse')").pluck().all();
    assert.ok(!columns.includes('deleted_at'));
    const tables = db.prepare("SELECT name FROM warehouse.sqlite_schema WHERE type = 'table'").pluck().all();
    assert.deepEqual(
      tables.filter((name) => /stag/i.test(String(name))),
      [],
    );
  } finally {
    db.close();
  }
}

/** Looks for every e-mail address, telephone number and birthday's owner in the bytes of all that was written. */
async function assertNoPersonIn(home: string, slack: SlackControl): Promise<void> {
  const shop = new Database(join(home, 'demo/data/shop.db'), { readonly: true });
  const people = shop.prepare('SELECT email, phone FROM users').all() as {
    email: string | null;
    phone: string | null;
  }[];
  shop.close();
  const secrets = people.flatMap(({ email, phone }) => [email, phone]).filter((value) => value !== null);
  assert.ok(secrets.length > USERS);

  const data = join(home, 'demo/data');
  const written = readdirSync(data).filter((name) => !name.startsWith('shop.db'));
  for (const name of ['warehouse.db', 'sync-bot.db', 'bot.log']) assert.ok(written.includes(name), name);
  const places = new Map(written.map((name) => [name, readFileSync(join(data, name), 'utf8')]));
  places.set('the calls to Slack', JSON.stringify([await slack.log(), await slack.messages(CHANNEL.id)]));
  for (const [place, content] of places) {
    assert.ok(!content.includes('@example.'), `an e-mail address in ${place}`);
    assert.equal(secrets.filter((secret) => content.includes(secret)).length, 0, `values in ${place}`);
  }
}
