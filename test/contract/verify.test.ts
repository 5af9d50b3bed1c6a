import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VerifyReport } from '../../src/sync/findings.ts';
import { verify } from '../../src/sync/inspect.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { DUE, openers, runSync, tableSpec } from '../sync/engine.ts';
import { awkwardEnds, SOURCES, TARGETS } from './awkward-ends.ts';

const ROWS = 5000;
const { need, source, destination, change } = awkwardEnds('verify', ROWS);

const look = (table: ReturnType<typeof tableSpec>, ends: Parameters<typeof runSync>[1]): Promise<VerifyReport> =>
  verify(
    { do: 'verify', due: DUE, table, source: ends.source, destination: ends.destination },
    openers,
    newStanding(),
    new AbortController().signal,
  );
const differing = (report: VerifyReport): readonly string[] =>
  report.columns.filter(({ equal }) => !equal).map(({ name }) => name);
/** What differs, with its figures: for a test that failed. */
const shown = (report: VerifyReport): string =>
  JSON.stringify({ rows: report.rows, columns: report.columns.filter(({ equal }) => !equal) }, null, 1);

for (const from of SOURCES) {
  for (const to of TARGETS) {
    const name = `of_${from}_${to}`;
    // SQLite has no decimals and no moments: both are text there, and stay so.
    const texts = from === 'sqlite' || to === 'sqlite';
    const table = tableSpec(name, { from: 'awkward' });
    test(`awkward rows are equal after a run, and one changed cell is found: ${from} to ${to}`, need, async () => {
      const ends = { source: source[from](), destination: destination[to]() };
      assert.equal((await look(table, ends)).rows, null, 'no target yet');
      await runSync(table, ends);
      const equal = await look(table, ends);
      assert.ok(equal.equal, shown(equal));
      assert.deepEqual(equal.rows, { source: String(ROWS), destination: String(ROWS) });
      for (const { name: column, figures } of equal.columns) {
        const counts = figures.find((figure) => figure.name === 'nulls');
        assert.ok(column === 'id' || Number(counts?.source) > 0, `${column} has NULLs to compare`);
        assert.ok(figures.length > 1, `${column} is compared by more than its NULLs`);
      }

      const text = texts ? 'at_utc' : 'at_utc::text';
      const later = texts ? `replace(at_utc, '.5', '.500001')` : `at_utc + interval '1 microsecond'`;
      const changes: readonly (readonly [string, string, string])[] = [
        ['one byte of a text', `body = body || 'x'`, 'body'],
        ['the case of one letter', `label = 'null'`, 'label'],
        ['one more in the last digit', 'amount = amount + 0.000001', 'amount'],
        ['a moment', `at_utc = ${later}`, 'at_utc'],
        ['one byte', to === 'postgres' ? `bin = '\\x01'` : `bin = x'01'`, 'bin'],
        ['NULL turned empty', `body = ''`, 'body'],
      ];
      const where: Readonly<Record<string, string>> = {
        'one byte of a text': 'body is not null',
        'the case of one letter': `label = 'NULL'`,
        'one more in the last digit': 'amount is not null',
        'a moment': `${text} like '%.5%'`,
        'one byte': 'length(bin) = 1',
        'NULL turned empty': 'body is null',
      };
      for (const [what, set, column] of changes) {
        const given = column === 'amount' && texts ? `amount = '7.5'` : set;
        const row = `(select min(id) from ${name} where ${where[what]})`;
        await change(to, `drop table if exists spare; create table spare as select * from ${name}`);
        await change(to, `update ${name} set ${given} where id = ${row}`);
        const report = await look(table, ends);
        assert.deepEqual(differing(report), [column], what);
        assert.equal(report.equal, false);
        await change(to, `delete from ${name}`);
        await change(to, `insert into ${name} select * from spare`);
      }
      await change(to, `delete from ${name} where id = 17`);
      const missing = await look(table, ends);
      assert.deepEqual(missing.rows, { source: String(ROWS), destination: String(ROWS - 1) });
      assert.equal(missing.equal, false);
      assert.ok(differing(missing).includes('id'));
    });

    test(
      `no value leaves the worker, and a masked column is asked for NULLs alone: ${from} to ${to}`,
      need,
      async () => {
        const ends = { source: source[from](), destination: destination[to]() };
        const masked = tableSpec(`${name}_masked`, {
          from: 'awkward',
          mask: { label: 'hash', body: 'redact', day: 'year', amount: 'null' },
        });
        await runSync(masked, ends);
        const report = await look(masked, ends);
        assert.ok(report.equal, shown(report));
        for (const { mask, figures } of report.columns) {
          if (mask !== null)
            assert.deepEqual(
              figures.map((figure) => figure.name),
              ['nulls'],
            );
          for (const figure of figures) {
            assert.match(`${figure.source} ${figure.destination}`, /^(-?[\d.]+|null) (-?[\d.]+|null)$/);
            if (/m(in|ax)/.test(figure.name)) assert.equal(figure.source, null);
          }
        }
        assert.doesNotMatch(JSON.stringify(report), /2024-|9999-|emoji|quotes/);
        await change(
          to,
          `update ${name}_masked set label = null where id = (select min(id) from ${name}_masked where label is not null)`,
        );
        assert.deepEqual(differing(await look(masked, ends)), ['label']);
      },
    );
  }
}
