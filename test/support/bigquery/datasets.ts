/** What does the API do with data sets? */
import { ApiError } from './api-error.ts';
import type { CatalogDataset } from './catalog.ts';
import type { Call, Route } from './http.ts';
import { page } from './paging.ts';
import * as shapes from './shapes.ts';
import type { Store } from './store.ts';
import { datasetResource } from './table-resource.ts';

const ALL = '/bigquery/v2/projects/{project}/datasets';
const ONE = `${ALL}/{dataset}`;

export function datasetRoutes(store: Store): readonly Route[] {
  return [
    {
      method: 'POST',
      path: ALL,
      async answer(call) {
        checkProject(store, call);
        const asked = shapes.read(shapes.dataset, await call.json(), 'dataset');
        const { datasetId } = asked.datasetReference;
        if (!/^\w{1,1024}$/.test(datasetId)) throw new ApiError('invalid', `Invalid dataset ID "${datasetId}"`);
        const made = await store.transaction(async (transaction) => {
          const { datasetReference: _, kind: __, location = 'US', labels = {}, ...rest } = asked;
          const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
          const dataset: CatalogDataset = {
            projectId: store.project,
            datasetId,
            location: /^(us|eu)$/i.test(location) ? location.toUpperCase() : location.toLowerCase(),
            labels,
            ...given,
            creationTime: transaction.now,
            lastModifiedTime: transaction.now,
          };
          await transaction.createDataset(dataset);
          return dataset;
        });
        return { status: 200, body: datasetResource(made) };
      },
    },
    {
      method: 'GET',
      path: ALL,
      query: ['maxResults', 'pageToken', 'all'],
      async answer(call) {
        checkProject(store, call);
        const { items, nextPageToken } = page([...store.catalog().datasets.values()], call.query);
        return {
          status: 200,
          body: { kind: 'bigquery#datasetList', etag: 'list', nextPageToken, datasets: items.map(datasetResource) },
        };
      },
    },
    {
      method: 'GET',
      path: ONE,
      query: ['datasetView'],
      answer: async (call) => ({ status: 200, body: datasetResource(datasetOf(store, call)) }),
    },
    {
      method: 'DELETE',
      path: ONE,
      query: ['deleteContents'],
      async answer(call) {
        const dataset = datasetOf(store, call);
        await store.transaction(async (transaction) => {
          const { datasetId } = dataset;
          const tables = [...transaction.catalog().tables.values()].filter(({ ref }) => ref.datasetId === datasetId);
          if (tables.length > 0 && call.query.get('deleteContents') !== 'true') {
            throw new ApiError('resourceInUse', `Dataset ${store.project}:${datasetId} is still in use`);
          }
          for (const { ref } of tables) await transaction.dropTable(ref);
          await transaction.dropDataset(dataset);
        });
        return { status: 204 };
      },
    },
  ];
}

/** Throws where the address names another project than the loopback's. */
export function checkProject(store: Store, { at }: Call): void {
  if (at.project === store.project) return;
  throw new ApiError('accessDenied', `Access Denied: Project ${at.project}: Permission bigquery.* denied`);
}

/** The data set of the address. Throws the API's notFound. */
export function datasetOf(store: Store, call: Call): CatalogDataset {
  checkProject(store, call);
  const dataset = store.catalog().datasets.get(String(call.at.dataset));
  if (dataset !== undefined) return dataset;
  throw new ApiError('notFound', `Not found: Dataset ${store.project}:${call.at.dataset}`);
}
