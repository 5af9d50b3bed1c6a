/** Is the data where the job runs? */
import { ApiError } from './api-error.ts';
import type { TableRef } from './catalog.ts';
import type { Job } from './job.ts';
import type { Store } from './store.ts';

/** Throws the API's notFound for a data set that is elsewhere: for the job it is not there. */
export function checkLocation(store: Store, job: Pick<Job, 'location'>, refs: readonly TableRef[]): void {
  for (const { projectId, datasetId } of refs) {
    const dataset = store.catalog().datasets.get(datasetId);
    if (projectId === store.project && dataset?.location === job.location) continue;
    throw new ApiError(
      'notFound',
      `Not found: Dataset ${projectId}:${datasetId} was not found in location ${job.location}`,
    );
  }
}
