/** What can one transaction of the store do to tables? */
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ApiError } from './api-error.ts';
import { type Catalog, type CatalogTable, type TableRef, tableKey } from './catalog.ts';
import { columnDefinition, columnDefinitions, stored } from './storage.ts';
import { count, run, type State, type StoreTransaction } from './store.ts';
import { tableAt } from './time-travel.ts';

/** The transaction as its users see it, over a draft of the metadata and a connection that has begun one. */
export function openDraft(given: {
  readonly draft: State;
  readonly client: pg.Client;
  readonly project: string;
  readonly now: number;
  readonly unused: () => string;
  readonly catalog: () => Catalog;
}): StoreTransaction {
  const { draft, client, project, now, unused, catalog } = given;
  const query = (sql: string, parameters?: readonly unknown[]) => run(client, sql, parameters);

  const current = (ref: TableRef): CatalogTable => tableAt(draft, { project, now }, ref);
  const put = (table: CatalogTable, { rows }: { readonly rows: boolean }): CatalogTable => {
    const key = tableKey(table.ref);
    const changed = { ...table, lastModifiedTime: now };
    draft.tables.set(key, changed);
    if (rows) draft.figures.delete(key);
    return changed;
  };
  /** Notes that the table was so until now, with its rows in `relation`. */
  const keep = (table: CatalogTable, relation: string): void => {
    const key = tableKey(table.ref);
    const since = draft.since.get(key) ?? table.creationTime;
    const versions = draft.versions.get(key) ?? [];
    if (since < now) draft.versions.set(key, [...versions, { since, until: now, table: { ...table, relation } }]);
    draft.since.set(key, now);
  };
  /** Moves a relation out of the way. */
  const putAway = async (relation: string): Promise<string> => {
    const away = unused();
    await rename(relation, away);
    return away;
  };
  const rename = async (from: string, to: string): Promise<void> => {
    const [oldSchema = '', oldName = ''] = parts(from);
    const [schema = '', name = ''] = parts(to);
    // Within the shared schema first, where every name is free: the old and the new schema may both have a namesake.
    const between = parts(unused())[1] ?? '';
    await query(`alter table ${from} rename to ${between}`);
    if (schema !== oldSchema) await query(`alter table ${oldSchema}.${between} set schema ${schema}`);
    await query(`alter table ${schema}.${between} rename to ${name || oldName}`);
  };

  const change = async (ref: TableRef): Promise<CatalogTable> => {
    const table = current(ref);
    if (table.type !== 'TABLE') {
      throw new ApiError('invalid', `${project}:${tableKey(ref)} is a ${table.type}: its rows cannot be changed`);
    }
    if (draft.since.get(tableKey(ref)) !== now) {
      const copy = unused();
      await query(`create table ${copy} as table ${table.relation}`);
      keep(table, copy);
    }
    return put(table, { rows: true });
  };

  return {
    catalog,
    now,
    query,
    table: (ref, at) => tableAt(draft, { project, now }, ref, at),
    change,
    async createTable(made) {
      const key = tableKey(made.ref);
      if (!draft.datasets.has(made.ref.datasetId)) {
        throw new ApiError('notFound', `Not found: Dataset ${project}:${made.ref.datasetId}`);
      }
      if (draft.tables.has(key)) throw new ApiError('duplicate', `Already Exists: Table ${project}:${key}`);
      const relation = `${stored(made.ref.datasetId)}.${stored(made.ref.tableId)}`;
      const table = { ...made, relation, creationTime: now, lastModifiedTime: now };
      if (made.type !== 'VIEW') await query(`create table ${relation} (${columnDefinitions(table)})`);
      draft.since.set(key, now);
      return put(table, { rows: true });
    },
    async dropTable(ref) {
      const table = current(ref);
      const key = tableKey(ref);
      if (table.type !== 'VIEW') keep(table, await putAway(table.relation));
      draft.tables.delete(key);
      draft.figures.delete(key);
      draft.since.delete(key);
    },
    async alterTable(table) {
      const old = current(table.ref);
      if (old.type !== 'VIEW' && JSON.stringify(shape(old)) !== JSON.stringify(shape(table))) {
        if (table.type === 'TABLE') await change(table.ref);
        await alterColumns(query, old, table);
        return put({ ...table, relation: old.relation }, { rows: true });
      }
      return put({ ...table, relation: old.relation }, { rows: false });
    },
    async replaceRows(table, relation) {
      const old = current(table.ref);
      keep(old, await putAway(old.relation));
      await rename(relation, old.relation);
      return put({ ...table, relation: old.relation }, { rows: true });
    },
    async createDataset(dataset) {
      if (draft.datasets.has(dataset.datasetId)) {
        throw new ApiError('duplicate', `Already Exists: Dataset ${project}:${dataset.datasetId}`);
      }
      draft.datasets.set(dataset.datasetId, dataset);
      await query(`create schema ${stored(dataset.datasetId)}`);
    },
    async dropDataset(dataset) {
      draft.datasets.delete(dataset.datasetId);
      await query(`drop schema ${stored(dataset.datasetId)}`);
    },
    setDataset(dataset) {
      draft.datasets.set(dataset.datasetId, { ...dataset, lastModifiedTime: now });
    },
    async figures(table) {
      const key = tableKey(table.ref);
      const known = draft.figures.get(key);
      if (known !== undefined && draft.tables.get(key)?.relation === table.relation) return known;
      const figures = await count({ query }, table);
      if (draft.tables.get(key)?.relation === table.relation) draft.figures.set(key, figures);
      return figures;
    },
    claim(ref, figures) {
      draft.figures.set(tableKey(ref), figures);
    },
    async copyIn(relation, lines) {
      await pipeline(lines, client.query(copyFrom(`copy ${relation} from stdin`)));
    },
    unusedRelation: unused,
  };
}

function shape(table: CatalogTable) {
  return table.fields.map(({ name, type, mode }) => [name, type, mode]);
}

async function alterColumns(query: StoreTransaction['query'], old: CatalogTable, table: CatalogTable): Promise<void> {
  const before = new Map(old.fields.map((field) => [field.name, field]));
  const after = new Set(table.fields.map(({ name }) => name));
  for (const field of table.fields) {
    const was = before.get(field.name);
    if (was === undefined) await query(`alter table ${old.relation} add column ${columnDefinition(field)}`);
    else if (was.type !== field.type) {
      throw new ApiError('invalid', `Field ${field.name} has changed type from ${was.type} to ${field.type}`);
    } else if (was.mode === 'REQUIRED' && field.mode !== 'REQUIRED') {
      await query(`alter table ${old.relation} alter column ${stored(field.name)} drop not null`);
    } else if (was.mode !== field.mode) {
      throw new ApiError('invalid', `Field ${field.name} has changed mode from ${was.mode} to ${field.mode}`);
    }
  }
  for (const { name } of old.fields) {
    if (!after.has(name)) await query(`alter table ${old.relation} drop column ${stored(name)}`);
  }
}

/** Schema and name of a quoted relation. */
function parts(relation: string): readonly string[] {
  return relation.match(/"(?:[^"]|"")*"/g) ?? [];
}
