import { test } from 'node:test';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { mysqlStore, postgresStore, seeded, shootingRange, sqliteStore } from './kills.ts';

// More of the same, for an hour if you like: KILLS=200 npm run test:soak
const SHOTS = 2;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

test('a SIGKILL at any moment leaves the old or the new SQLite table, and a history that tells which', async (t) => {
  const home = temporaryDirectory();
  const random = seeded(SEED);
  t.diagnostic(`SEED=${SEED}`);
  const source = await sqliteStore(home, 'source');
  const destination = await sqliteStore(home, 'destination');
  const range = await shootingRange(home, { source, destination, rows: 40_000 });
  for (let shot = 0; shot < SHOTS; shot++) t.diagnostic(`${range.name}: ${await range.shoot(random)}`);
});

test('the same holds from MySQL to PostgreSQL, with a view on the target', needs('mysql', 'postgres'), async (t) => {
  const home = temporaryDirectory();
  const random = seeded(SEED + 1);
  t.diagnostic(`SEED=${SEED}`);
  const source = await mysqlStore('kills');
  const destination = await postgresStore('kills');
  try {
    const around = 'create view seen as select id, gen, v from t';
    const range = await shootingRange(home, { source, destination, rows: 40_000, around });
    for (let shot = 0; shot < SHOTS; shot++) t.diagnostic(`${range.name}: ${await range.shoot(random)}`);
  } finally {
    await source.drop();
    await destination.drop();
  }
});

test('the same holds for rows that are appended without a key: none is lost, none comes twice', async (t) => {
  const home = temporaryDirectory();
  const random = seeded(SEED + 2);
  t.diagnostic(`SEED=${SEED}`);
  const source = await sqliteStore(home, 'source');
  const destination = await sqliteStore(home, 'destination');
  const range = await shootingRange(home, { source, destination, rows: 20_000, mode: 'append' });
  for (let shot = 0; shot < SHOTS; shot++) t.diagnostic(`${range.name}: ${await range.shoot(random)}`);
});
