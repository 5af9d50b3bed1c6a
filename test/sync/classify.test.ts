import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { classify, classTitle, type FailurePlace, failure } from '../../src/sync/classify.ts';
import { SyncError } from '../../src/sync/errors.ts';
import { fingerprint, withoutValues } from '../../src/sync/failures/fingerprint.ts';
import { readRaw } from '../../src/sync/failures/raw.ts';
import { FAILURES } from '../../src/sync/failures/table.ts';
import { DOCUMENT, documented, failuresDocument, sentences } from '../errors/document.ts';
import { CANARY, type SpecimenError, specimens } from '../errors/provoke.ts';

const SOURCE: FailurePlace = {
  side: 'source',
  stage: 'copy',
  facts: {
    connection: 'shop',
    kind: 'mysql',
    address: '127.0.0.1:3306',
    user: 'sync',
    database: 'shop',
    table: 'users',
    where: { line: 12 },
  },
};

/** An error as the driver throws it, saying in the server's text what no person may read. */
function asThrown(specimen: SpecimenError): Error {
  const { errors, message = `der Server sagt: «${CANARY}» für Spalte '${CANARY}'`, ...fields } = specimen;
  const error = errors === undefined ? new Error(String(message)) : new AggregateError(errors.map(asThrown), '');
  return Object.assign(error, fields, { detail: CANARY, sqlMessage: CANARY, sql: CANARY, where: CANARY });
}

