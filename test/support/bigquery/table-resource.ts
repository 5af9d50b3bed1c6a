/** How does the API tell of data sets and tables? */
import { createHash } from 'node:crypto';
import { type CatalogDataset, type CatalogTable, type Field, tableKey } from './catalog.ts';
import type { Figures } from './store.ts';

export function etagOf(table: CatalogTable | CatalogDataset): string {
  return createHash('sha256').update(JSON.stringify(table)).digest('base64url').slice(0, 22);
}

/** The resource of tables.get. */
export function tableResource(table: CatalogTable, location: string, figures: Figures): object {
  const { ref, fields } = table;
  return {
    kind: 'bigquery#table',
    etag: etagOf(table),
    id: `${ref.projectId}:${tableKey(ref)}`,
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${ref.projectId}/datasets/${ref.datasetId}/tables/${ref.tableId}`,
    tableReference: ref,
    ...described(table),
    ...(fields.length === 0 ? {} : { schema: { fields: fields.map(fieldResource) } }),
    ...(table.type === 'VIEW'
      ? { view: { query: table.view, useLegacySql: false } }
      : { numBytes: String(figures.bytes), numLongTermBytes: '0', numRows: String(figures.rows) }),
    numTotalLogicalBytes: String(figures.bytes),
    numActiveLogicalBytes: String(figures.bytes),
    lastModifiedTime: String(table.lastModifiedTime),
    location,
    ...(table.primaryKey === undefined ? {} : { tableConstraints: { primaryKey: { columns: table.primaryKey } } }),
    ...(table.snapshot === undefined
      ? {}
      : {
          snapshotDefinition: {
            baseTableReference: table.snapshot.baseTable,
            snapshotTime: new Date(table.snapshot.snapshotTime).toISOString(),
          },
        }),
    ...(table.clone === undefined
      ? {}
      : {
          cloneDefinition: {
            baseTableReference: table.clone.baseTable,
            cloneTime: new Date(table.clone.cloneTime).toISOString(),
          },
        }),
  };
}

/** The shorter one of tables.list. */
export function tableListed(table: CatalogTable): object {
  const { ref } = table;
  return {
    kind: 'bigquery#table',
    id: `${ref.projectId}:${tableKey(ref)}`,
    tableReference: ref,
    ...described(table),
    description: undefined,
    ...(table.view === undefined ? {} : { view: { useLegacySql: false } }),
  };
}

function described(table: CatalogTable): object {
  return {
    type: table.type,
    description: table.description,
    friendlyName: table.friendlyName,
    ...(Object.keys(table.labels).length === 0 ? {} : { labels: table.labels }),
    timePartitioning: table.timePartitioning,
    rangePartitioning: table.rangePartitioning,
    clustering: table.clustering,
    requirePartitionFilter: table.requirePartitionFilter,
    creationTime: String(table.creationTime),
    ...(table.expirationTime === undefined ? {} : { expirationTime: String(table.expirationTime) }),
  };
}

/** Modes and names as the API gives them. */
export function fieldResource(field: Field): object {
  return field;
}

export function datasetResource(dataset: CatalogDataset): object {
  const { projectId, datasetId } = dataset;
  return {
    kind: 'bigquery#dataset',
    etag: etagOf(dataset),
    id: `${projectId}:${datasetId}`,
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${projectId}/datasets/${datasetId}`,
    datasetReference: { projectId, datasetId },
    description: dataset.description,
    friendlyName: dataset.friendlyName,
    ...(Object.keys(dataset.labels).length === 0 ? {} : { labels: dataset.labels }),
    location: dataset.location,
    defaultTableExpirationMs: dataset.defaultTableExpirationMs,
    defaultPartitionExpirationMs: dataset.defaultPartitionExpirationMs,
    maxTimeTravelHours: dataset.maxTimeTravelHours,
    creationTime: String(dataset.creationTime),
    lastModifiedTime: String(dataset.lastModifiedTime),
    type: 'DEFAULT',
  };
}
