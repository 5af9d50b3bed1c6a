import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDesk } from '../../src/jobs/desk.ts';
import { type History, openHistory } from '../../src/jobs/history.ts';
import { createLate } from '../../src/jobs/late.ts';
import type { Config, TableSpec } from '../../src/sync/index.ts';

// What many tables cost is counted in questions to the history: each is a few milliseconds in which the bot hears nobody.

const NOW = Date.UTC(2026, 10, 21, 9);
const clock = { now: () => NOW };

/** A history that says which of its questions were asked. */
function counted(tables: number) {
  const history = openHistory(':memory:', () => 'x');
  for (const name of namesOf(tables)) {
    const run = {
      state: 'success',
      by: { kind: 'terminal', id: 'kim' },
      note: null,
      dueAt: null,
      attempts: 1,
    } as const;
    history.insert({ ...run, table: name, scope: { kind: 'due' }, queuedAt: NOW - 3_600_000, owner: 'o' });
  }
  const asked: string[] = [];
  const tell = new Proxy(history, {
    get(target, name: keyof History) {
      const ask = target[name] as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        asked.push(name);
        return ask(...values);
      };
    },
  });
  return { history: tell, asked };
}

const namesOf = (tables: number) => Array.from({ length: tables }, (_, i) => `t${i}`);

function configOf(tables: number): Config {
  const spec = {
    ...{ schedule: '0 * * * *', timezone: 'UTC', tags: [], owner: null, model: null, mode: 'full', gapAudit: null },
    ...{ source: { connection: 'a' }, destination: { connection: 'b' }, maxAgeMs: 1000, startWithinMs: 1000 },
  } as unknown as TableSpec;
  return { tables: Object.fromEntries(namesOf(tables).map((name) => [name, { ...spec, name }])) } as unknown as Config;
}

test('which tables are late takes as many questions for 40 tables as for two', () => {
  const questions = [2, 40].map((tables) => {
    const { history, asked } = counted(tables);
    const late = createLate({ history, clock, config: () => configOf(tables) })();
    assert.equal(late.length, tables, 'all of them are too old');
    return asked.toSorted();
  });
  assert.deepEqual(questions[1], questions[0]);
});

test('how one table stands is asked of that table alone, and says what is said of all', () => {
  const { history, asked } = counted(40);
  const after = { startable: () => [], waits: () => null, waitsForOthers: () => [] };
  const audit = { write: () => {} };
  const desk = createDesk({ history, clock, config: () => configOf(40), audit, after } as unknown as Parameters<
    typeof createDesk
  >[0]);
  const status = desk.status('t7');
  assert.ok(status?.lastSuccess);
  for (const ofAll of ['lastEnded', 'lastSuccesses', 'allActive']) assert.ok(!asked.includes(ofAll), ofAll);
  assert.deepEqual(
    status,
    desk.statuses().find(({ name }) => name === 't7'),
  );
  assert.equal(desk.status('nobody'), null);
});
