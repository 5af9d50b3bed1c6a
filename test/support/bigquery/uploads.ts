/** How does a load job get its rows with the request? */
import { ApiError } from './api-error.ts';
import { readConfiguration, readJob } from './configuration.ts';
import { checkProject } from './datasets.ts';
import { discarding } from './discarding.ts';
import type { Faults } from './faults.ts';
import type { Answer, Call, Route } from './http.ts';
import { jobResource } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { LoadInput } from './load-job.ts';
import { readMultipart } from './multipart.ts';
import type { Sessions, Sink } from './resumable.ts';
import type { Store } from './store.ts';

const JOBS = '/upload/bigquery/v2/projects/{project}/jobs';

export function uploadRoutes(given: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly faults: Faults;
}): readonly Route[] {
  const { store, jobs, sessions, faults } = given;
  const submit = (metadata: unknown, input: LoadInput): Answer => ({
    status: 200,
    body: jobResource(jobs.submit(readJob(metadata), input)),
  });
  return [
    {
      method: 'POST',
      path: JOBS,
      query: ['uploadType'],
      async answer(call: Call) {
        checkProject(store, call);
        const how = call.query.get('uploadType');
        if (how === 'multipart') {
          const { metadata, media } = await readMultipart(call);
          const format = formatOf(metadata);
          const sink = faults.discard ? discarding(format) : collecting();
          sink.write(media);
          return submit(metadata, await sink.input());
        }
        if (how !== 'resumable') throw new ApiError('invalid', `Invalid uploadType ${how}`, 'uploadType');
        const metadata = await call.json();
        const format = formatOf(metadata);
        const sink = faults.discard ? discarding(format) : collecting();
        return sessions.open(call, {
          write: sink.write,
          end: async () => submit(metadata, await sink.input()),
        });
      },
    },
    { method: 'PUT', path: JOBS, query: ['uploadType', 'upload_id'], open: true, answer: sessions.put },
    {
      method: 'DELETE',
      path: JOBS,
      query: ['uploadType', 'upload_id'],
      open: true,
      answer: async (call) => sessions.abandon(call),
    },
  ];
}

/** The format of a load job's rows. What is wrong with the job is said before they are sent. */
function formatOf(metadata: unknown) {
  const asked = readConfiguration(readJob(metadata).configuration);
  if (asked.kind !== 'load') throw new ApiError('invalid', 'Only load jobs take an upload');
  if (asked.load.sourceUris !== undefined) throw new ApiError('invalid', 'sourceUris and an upload exclude each other');
  return asked.load.sourceFormat ?? 'CSV';
}

type Collected = Pick<Sink, 'write'> & { input(): Promise<LoadInput> };

function collecting(): Collected {
  const pieces: Buffer[] = [];
  return {
    // The piece may be a part of a buffer that is used again.
    write: (piece) => pieces.push(Buffer.from(piece)),
    input: async () => ({ bytes: Buffer.concat(pieces) }),
  };
}
