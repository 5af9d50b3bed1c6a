// Runs in a mount namespace of its own: a file system of 2 MiB, a small run that fits and a large one that does not.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { failureOf, runSync, sqliteAt, tableSpec } from '../engine.ts';

const [directory, shop] = process.argv.slice(2) as [string, string];
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', directory]);
const file = join(directory, 'warehouse.db');
const destination = sqliteAt(file, 'warehouse');
await runSync(tableSpec('items', { from: 'few' }), { source: sqliteAt(shop), destination });
const error = await failureOf(runSync(tableSpec('items', { from: 'many' }), { source: sqliteAt(shop), destination }));
const database = new Database(file);
const rows = database.prepare('select count(*) as n, min(name) as name from items').get();
const tables = database.prepare("select name from sqlite_master where name like '\\_sync\\_bot\\_%' escape '\\'").all();
const check = database.pragma('integrity_check', { simple: true });
console.log(JSON.stringify({ code: error.code, stage: error.stage, rows, tables, check }));
