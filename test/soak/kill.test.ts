import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigqueryStore, mysqlStore, postgresStore, seeded, shootingRange, sqliteStore } from '../jobs/kills.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// The hard line: whatever dies, the target is the old or the new table, and the history knows which.
const KILLS = Number(process.env.KILLS ?? 24);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const ROWS = Number(process.env.KILL_ROWS ?? 150_000);

const PAIRS = [
  { from: 'sqlite', to: 'sqlite' },
  { from: 'sqlite', to: 'sqlite', around: 'create index hung on t (gen)' },
  { from: 'sqlite', to: 'postgres' },
  { from: 'mysql', to: 'postgres' },
  { from: 'mysql', to: 'postgres', around: 'create view seen as select id, gen, v from t' },
  { from: 'sqlite', to: 'sqlite', mode: 'merge' },
  { from: 'mysql', to: 'postgres', mode: 'merge' },
  { from: 'sqlite', to: 'postgres', mode: 'append' },
  { from: 'mysql', to: 'sqlite', mode: 'append' },
  { from: 'sqlite', to: 'bigquery' },
  { from: 'sqlite', to: 'bucket' },
  { from: 'sqlite', to: 'bigquery', mode: 'merge' },
  { from: 'mysql', to: 'bigquery', mode: 'append' },
] as const;

type Kind = (typeof PAIRS)[number]['from' | 'to'];

async function store(kind: Kind, home: string, name: string) {
  if (kind === 'bigquery' || kind === 'bucket') return bigqueryStore({ bucket: kind === 'bucket' });
  if (kind === 'sqlite') return sqliteStore(home, name);
  return kind === 'mysql' ? mysqlStore(`kill_${name}`) : postgresStore(`kill_${name}`);
}

test(`${KILLS} kills at random moments, SEED=${SEED}`, needs('postgres', 'mysql'), async (t) => {
  const random = seeded(SEED);
  const told: string[] = [];
  for (const [i, { from, to, ...rest }] of PAIRS.entries()) {
    // Generations that stand behind one another add up.
    const rows = 'mode' in rest && rest.mode === 'append' ? Math.ceil(ROWS / 3) : ROWS;
    const home = temporaryDirectory();
    const source = await store(from, home, 'source');
    const destination = await store(to, home, 'destination');
    try {
      const range = await shootingRange(home, { source, destination, rows, ...rest });
      const shots = Math.floor(KILLS / PAIRS.length) + (i < KILLS % PAIRS.length ? 1 : 0);
      for (let shot = 0; shot < shots; shot++) {
        const line = `${range.name}: ${await range.shoot(random)}`;
        told.push(line);
        t.diagnostic(line);
        // Every third shot at a replace is followed by one at an undo.
        if (shot % 3 !== 0 || 'mode' in rest) continue;
        t.diagnostic(`${range.name}: ${await range.shootUndo(random)}`);
      }
    } finally {
      await source.drop();
      await destination.drop();
    }
  }
  assert.equal(told.length, KILLS);
});
