import type { OpenSession } from './connect.ts';
import { BigQueryError } from './errors.ts';
import { jobsPath } from './paths.ts';
import { openResumable } from './resumable.ts';
import type { DoneJob, JobConfiguration } from './session.ts';

/** The load job that an upload is for. */
type LoadJob = {
  /** An id of ours: the same job is never made twice. */
  readonly id: string;
  /** With `load` in it, without `sourceUris`. */
  readonly configuration: JobConfiguration;
};

/** The bytes of one load job. */
type LoadUpload = {
  /** Takes the bytes over; waits where two pieces of 4 MiB are full. Throws what an earlier piece met. */
  write(bytes: Uint8Array): Promise<void>;
  /** Sends what is left, which makes the job, and waits for it. Throws the job's own error. */
  finish(): Promise<DoneJob>;
  /** Stops the upload at once; a job that it has made already goes on. Safe at any stage. */
  abort(): void;
};

/** What an upload needs of a session. */
export type Uploading = Pick<OpenSession, 'project' | 'address' | 'location' | 'authorization' | 'wait'>;

/** Begins the upload of a load job. Throws BigQueryError, or what `fetch` throws. */
export async function openUpload(session: Uploading, job: LoadJob, pieceBytes?: number): Promise<LoadUpload> {
  const path = `/upload/bigquery/v2/${jobsPath(session.project)}?uploadType=resumable`;
  const begin = new URL(path, session.address);
  const jobReference = { projectId: session.project, jobId: job.id, location: session.location };
  const ended = new AbortController();
  const upload = await openResumable(
    {
      begin: async (signal) =>
        fetch(begin, {
          method: 'POST',
          headers: {
            ...(await session.authorization()),
            'content-type': 'application/json; charset=UTF-8',
            'x-upload-content-type': 'application/octet-stream',
          },
          body: JSON.stringify({ jobReference, configuration: job.configuration }),
          redirect: 'manual',
          signal,
        }),
      // A session's address carries a right of its own; our token goes to our own service only.
      authorize: async (address) => (address.origin === begin.origin ? session.authorization() : {}),
    },
    pieceBytes,
  );
  return {
    write: upload.write,
    async finish() {
      const lost = await upload.finish().then(
        () => null,
        (error: unknown) => error,
      );
      ended.signal.throwIfAborted();
      if (lost !== null && !leavesOpen(lost)) throw lost;
      // Where the last answer was lost the job may be there all the same: its session is gone then, or its id is taken.
      const done = await session.wait(job.id, ended.signal);
      if (done !== null) return done;
      throw lost ?? new BigQueryError('the upload made no job', { reason: 'uploadBroken' });
    },
    abort() {
      ended.abort();
      upload.abort();
    },
  };
}

/** Whether an upload that failed like this may have made its job. */
function leavesOpen(error: unknown): boolean {
  if (!(error instanceof BigQueryError)) return error instanceof TypeError;
  const { status } = error;
  return status !== null && (status >= 500 || [404, 408, 409, 410, 429].includes(status));
}
