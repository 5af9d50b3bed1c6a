import type { TableId } from './session.ts';

// Where things are in the API, below `/bigquery/v2/`, each part encoded.

export function datasetPath({ project, dataset }: Pick<TableId, 'project' | 'dataset'>): string {
  return `projects/${encodeURIComponent(project)}/datasets/${encodeURIComponent(dataset)}`;
}

/** Of all tables of a data set. */
export function tablesPath(place: Pick<TableId, 'project' | 'dataset'>): string {
  return `${datasetPath(place)}/tables`;
}

export function tablePath(table: TableId): string {
  return `${tablesPath(table)}/${encodeURIComponent(table.name)}`;
}

/** Of all jobs of a project. */
export function jobsPath(project: string): string {
  return `projects/${encodeURIComponent(project)}/jobs`;
}

export function jobPath(project: string, id: string): string {
  return `${jobsPath(project)}/${encodeURIComponent(id)}`;
}

/** Of the rows that a query job gave. */
export function answerPath(project: string, id: string): string {
  return `projects/${encodeURIComponent(project)}/queries/${encodeURIComponent(id)}`;
}
