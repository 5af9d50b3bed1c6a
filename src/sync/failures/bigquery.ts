import { type Phrase, phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';
import type { Words } from './words.ts';

/** What only BigQuery says, by its own reasons: https://cloud.google.com/bigquery/docs/error-messages */
export const BIGQUERY = [
  {
    codes: { destination: 'dst.bq_auth' },
    retry: 'never',
    title: () => 'Google does not know us',
    message: (w) =>
      phrase`the credentials of ${w.connection} are not taken by Google: ${UNKNOWN_BY[reason(w)] ?? phrase`they are not valid, or not any more`}`,
    hint: (w) => KNOWN_BY[reason(w)]?.(w) ?? newKey(w),
    signs: [
      {
        bigquery: [
          'invalid_grant',
          'invalid_client',
          'unauthorized_client',
          'authError',
          'noCredentials',
          'noKeyFile',
          'badKey',
        ],
        node: ['ERR_OSSL_UNSUPPORTED', 'ERR_OSSL_WRONG_TAG', 'ERR_OSSL_PEM_NO_START_LINE'],
      },
    ],
  },
  {
    codes: { destination: 'dst.bq_rate' },
    retry: 'backoff',
    title: () => 'BigQuery asks for a pause',
    message: (w) => phrase`too many requests or jobs for ${w.table} came to ${w.address} at once (${w.connection})`,
    hint: (w) => phrase`Lower max_writers of ${w.connection} in tables.yml, or spread the schedules that write to it.`,
    signs: [{ bigquery: ['rateLimitExceeded', 'jobRateLimitExceeded', 'RESOURCE_EXHAUSTED', 'http429'] }],
  },
  {
    codes: { destination: 'dst.bq_quota' },
    retry: 'wait',
    title: () => 'BigQuery quota used up',
    message: (w) => phrase`a quota of ${w.address} is used up, as that of changes of one table a day (${w.connection})`,
    hint: (w) =>
      phrase`Look under IAM & Admin, Quotas of the project for what is full; run ${w.table} less often, or ask for more; most quotas are free again the next day.`,
    signs: [{ bigquery: ['quotaExceeded'] }],
  },
  {
    codes: { destination: 'dst.bq_backend' },
    retry: 'backoff',
    title: () => 'BigQuery has trouble',
    message: (w) => phrase`there is trouble inside of ${w.address} at stage ${w.stage} (${w.connection})`,
    hint: () => 'Look at status.cloud.google.com if it goes on.',
    signs: [
      {
        bigquery: [
          'backendError',
          'internalError',
          'jobBackendError',
          'jobInternalError',
          'tableUnavailable',
          'uploadBroken',
          'http500',
          'http502',
          'http503',
        ],
      },
    ],
  },
  {
    codes: { destination: 'dst.bq_bucket' },
    retry: 'never',
    title: () => 'Bucket missing',
    message: (w) => phrase`the bucket that staging of ${w.connection} names is not in Cloud Storage`,
    hint: (w) =>
      phrase`Correct staging of ${w.connection} in tables.yml, or make the bucket, in the location of ${w.database}.`,
    signs: [{ bigquery: ['noBucket'] }],
  },
  {
    codes: { destination: 'dst.bq_timeout' },
    retry: 'once',
    title: () => 'BigQuery out of time',
    message: (w) =>
      phrase`no answer, or no end of a job, came from ${w.address} in time at stage ${w.stage} (${w.connection})`,
    hint: (w) => phrase`Run ${w.table} again; if it repeats, look at the job in the job history of the project.`,
    signs: [{ bigquery: ['timeout', 'jobTimeout', 'http504', 'http408', 'DEADLINE_EXCEEDED'] }],
  },
  {
    codes: { destination: 'dst.bq_resources' },
    retry: 'never',
    title: () => 'Too heavy for BigQuery',
    message: (w) => phrase`a query for ${w.table} needs more than ${w.connection} gives to one query`,
    hint: (w) =>
      phrase`Set partition_by or cluster_by of ${w.table} to what its rows are found by, or copy fewer rows at once with where.`,
    signs: [{ bigquery: ['resourcesExceeded', 'billingTierLimitExceeded', 'responseTooLarge'] }],
  },
  {
    codes: { destination: 'dst.bq_buffer' },
    retry: 'backoff',
    title: () => 'Rows still being streamed',
    message: (w) =>
      phrase`somebody streams rows into ${w.table} in ${w.connection}, and BigQuery does not change rows that came in during the last 90 minutes`,
    hint: (w) =>
      phrase`Stop what streams into ${w.table}, or give the sync a target of its own with to: in tables.yml.`,
    signs: [
      { bigquery: ['streamingBuffer'] },
      { bigquery: ['invalidQuery', 'invalid'], text: [/ would affect rows in the streaming buffer/] },
    ],
  },
  {
    codes: { destination: 'dst.bq_busy' },
    retry: 'backoff',
    title: () => 'Table changed meanwhile',
    message: (w) =>
      phrase`somebody else changed ${w.table} in ${w.connection} while the run published into it, and BigQuery let only one of both`,
    hint: (w) =>
      phrase`Look for other jobs that write into ${w.table}, and give them another time; the run is tried again by itself.`,
    signs: [
      // Of a table and of a file alike: it is not what it was when we looked.
      { bigquery: ['conditionNotMet'] },
      { bigquery: ['invalidQuery', 'invalid', 'jobInternalError'], text: [/ due to concurrent update/] },
    ],
  },
  {
    codes: { destination: 'dst.bq_billing' },
    retry: 'wait',
    title: () => 'Billing is off',
    message: (w) => phrase`billing is off, or the project is blocked: ${w.address} (${w.connection})`,
    hint: () => 'Ask the owner of the project to turn billing on: BigQuery takes no jobs without it.',
    signs: [{ bigquery: ['billingNotEnabled', 'blocked', 'accountDisabled'] }],
  },
  {
    codes: { destination: 'dst.bq_stopped' },
    retry: 'wait',
    title: () => 'Job stopped in BigQuery',
    message: (w) => phrase`somebody, or a reservation of the project, stopped the job for ${w.table} (${w.connection})`,
    hint: (w) => phrase`Ask in the project who cancelled it; then run ${w.table} again.`,
    signs: [{ bigquery: ['stopped'] }],
  },
  {
    codes: { destination: 'dst.bq_invalid' },
    retry: 'never',
    title: () => 'BigQuery refuses a job',
    message: (w) =>
      phrase`a job or a request for ${w.table} is refused by BigQuery at stage ${w.stage}${w.named} (${w.connection})`,
    hint: (w) =>
      phrase`Look at ${w.theColumn} with /sync diff and /sync verify; if nothing is wrong there, report ${w.native === '' ? phrase`the error` : w.native} to whoever looks after sync-bot.`,
    signs: [
      {
        bigquery: [
          'invalid',
          'invalidQuery',
          'badRequest',
          'parseError',
          'required',
          'notImplemented',
          'resourceInUse',
          'http400',
        ],
      },
    ],
  },
  {
    codes: { destination: 'dst.partitioning' },
    retry: 'never',
    title: () => 'Other partitioning',
    message: (w) => phrase`${w.table} in ${w.connection} is partitioned in another way than tables.yml asks for`,
    hint: (w) =>
      phrase`Write the partitioning of ${w.table} into tables.yml; or copy ${w.table} to another name, drop it, and run the table with --full: it is made anew.`,
  },
] as const satisfies readonly FailureRow[];

/** The reason alone: a job's id may stand behind it. */
const reason = ({ native }: Words): string => native.split(' ')[0] ?? '';

const UNKNOWN_BY: Readonly<Record<string, Phrase>> = {
  noCredentials: phrase`there are none on this machine`,
  noKeyFile: phrase`the key file cannot be read`,
  badKey: phrase`the key is not one of Google, or damaged`,
  invalid_grant: phrase`the key was deleted or disabled, or the clock of this machine is wrong`,
};

const KNOWN_BY: Readonly<Record<string, (words: Words) => Phrase>> = {
  noCredentials: (w) =>
    phrase`Set key_file or key of ${w.connection} in tables.yml, or give the machine a service account (GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login).`,
  noKeyFile: (w) =>
    phrase`Correct key_file of ${w.connection} in tables.yml (relative to tables.yml), and let the account that runs sync-bot read it.`,
};

const newKey = (w: Words): Phrase =>
  phrase`Make a new key for the service account of ${w.connection}, put it where tables.yml says, and check that the clock of this machine is right (timedatectl).`;