describe('classify', () => {
  for (const file of ['mysql', 'postgres', 'sqlite', 'bigquery', 'by-hand']) {
    test(`knows every error collected from servers: ${file}`, () => {
      const all = specimens(file);
      assert.ok(all.length > 5);
      for (const { name, class: expected, side, stage, facts, error } of all) {
        const { summary } = classify(asThrown(error), { side, stage, facts: { ...SOURCE.facts, ...facts } });
        assert.equal(summary.code, expected, name);
        assert.ok(!JSON.stringify(summary).includes('canary'), name);
      }
    });
  }

  test('the five failures a new user meets read as five plain sentences with a next action', () => {
    const warehouse: FailurePlace = {
      side: 'destination',
      stage: 'copy',
      facts: { connection: 'warehouse', kind: 'sqlite', address: 'warehouse.db', table: 'users' },
    };
    const at = (facts: FailurePlace['facts']): FailurePlace => ({ ...SOURCE, facts: { ...SOURCE.facts, ...facts } });
    const said = [
      failure('src.table_missing', at({ table: 'usres', near: ['users', 'user_logs'] })),
      classify(Object.assign(new Error(CANARY), { errno: 1045 }), SOURCE),
      classify(Object.assign(new Error(CANARY), { errno: -111, code: 'ECONNREFUSED', syscall: 'connect' }), SOURCE),
      classify(Object.assign(new Error(CANARY), { code: 'SQLITE_FULL' }), warehouse),
      classify(Object.assign(new Error(CANARY), { errno: 1064 }), SOURCE),
    ].map(({ summary }) => [summary.message, summary.hint]);
    assert.deepEqual(said, [
      [
        'there is no table usres in database shop (connection shop); nearest names: users, user_logs',
        'Set from: users for this table in tables.yml if it was renamed, or take the table out of tables.yml.',
      ],
      [
        '127.0.0.1:3306 rejects the login of user sync (connection shop)',
        'Update user and password in the url of connection shop; if they are right, check that the account may log in from this machine.',
      ],
      [
        'nothing listens on 127.0.0.1:3306 (connection shop)',
        'Start the database of connection shop, or correct host and port of its url in tables.yml.',
      ],
      [
        'destination warehouse has no room left for users (warehouse.db)',
        'Free disk space where warehouse.db lies, or raise max_size of destination warehouse in tables.yml if it has one, then run the table again.',
      ],
      [
        'connection shop does not understand the where of users (tables.yml line 12)',
        'Correct the where at tables.yml line 12 as SQL of MySQL: it stands after WHERE, without that word and without a semicolon.',
      ],
    ]);
  });

  test('a SyncError comes back as it is, also from inside another error', () => {
    const error = failure('local.canceled', SOURCE);
    assert.equal(classify(error, SOURCE), error);
    assert.equal(classify(new Error('outer', { cause: new AggregateError([error]) }), SOURCE), error);
  });

  test('an error is found behind wrappers and the thrown one is kept as the cause', () => {
    const inner = Object.assign(new Error('x'), { errno: 1045, sqlState: '28000' });
    const outer = new Error('connecting', { cause: new AggregateError([new Error('a'), inner]) });
    const error = classify(outer, SOURCE);
    assert.equal(error.summary.code, 'src.password');
    assert.equal(error.summary.native, '1045');
    assert.equal(error.cause, outer);
  });

  test('anything thrown gets a class, also what is no error and what refers to itself', () => {
    const loop: Error & { cause?: unknown } = new Error('loop');
    loop.cause = new Error('inner', { cause: loop });
    for (const thrown of [undefined, null, 7, CANARY, { code: CANARY }, { code: 'E', message: CANARY }, [], loop]) {
      const { summary } = classify(thrown, SOURCE);
      assert.equal(summary.code, 'unknown');
      assert.ok(!JSON.stringify(summary).includes(CANARY));
    }
  });

  test('a code means what its driver means by it', () => {
    const code = (fields: object, at: Partial<FailurePlace> = {}) =>
      classify(Object.assign(new Error(CANARY), fields), { ...SOURCE, ...at }).summary.code;
    assert.equal(code({ errno: 1969, sqlState: '70100' }), 'src.query_timeout', 'MariaDB, which gives no name');
    assert.equal(code({ code: 'EPIPE', errno: -32, syscall: 'write' }), 'src.reset', 'five letters and no SQLSTATE');
    assert.equal(code({ code: 'ETIMEDOUT', syscall: 'connect' }), 'src.connect_timeout');
    assert.equal(code({ code: 'ETIMEDOUT', syscall: 'read' }), 'src.reset');
    assert.equal(code({ code: '0A000', routine: 'transformLockingClause' }), 'unknown');
    assert.equal(code({ code: '22P02', routine: 'pg_strtoint32' }), 'src.bad_where');
    assert.equal(code({ code: '22P02', routine: 'json_errsave_error' }, { side: 'destination' }), 'data.json');
    assert.equal(code({ errno: 1064 }, { stage: 'connect' }), 'unknown', 'no where is in what we say at connect');
    assert.equal(code({ code: 'SQLITE_IOERR_WRITE' }), 'src.corrupt', 'an extended code of SQLITE_IOERR');
  });

  test('errors of this machine are its own, whichever side was at work', { skip: !existsSync('/dev/full') }, () => {
    assert.throws(
      () => writeFileSync('/dev/full', 'x'),
      (thrown) => {
        const { summary } = classify(thrown, SOURCE);
        assert.deepEqual([summary.code, summary.side, summary.native], ['local.disk', 'local', 'ENOSPC']);
        return true;
      },
    );
    const { summary } = classify(AbortSignal.abort().reason, SOURCE);
    assert.deepEqual([summary.code, summary.side], ['local.canceled', 'local']);
  });

  test('a column is believed only where it can be no value', () => {
    const column = (fields: object, columns?: readonly string[]) =>
      classify(Object.assign(new Error(), fields), {
        side: 'destination',
        stage: 'copy',
        facts: { kind: 'postgres', ...(columns && { columns }) },
      }).summary.column;
    const tooLong = { errno: 1406, message: "Data too long for column 'email' at row 1" };
    assert.equal(column(tooLong), 'email');
    assert.equal(column(tooLong, ['email']), 'email');
    assert.equal(column(tooLong, ['name']), undefined);
    assert.equal(
      column({ errno: 1366, message: `Incorrect value: 'x for column 'a' at row 1' for column 'b' at row 1` }),
      'b',
    );
    assert.equal(column({ errno: 1366, message: `Incorrect value: '${CANARY} for column 'a' at row 1` }), 'a');
    const copied = { code: '22P02', where: `COPY users, line 3, column age: "${CANARY}"` };
    assert.equal(column(copied), undefined);
    assert.equal(column(copied, ['age']), 'age');
    assert.equal(column({ code: '22P02', where: `COPY users, line 3: "1\tx, column age: "` }, ['age']), undefined);
    assert.equal(column({ code: '23502', column: 'email' }), 'email');
  });

  test('an unknown error has a fingerprint that its values do not change and cannot be read from', () => {
    const print = (text: string, stage: FailurePlace['stage'] = 'copy') => {
      const { code, native, message, hint } = classify(new Error(text), { ...SOURCE, stage }).summary;
      assert.equal(code, 'unknown');
      assert.match(native ?? '', /^fp-[0-9a-f]{10}$/);
      assert.ok(hint.includes(native ?? '?') && message.includes('copy') === (stage === 'copy'));
      return native;
    };
    assert.equal(
      print(`odd thing with 'Alice' at row 12 of a@example.com`),
      print(`odd thing with 'Bob' at row 9 of b@c.de`),
    );
    assert.notEqual(print('odd thing'), print('another thing'));
    assert.notEqual(print('odd thing'), print('odd thing', 'commit'));
    const text = `Key (email)=(${CANARY}) of "it's" \`x\` «${CANARY}» 'O''Brien' 2024-01-02 0xDEADBEEF`;
    assert.equal(withoutValues(text), 'Key ?=? of ? ? ? ? ? ?');
    const thrown = new Error(CANARY);
    assert.equal(
      fingerprint(thrown, readRaw(thrown), SOURCE),
      fingerprint(new Error('b@c.de'), readRaw(new Error('b@c.de')), SOURCE),
    );
  });
});

