/** What does the API do with tables? */
import { ApiError } from './api-error.ts';
import { type CatalogTable, type TableRef, tableKey } from './catalog.ts';
import { datasetOf } from './datasets.ts';
import type { Call, Route } from './http.ts';
import { page } from './paging.ts';
import type { NewTable } from './query-runner.ts';
import { readDivision, readFields } from './schema.ts';
import * as shapes from './shapes.ts';
import type { Store, StoreTransaction } from './store.ts';
import { checkExpiry, checkKey, checkTableId } from './table-checks.ts';
import { patched, updated } from './table-patch.ts';
import { etagOf, tableListed, tableResource } from './table-resource.ts';

const ALL = '/bigquery/v2/projects/{project}/datasets/{dataset}/tables';
const ONE = `${ALL}/{table}`;
const POLICIES = `${ONE}/rowAccessPolicies`;

export function tableRoutes(store: Store): readonly Route[] {
  const change = (how: (old: CatalogTable, asked: unknown, now: number) => CatalogTable) => async (call: Call) => {
    const asked = await call.json();
    return inTable(store, call, async (transaction, ref) => {
      const old = transaction.table(ref);
      checkEtag(call, old);
      const table = await transaction.alterTable(how(old, asked, transaction.now));
      return { status: 200, body: await resourceOf(transaction, table) };
    });
  };
  return [
    {
      method: 'POST',
      path: ALL,
      async answer(call) {
        const asked = shapes.read(shapes.table, await call.json(), 'table');
        const ref = asked.tableReference;
        datasetOf(store, call);
        if (ref.projectId !== call.at.project || ref.datasetId !== call.at.dataset) {
          throw new ApiError('invalid', `tableReference names another dataset than the address: ${tableKey(ref)}`);
        }
        const body = await store.transaction(async (transaction) => {
          const made = await transaction.createTable(newTable(asked, transaction));
          return resourceOf(transaction, made);
        });
        return { status: 200, body };
      },
    },
    {
      method: 'GET',
      path: ALL,
      query: ['maxResults', 'pageToken'],
      async answer(call) {
        const { datasetId } = datasetOf(store, call);
        return store.transaction(async (transaction) => {
          const all = [...transaction.catalog().tables.values()]
            .filter(({ ref }) => ref.datasetId === datasetId)
            .sort((a, b) => (a.ref.tableId < b.ref.tableId ? -1 : 1));
          const { items, nextPageToken } = page(all, call.query);
          const tables = items.map(tableListed);
          return {
            status: 200,
            body: { kind: 'bigquery#tableList', etag: 'list', nextPageToken, tables, totalItems: all.length },
          };
        });
      },
    },
    {
      method: 'GET',
      path: ONE,
      query: ['view'],
      answer: (call) =>
        inTable(store, call, async (transaction, ref) => ({
          status: 200,
          body: await resourceOf(transaction, transaction.table(ref)),
        })),
    },
    { method: 'PATCH', path: ONE, answer: change(patched) },
    { method: 'PUT', path: ONE, answer: change(updated) },
    {
      method: 'DELETE',
      path: ONE,
      answer: (call) =>
        inTable(store, call, async (transaction, ref) => {
          await transaction.dropTable(ref);
          return { status: 204 };
        }),
    },
    {
      method: 'GET',
      path: POLICIES,
      query: ['pageSize', 'pageToken'],
      answer: (call) =>
        inTable(store, call, async (transaction, ref) => ({
          status: 200,
          body: {
            rowAccessPolicies: transaction.table(ref).rowAccessPolicies.map(({ policyId, filterPredicate }) => ({
              rowAccessPolicyReference: { ...ref, policyId },
              filterPredicate,
            })),
          },
        })),
    },
    {
      method: 'POST',
      path: POLICIES,
      async answer(call) {
        const asked = shapes.read(shapes.rowAccessPolicy, await call.json(), 'rowAccessPolicy');
        return inTable(store, call, async (transaction, ref) => {
          const { filterPredicate, grantees = [], rowAccessPolicyReference } = asked;
          const table = transaction.table(ref);
          const { policyId } = rowAccessPolicyReference;
          if (table.rowAccessPolicies.some((policy) => policy.policyId === policyId)) {
            throw new ApiError('duplicate', `Already Exists: Row access policy ${tableKey(ref)}.${policyId}`);
          }
          const policy = { policyId, filterPredicate, grantees };
          await transaction.alterTable({ ...table, rowAccessPolicies: [...table.rowAccessPolicies, policy] });
          return { status: 200, body: asked };
        });
      },
    },
  ];
}

/** Runs `work` in a transaction, for the table of the address. */
export function inTable<T>(
  store: Store,
  call: Call,
  work: (transaction: StoreTransaction, ref: TableRef) => Promise<T>,
): Promise<T> {
  const { datasetId } = datasetOf(store, call);
  const ref = { projectId: store.project, datasetId, tableId: String(call.at.table) };
  return store.transaction((transaction) => work(transaction, ref));
}

async function resourceOf(transaction: StoreTransaction, table: CatalogTable): Promise<object> {
  const dataset = transaction.catalog().datasets.get(table.ref.datasetId);
  return tableResource(table, dataset?.location ?? '', await transaction.figures(table));
}

function checkEtag(call: Call, table: CatalogTable): void {
  const expected = call.headers['if-match'];
  if (expected === undefined || expected === '*' || expected === etagOf(table)) return;
  throw new ApiError('conditionNotMet', 'Precondition Failed', 'If-Match');
}

/** The table that tables.insert asks for. */
export function newTable(asked: shapes.TableAsked, transaction: StoreTransaction): NewTable {
  const { tableReference: ref, schema, labels = {}, expirationTime } = asked;
  checkTableId(ref.tableId);
  const dataset = transaction.catalog().datasets.get(ref.datasetId);
  const fields = readFields(schema?.fields ?? []);
  const division = readDivision(asked, fields);
  if (asked.requirePartitionFilter && !division.timePartitioning && !division.rangePartitioning) {
    throw new ApiError('invalid', 'requirePartitionFilter can only be set on a partitioned table');
  }
  checkKey(asked.tableConstraints?.primaryKey?.columns ?? [], fields);
  const byDefault = dataset?.defaultTableExpirationMs;
  const expiry = expirationTime ?? (byDefault === undefined ? undefined : String(transaction.now + Number(byDefault)));
  if (expiry !== undefined) checkExpiry(expiry, transaction.now);
  const key = asked.tableConstraints?.primaryKey?.columns;
  return {
    ref,
    type: asked.view === undefined ? 'TABLE' : 'VIEW',
    fields,
    labels,
    rowAccessPolicies: [],
    ...division,
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(asked.friendlyName === undefined ? {} : { friendlyName: asked.friendlyName }),
    ...(asked.requirePartitionFilter === undefined ? {} : { requirePartitionFilter: asked.requirePartitionFilter }),
    ...(expiry === undefined ? {} : { expirationTime: Number(expiry) }),
    ...(asked.view === undefined ? {} : { view: asked.view.query }),
    ...(key === undefined ? {} : { primaryKey: key }),
  };
}
