import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { madeType } from '../sql/ddl.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import { type Changes, DELETED_AT, type Plan, type Preview, type Published } from '../types.ts';
import { countRows } from './postgres-figures.ts';
import { forgetPrevious } from './postgres-generations.ts';
import { isSoft, removeGone } from './postgres-keys.ts';
import { advisoryLock, ensureLedger, LOCK_WAIT, remember, rename } from './postgres-publish.ts';
import { addColumn, addColumns, insertRows, mayMeddle, rowText } from './postgres-rows.ts';
import { type Name, refuseForeign } from './postgres-target.ts';
import { ambiguousTarget, brokenKeys, notAsCopied, otherColumns, vanishedTarget } from './refusals.ts';

type Names = { readonly target: Name; readonly staging: Name; readonly token: string; readonly keys: Name | null };

/**
 * Puts the staged rows beside or over those of the target, in one transaction, and proves that every one is there with
 * its very values. What surrounds the target stays, since the target stays; readers are not held up, writers wait.
 */
export async function publishRows(session: PostgresSession, plan: Plan, names: Names): Promise<Published> {
  const { target, staging, token, keys } = names;
  await ensureLedger(session, target);
  await session.query('begin');
  await session.query(`set local lock_timeout = '${LOCK_WAIT}'`);
  await advisoryLock(session, quoteTable('postgres', target));
  const rows = await countRows(session, staging);
  await checkKeys(session, plan, staging);
  const created = (await describePostgres(session, target.schema, target.name)) === null;
  let changes: Changes;
  if (created) {
    const vanished = vanishedTarget(plan);
    if (vanished !== null) throw vanished;
    for (const statement of creation(plan, target, staging)) await session.query(statement);
    changes = { inserted: rows, updated: 0, unchanged: 0, deleted: 0 };
  } else {
    await refuseForeign(session, target);
    await session.query(`lock table ${quoteTable('postgres', target)} in share row exclusive mode`);
    await addColumns(session, target, staging);
    await checkColumns(session, plan, target, staging);
    await forgetPrevious(session, target);
    changes = await put(session, plan, target, staging, rows);
    if (keys !== null) {
      const { deleted, back } = await removeGone(session, plan, { target, keys });
      changes = { ...changes, updated: changes.updated + back, deleted };
      await session.query(`drop table ${quoteTable('postgres', keys)}`);
    }
    await session.query(`drop table ${quoteTable('postgres', staging)}`);
  }
  await remember(session, target, token, rows, plan.cursor);
  await session.query('commit');
  return { rows, method: created ? 'create' : (plan.mode as 'append' | 'merge'), changes };
}

/** The statements that `publishRows` would run, for people to read. */
export async function rowsPreview(session: PostgresSession, plan: Plan, target: Name, staging: Name): Promise<Preview> {
  const there = await describePostgres(session, target.schema, target.name);
  if (there === null) return { publish: 'create', statements: creation(plan, target, staging) };
  const had = new Set(there.columns.map((column) => column.name));
  const adding = plan.columns
    .filter((column) => !had.has(column.name))
    .map((column) => addColumn(target, { name: column.name, native: madeType('postgres', column, plan) }));
  const { inserting, updating, leaving } = statementsOf(plan, target, staging, await isSoft(session, plan, target));
  const statements =
    plan.key.length === 0 ? [inserting] : plan.mode === 'append' ? [leaving, inserting] : [updating, inserting];
  return { publish: plan.mode as 'append' | 'merge', statements: [...adding, ...statements] };
}

/** The key becomes the table's own, so that later runs find rows by it at once. */
function creation(plan: Plan, target: Name, staging: Name): readonly string[] {
  const key = `alter table ${quoteTable('postgres', target)} add primary key (${quoteList('postgres', plan.key)})`;
  return [rename(target, staging), ...(plan.key.length > 0 ? [key] : [])];
}

