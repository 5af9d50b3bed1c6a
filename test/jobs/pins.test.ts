import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Jobs, Run } from '../../src/jobs/index.ts';
import { openTestJobs, TESTER } from '../support/jobs.ts';

const YAML = `
connections:
  shop: { type: sqlite, path: ./shop.db }
  dwh: { type: sqlite, path: ./dwh.db }
defaults: { destination: dwh, retries: 1, retry_wait: 1s, sentinel: off, on_new_column: add }
tables:
  users:
    source: shop
    mask: { email: hash }
`;

describe('a plan that is run as it was shown', () => {
  let folder: string;
  let jobs: Jobs;
  const shop = (sql: string): void => {
    const db = new Database(join(folder, 'shop.db'));
    db.exec(sql);
    db.close();
  };
  const dwh = (sql: string): void => {
    const db = new Database(join(folder, 'dwh.db'));
    db.exec(sql);
    db.close();
  };
  const planned = async () => jobs.pin(await jobs.plan('users'), TESTER).id;
  const runs = async (pin: string | null): Promise<Run> => {
    const submission = jobs.submit({ table: 'users', by: TESTER, pin });
    if (submission.kind !== 'accepted') throw new Error(submission.kind);
    return jobs.finished(submission.run.id);
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pins-'));
    writeFileSync(join(folder, 'tables.yml'), YAML);
    shop("create table users (id integer primary key, email text); insert into users values (1, 'a'), (2, 'b')");
    jobs = await openTestJobs(join(folder, 'tables.yml'));
  });
  after(async () => {
    await jobs.stop(0);
    rmSync(folder, { recursive: true });
  });

  test('goes through where nothing changed, and says what changed in the target after it', async () => {
    const pin = await planned();
    assert.match(pin, /^p-[0-9a-z]{4}$/);
    const run = await runs(pin);
    assert.deepEqual([run.state, run.pin, run.error], ['success', pin, null]);
    const again = await runs(pin);
    assert.deepEqual([again.state, again.error?.code], ['failed', 'guard.plan_changed']);
    assert.match(again.error?.message ?? '', /the target was made meanwhile; nothing was written$/);
    assert.equal(again.attempt, 1, 'it is not tried again');
  });

  test('refuses before anything is written where the source changed, and names the columns', async () => {
    const pin = await planned();
    shop('alter table users add column phone text');
    const run = await runs(pin);
    assert.equal(run.error?.stage, 'plan');
    assert.match(run.error?.message ?? '', /made: column phone was added in the source; nothing was written$/);
    assert.equal((await runs(null)).state, 'success');
    shop('alter table users drop column phone');
    assert.equal((await runs(null)).error?.code, 'src.column_dropped');
  });

  test('refuses where tables.yml was read anew with another mask or where, and not where only its schedule is', async () => {
    shop('alter table users add column phone text');
    const pin = await planned();
    const text = readFileSync(join(folder, 'tables.yml'), 'utf8');
    writeFileSync(join(folder, 'tables.yml'), text.replace('hash }', 'redact }\n    where: id > 1'));
    assert.ok(jobs.reload().ok);
    const refused = await runs(pin);
    assert.match(refused.error?.message ?? '', /made: mask in tables\.yml; where in tables\.yml; nothing was written$/);
    writeFileSync(join(folder, 'tables.yml'), text.replace('hash }', 'hash }\n    schedule: "0 5 * * *"'));
    assert.ok(jobs.reload().ok);
    assert.equal((await runs(pin)).state, 'success');
  });

  test('keeps its plan for its next try', async () => {
    const pin = await planned();
    // The source is away for the first try, and back, altered, before the second.
    renameSync(join(folder, 'shop.db'), join(folder, 'away.db'));
    const submission = jobs.submit({ table: 'users', by: TESTER, pin });
    assert.equal(submission.kind, 'accepted');
    await new Promise<void>((resolve) => {
      const stop = jobs.on((event) => {
        if (event.type !== 'run' || event.run.state !== 'retry_wait') return;
        stop();
        resolve();
      });
    });
    renameSync(join(folder, 'away.db'), join(folder, 'shop.db'));
    dwh('alter table users add column extra text');
    const run = await jobs.finished(submission.run.id);
    assert.deepEqual([run.attempt, run.pin, run.error?.code], [2, pin, 'guard.plan_changed']);
    assert.match(run.error?.message ?? '', /column extra was added in the target/);
  });

  test('does nothing where nobody knows the plan any more', async () => {
    const run = await runs('p-none');
    assert.match(run.error?.message ?? '', /nobody knows plan p-none any more; nothing was written$/);
  });
});