describe('the table of classes', () => {
  const all = documented();

  test('gives every class a title, a sentence, a next action and a rule of retry', () => {
    for (const entry of all) {
      const title = classTitle(entry.code);
      const words = title.split(' ').length;
      assert.ok(title !== entry.code && words <= 5 && (words >= 2 || entry.code === 'local.canceled'), title);
      assert.match(entry.code, /^((src|dst|data|guard|undo|local|s3|gcs|slack)\.[a-z0-9_]+|config|tls|unknown)$/);
      assert.ok(['backoff', 'once', 'never', 'wait'].includes(entry.row.retry));
      for (const message of sentences(entry, 'message').keys()) {
        assert.match(message, /^[^A-Z].*[^.:;\s]$/, `${entry.code}: lower case, no full stop: ${message}`);
        assert.doesNotMatch(message, /failed to|undefined|null\b| {2}/i, entry.code);
      }
      for (const hint of sentences(entry, 'hint').keys()) {
        assert.ok(VERBS.has(hint.split(' ')[0] ?? ''), `${entry.code}: starts with a verb: ${hint}`);
        assert.match(hint, /\.$/, `${entry.code}: ends as a sentence: ${hint}`);
        assert.doesNotMatch(hint, /undefined| {2}/, entry.code);
      }
    }
  });

  test('has no sentence and no code twice', () => {
    const codes = all.map(({ code }) => code);
    assert.deepEqual([...new Set(codes)], codes);
    const owner = new Map<string, string>();
    for (const entry of all) {
      for (const what of ['message', 'hint'] as const) {
        for (const text of sentences(entry, what).keys()) {
          if (what === 'message') assert.equal(owner.get(text) ?? entry.code, entry.code, text);
          owner.set(text, entry.code);
        }
      }
    }
    const titles = codes.map(classTitle);
    assert.deepEqual([...new Set(titles)], titles);
  });

  test('makes a whole sentence of every class even where nothing is known of the place', () => {
    for (const { code, row, side } of all) {
      const { summary } = failure(code as Parameters<typeof failure>[0], { side, stage: 'copy', facts: {} });
      assert.equal(summary.code, code);
      assert.equal(summary.retryable, row.retry === 'backoff' || row.retry === 'once');
      assert.doesNotMatch(`${summary.message} ${summary.hint}`, /undefined|\(\)| {2}/, code);
      assert.ok(summary.message.length > 15 && summary.hint.length > 15);
    }
    assert.ok(failure('unknown', { side: 'local', stage: 'connect', facts: {} }) instanceof SyncError);
    assert.equal(classTitle('src.of_a_later_version'), 'src.of_a_later_version');
  });

  test('has names in SQL to copy quoted where they need it', () => {
    const hint = (kind: 'mysql' | 'postgres', table: string, user: string) =>
      failure('src.perm_table', { side: 'source', stage: 'copy', facts: { kind, table, user, database: 'shop' } })
        .summary.hint;
    assert.match(hint('mysql', 'users', 'sync'), /^Run GRANT SELECT ON shop\.users TO 'sync'@'%';/);
    assert.match(hint('mysql', 'order', "o'neil"), /ON shop\.order TO 'o''neil'@'%';/);
    assert.match(hint('mysql', 'Order items', 'sync'), /ON shop\.`Order items` TO/);
    assert.match(
      hint('postgres', 'public.Users', 'sync-bot'),
      /ON SCHEMA public TO "sync-bot"; GRANT SELECT ON public\."Users" TO "sync-bot";/,
    );
  });

  test('is what docs/failures.md says', () => {
    assert.equal(readFileSync(DOCUMENT, 'utf8'), failuresDocument(), 'write it with: npx node test/errors/document.ts');
  });

  test('knows no code by two classes at the same place without a condition between them', () => {
    for (const side of ['source', 'destination'] as const) {
      const taken = new Map<string, string>();
      for (const row of FAILURES) {
        const code = row.codes[side] ?? row.codes.any;
        if (code === undefined) continue;
        for (const signs of (row.signs ?? []).filter((sign) => sign.when === undefined && sign.text === undefined)) {
          const all = [
            ...(signs.mysql ?? []),
            ...(signs.sqlstate ?? []),
            ...(signs.sqlite ?? []),
            ...(signs.node ?? []),
          ];
          for (const raw of all) {
            assert.equal(taken.get(String(raw)), undefined, `${raw} is ${taken.get(String(raw))} and ${code}`);
            taken.set(String(raw), code);
          }
        }
      }
    }
  });
});

const VERBS = new Set(
  'Add Ask Change Check Clean Close Correct Fill Find Free Give Grant Invite Leave Look Lower Make Raise Renew Report Run Set Start Stop Tell Update Use Wait Widen Write'.split(
    ' ',
  ),
);