function statementsOf(plan: Plan, target: Name, staging: Name, soft: boolean) {
  const t = quoteTable('postgres', target);
  const s = quoteTable('postgres', staging);
  const columns = plan.columns.map((column) => column.name);
  const same = plan.key.map((name) => `s.${quote('postgres', name)} = t.${quote('postgres', name)}`).join(' and ');
  // Equal texts may differ in case to a key, equal whole numbers never do; and an identity column takes no update.
  const whole = plan.columns.filter((column) => plan.key.includes(column.name) && column.to.type === 'integer');
  const mark = quote('postgres', DELETED_AT);
  const set = [
    ...columns
      .filter((name) => !whole.some((column) => column.name === name))
      .map((name) => `${quote('postgres', name)} = s.${quote('postgres', name)}`),
    // A row that is read is not gone.
    ...(soft ? [`${mark} = null`] : []),
  ].join(', ');
  const differs = `${rowText('t', columns)} is distinct from ${rowText('s', columns)}`;
  const absent = plan.mode === 'merge' ? ` s where not exists (select from ${t} t where ${same})` : '';
  return {
    same,
    updating:
      set === ''
        ? ''
        : `update ${t} t set ${set} from ${s} s where ${same} and ${soft ? `(${differs} or t.${mark} is not null)` : differs}`,
    leaving: `delete from ${s} s where exists (select from ${t} t where ${same})`,
    inserting: `${insertRows(target, staging, columns)}${absent}`,
    different: `select count(*) as n from ${s} s where not exists (select from ${t} t where ${same} and ${rowText('t', columns)} = ${rowText('s', columns)})`,
    unlike: `select count(*) as n from (select ${rowText('s', columns)} from ${s} s except select ${rowText('t', columns)} from ${t} t) d`,
  };
}

async function put(session: PostgresSession, plan: Plan, target: Name, staging: Name, rows: number): Promise<Changes> {
  const [t, s] = [quoteTable('postgres', target), quoteTable('postgres', staging)];
  const { same, updating, leaving, inserting, different, unlike } = statementsOf(
    plan,
    target,
    staging,
    await isSoft(session, plan, target),
  );
  const meddled = await mayMeddle(session, target);
  const there = (): Promise<number> => count(session, `select count(*) as n from ${t}`);
  const before = meddled ? await there() : 0;
  let unchanged = 0;
  let updated = 0;
  if (plan.key.length > 0) {
    await session.query(`create unique index on ${s} (${quoteList('postgres', plan.key)})`);
    const matches = await count(session, `select count(*) as n from ${s} s join ${t} t on ${same}`);
    const known = await count(
      session,
      `select count(*) as n from ${s} s where exists (select from ${t} t where ${same})`,
    );
    if (matches > known) throw ambiguousTarget(plan, matches - known);
    if (plan.mode === 'merge') updated = updating === '' ? 0 : await session.change(updating);
    // What stays as it is leaves staging, so that all of staging is new.
    else await session.change(leaving);
    unchanged = known - updated;
  }
  const inserted = await session.change(inserting);
  const wrong = await count(session, plan.key.length > 0 ? different : meddled ? unlike : 'select 0 as n');
  if (wrong > 0) throw notAsCopied(plan, `${wrong} of ${rows} rows differ`);
  if (inserted + updated + unchanged !== rows)
    throw notAsCopied(plan, `${inserted + updated + unchanged} of ${rows} rows counted`);
  if (meddled && (await there()) !== before + inserted) throw notAsCopied(plan, 'the number of rows does not add up');
  return { inserted, updated, unchanged, deleted: 0 };
}

async function checkKeys(session: PostgresSession, plan: Plan, staging: Name): Promise<void> {
  if (plan.key.length === 0) return;
  const s = quoteTable('postgres', staging);
  const key = quoteList('postgres', plan.key);
  const empty = plan.key.map((name) => `${quote('postgres', name)} is null`).join(' or ');
  const nulls = await count(session, `select count(*) as n from ${s} where ${empty}`);
  const [twice] = await session.query<{ keys: string; rows: string | null }>(
    `select count(*) as keys, sum(n) as rows from (select count(*) as n from ${s} group by ${key} having count(*) > 1) d`,
  );
  const broken = brokenKeys(plan, { nulls, keys: Number(twice?.keys), rows: Number(twice?.rows) });
  if (broken !== null) throw broken;
}

async function checkColumns(session: PostgresSession, plan: Plan, target: Name, staging: Name): Promise<void> {
  const old = (await describePostgres(session, target.schema, target.name))?.columns ?? [];
  const brought = (await describePostgres(session, staging.schema, staging.name))?.columns ?? [];
  const missing = brought
    .filter((column) => !old.some((other) => other.name === column.name && other.native === column.native))
    .map((column) => `${column.name} ${column.native}`);
  const required = await session.query<{ name: string }>(
    `select a.attname as name from pg_catalog.pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
        and a.attnotnull and not a.atthasdef and a.attidentity = ''
      order by a.attnum`,
    [quoteTable('postgres', target)],
  );
  const needed = required
    .map((column) => column.name)
    .filter((name) => !brought.some((column) => column.name === name));
  const refused = otherColumns(plan, missing, needed);
  if (refused !== null) throw refused;
}

async function count(session: PostgresSession, statement: string): Promise<number> {
  const [row] = await session.query<{ n: string }>(statement);
  return Number(row?.n);
}
