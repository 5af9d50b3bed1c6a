import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionSpec, TableSpec } from '../../src/sync/config/spec.ts';
import type { Pending } from '../../src/sync/orders.ts';
import { publishHeld } from '../../src/sync/publish-held.ts';
import { settle } from '../../src/sync/settle.ts';
import type { Figure } from '../../src/sync/types.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import {
  failureOf,
  NO_CHECKS,
  newToken,
  openers,
  postgresAt,
  runSync,
  sqliteAt,
  syncEnd,
  tableSpec,
} from './engine.ts';

/** The tests of one destination replace one target, whatever its columns were before. */
const OTHER = { onNewColumn: 'add', acceptChanges: ['mail', 'at', 'doc', 'id', 'v'] } as const;
const need = needs('postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
let postgres: FreshPostgres;

before(async () => {
  if (need.skip === false) postgres = await freshPostgres('hold');
});
after(() => postgres?.drop());

function fill(sql: string): void {
  const database = new Database(shop.path);
  database.exec(sql);
  database.close();
}

const PLACES: Readonly<Record<string, () => ConnectionSpec>> = {
  sqlite: () => sqliteAt(join(directory, 'warehouse.db'), 'warehouse'),
  postgres: () => postgresAt(postgres.url),
};

const HOUR = 3600;

for (const [kind, destination] of Object.entries(PLACES)) {
  const held = async (table: TableSpec, token: string): Promise<Pending> => {
    const end = await syncEnd(table, { source: shop, destination: destination(), token });
    assert.ok('held' in end);
    return end.held;
  };
  const publish = (table: TableSpec, token: string, pending: Pending) =>
    publishHeld(
      { do: 'publish', table, destination: destination(), token, pending },
      openers,
      newStanding(),
      new AbortController().signal,
    );
  const execute = async (sql: string): Promise<void> => {
    if (kind === 'postgres') await postgres.query(sql);
    else {
      const database = new Database(join(directory, 'warehouse.db'));
      database.exec(sql);
      database.close();
    }
  };

  const rowsOf = async (): Promise<readonly unknown[]> => {
    if (kind === 'postgres') return postgres.query('select * from t');
    const database = new Database(join(directory, 'warehouse.db'));
    const found = database.prepare('select * from t').all();
    database.close();
    return found;
  };

  describe(`a held load in ${kind}`, need, () => {
    test('figures of the staged rows: NULLs, repeats and age, in every type of a date', async () => {
      fill(`drop table if exists t; create table t (id integer, part integer, day date, at datetime, none datetime);
        insert into t select 1, 1, date('now'), datetime('now', '-2 hours'), null;
        insert into t select 1, 1, null, null, null;
        insert into t select 1, null, date('now', '-9 days'), datetime('now', '-1 day'), null;
        insert into t select 1, null, null, null, null;
        insert into t select 2, 1, null, '2001-01-01 00:00:00.5', null`);
      const opened = await openers.destination(destination(), 'test');
      const figures: readonly Figure[] = [
        { kind: 'nulls', column: 'part' },
        { kind: 'nulls', column: 'id' },
        { kind: 'duplicates', columns: ['id'] },
        { kind: 'duplicates', columns: ['id', 'part'] },
        { kind: 'age', column: 'at', zone: 'UTC' },
        { kind: 'age', column: 'at', zone: 'Asia/Tokyo' },
        { kind: 'age', column: 'day', zone: 'UTC' },
        { kind: 'age', column: 'none', zone: 'UTC' },
      ];
      const token = newToken();
      const table = tableSpec('t', { checks: { ...NO_CHECKS, minRows: 100 } });
      const pending = await held(table, token);
      try {
        const load = await opened.resume(pending.plan, token);
        assert.ok(load);
        const [parts, ids, repeats, pairs, age, tokyo, day, none] = await load.measure(figures);
        assert.deepEqual([parts, ids, repeats, pairs, none], [2, 0, 3, 1, null]);
        assert.ok(Math.abs((age ?? 0) - 2 * HOUR) < 60, `${age} s`);
        // The same wall clock was shown nine hours earlier in Tokyo.
        assert.ok(Math.abs((tokyo ?? 0) - 11 * HOUR) < 60, `${tokyo} s`);
        assert.ok((day ?? -1) >= 0 && (day ?? -1) < 25 * HOUR, `${day} s`);
        assert.deepEqual(await load.measure([]), []);
        await load.abort();
      } finally {
        await opened.close();
      }
    });

    test('each guard trips by its own figure, and one that holds lets the rows through', async () => {
      fill(`drop table if exists t; create table t (id integer, mail text, at datetime);
        insert into t values (1, 'a', datetime('now', '-3 hours')), (1, null, datetime('now', '-9 days')),
          (2, 'c', null), (3, 'd', null)`);
      const cases: readonly (readonly [Partial<TableSpec['checks']>, string | null])[] = [
        [{ freshWithin: { column: 'at', seconds: 2 * HOUR } }, 'guard.stale'],
        [{ freshWithin: { column: 'at', seconds: 4 * HOUR } }, null],
        [{ nullRate: { mail: 0.25, id: 0 } }, null],
        [{ nullRate: { mail: 0.24 } }, 'guard.nulls'],
        [{ unique: [['id']] }, 'guard.duplicates'],
        [{ unique: [['mail'], ['id', 'mail']] }, null],
        [{ maxGrowth: 1 }, null],
        [{ maxGrowth: 0.9 }, 'guard.rows_growth'],
      ];
      for (const [checks, code] of cases) {
        const token = newToken();
        const table = tableSpec('t', { checks: { ...NO_CHECKS, ...checks } });
        const end = await syncEnd(table, { source: shop, destination: destination(), token, previousRows: 2 });
        assert.equal('held' in end ? end.held.error.code : null, code, JSON.stringify(checks));
        await settle({ do: 'settle', table, destination: destination(), token }, openers);
      }
    });

    test('what a check cannot be asked of is said before anything is copied', async () => {
      fill('drop table if exists t; create table t (id integer, doc json, at text)');
      for (const checks of [
        { freshWithin: { column: 'at', seconds: 1 } },
        { freshWithin: { column: 'gone', seconds: 1 } },
        { nullRate: { gone: 0 } },
        { unique: [['id', 'doc']] },
      ]) {
        const spec = tableSpec('t', { checks: { ...NO_CHECKS, ...checks }, allowEmpty: true });
        const error = await failureOf(runSync(spec, { source: shop, destination: destination() }));
        assert.deepEqual([error.code, error.stage], ['config', 'plan'], JSON.stringify(checks));
      }
    });

    test('is published by another worker, counted again, with the receipt of a run', async () => {
      fill("drop table if exists t; create table t (id integer, v text); insert into t values (1, 'a'), (2, 'b')");
      const table = tableSpec('t', { checks: { ...NO_CHECKS, minRows: 3 }, ...OTHER });
      const token = newToken();
      // Through JSON, as the history keeps it.
      const pending = JSON.parse(JSON.stringify(await held(table, token))) as Pending;
      const result = await publish(table, token, pending);
      assert.deepEqual([result.rowsRead, result.rowsStaged, result.rowsWritten], [2, 2, 2]);
      assert.deepEqual(
        result.checks.map(({ name, ok }) => [name, ok]),
        [
          ['row parity', true],
          ['min_rows', false],
          ['published', true],
        ],
      );
      const settled = await settle({ do: 'settle', table, destination: destination(), token }, openers);
      assert.deepEqual(settled, { published: { rows: 2, cursor: null }, dropped: [] });
      assert.equal((await failureOf(publish(table, token, pending))).code, 'guard.changed');
    });

    test('of a mode that puts rows beside others is published once, also where the connection breaks at its commit', async () => {
      for (const [mode, key] of [
        ['merge', 'primary key'],
        ['append', ''],
      ] as const) {
        fill(
          `drop table if exists t; create table t (id integer ${key}, v text); insert into t values (1, 'a'), (2, null)`,
        );
        await execute('drop table if exists t');
        const loose = tableSpec('t', { mode, incrementalKey: 'id' });
        const { cursor } = await runSync(loose, { source: shop, destination: destination() });
        fill('insert into t values (3, null)');
        const table = { ...loose, checks: { ...NO_CHECKS, nullRate: { v: 0 } } };
        const token = newToken();
        const end = await syncEnd(table, { source: shop, destination: destination(), token, cursor });
        assert.ok('held' in end);
        const breaking: typeof openers = {
          ...openers,
          async destination(spec, label) {
            const real = await openers.destination(spec, label);
            return {
              ...real,
              async resume(plan, its) {
                const load = await real.resume(plan, its);
                return load && { ...load, commit: () => load.commit().then(() => Promise.reject(new Error('broke'))) };
              },
            };
          },
        };
        const order = { do: 'publish', table, destination: destination(), token, pending: end.held } as const;
        const done = await publishHeld(order, breaking, newStanding(), new AbortController().signal);
        assert.deepEqual([done.method, done.cursor], [mode, end.held.plan.cursor]);
        const next = await runSync(table, { source: shop, destination: destination(), cursor: done.cursor }).catch(
          () => null,
        );
        assert.equal(next?.changes?.inserted ?? 0, 0);
        assert.equal((await rowsOf()).length, 3, mode);
      }
    });

    test('is not published where anything is not as it was, and stays staged', async () => {
      fill("drop table if exists t; create table t (id integer, v text); insert into t values (1, 'a'), (2, 'b')");
      const guarded = tableSpec('t', { checks: { ...NO_CHECKS, minRows: 3 }, ...OTHER });
      const token = newToken();
      const pending = await held(guarded, token);
      const refusals: readonly (readonly [TableSpec, RegExp])[] = [
        [{ ...guarded, mask: { v: 'redact' } }, /masks or hides v/],
        [{ ...guarded, exclude: ['v'] }, /masks or hides v/],
        [{ ...guarded, columns: ['id'] }, /masks or hides v/],
        [
          tableSpec('elsewhere', { ...guarded, destination: { connection: 'x', table: { schema: null, name: 't' } } }),
          /another destination/,
        ],
      ];
      for (const [table, said] of refusals) {
        const error = await failureOf(publish(table, token, pending));
        assert.deepEqual([error.code, said.test(error.message)], ['guard.changed', true], error.message);
      }
      await execute(`delete from "_sync_bot_${token}" where id = 1`);
      assert.match((await failureOf(publish(guarded, token, pending))).message, /2 rows were staged, and 1/);
      await runSync(tableSpec('t', OTHER), { source: shop, destination: destination() });
      const other = newToken();
      const late = await held(guarded, other);
      await runSync(tableSpec('t', OTHER), { source: shop, destination: destination() });
      assert.match((await failureOf(publish(guarded, other, late))).message, /replaced in the meantime/);
      for (const each of [token, other]) {
        const order = { do: 'settle', table: guarded, destination: destination(), token: each } as const;
        assert.equal((await settle(order, openers)).dropped.length, 1);
      }
      assert.match((await failureOf(publish(guarded, token, pending))).message, /staging table is gone/);
    });
  });
}
