import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { classify } from '../../../../src/sync/classify.ts';
import type { BigQueryCredentials } from '../../../../src/sync/config/spec.ts';
import { credentialsOf } from '../../../../src/sync/destinations/bigquery/credentials.ts';
import { BigQueryError } from '../../../../src/sync/destinations/bigquery/errors.ts';
import { specOf } from './world.ts';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe('credentials for BigQuery', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sync-bot-key-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const headersOf = (credentials: BigQueryCredentials) =>
    credentialsOf({ ...specOf({ endpoint: 'https://bigquery.example', project: 'acme' }), credentials }).headers();
  const key = (changes: Readonly<Record<string, string>>) =>
    JSON.stringify({ type: 'service_account', client_email: 'a@acme.example', private_key: PEM, ...changes });

  test('that are not there or are broken say which, and nothing of the key', async () => {
    const broken = PEM.toString()
      .replace(/[A-Za-z0-9+/]{20}\n-----END/, 'AAAAAAAAAAAAAAAAAAAA\n-----END')
      .slice(0, 400);
    for (const [credentials, reason] of [
      [{ kind: 'file', path: join(folder, 'nothing.json') }, 'noKeyFile'],
      [{ kind: 'json', key: 'secret{' }, 'badKey'],
      [{ kind: 'json', key: '{"secret": 1}' }, 'badKey'],
      [{ kind: 'json', key: '{"type": "secret"}' }, 'badKey'],
      [{ kind: 'json', key: key({ private_key: 'secret' }) }, 'badKey'],
      [{ kind: 'json', key: key({ private_key: broken }) }, 'badKey'],
    ] as const) {
      await assert.rejects(headersOf(credentials), (error) => {
        assert.ok(error instanceof BigQueryError, String(error));
        assert.equal(error.reason, reason);
        const { summary } = classify(error, { side: 'destination', stage: 'connect', facts: { kind: 'bigquery' } });
        assert.equal(summary.code, 'dst.bq_auth');
        assert.ok(!JSON.stringify(summary).includes('secret'));
        return true;
      });
    }
  });

  test('are read from the file at its path, and a folder is none', async () => {
    const path = join(folder, 'key.json');
    writeFileSync(path, key({ private_key: 'secret' }));
    await assert.rejects(headersOf({ kind: 'file', path }), (error) => (error as BigQueryError).reason === 'badKey');
    await assert.rejects(
      headersOf({ kind: 'file', path: folder }),
      (error) => (error as BigQueryError).reason === 'noKeyFile',
    );
  });
});
