import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** What stores of files say: Amazon's by the name of an error, Google's by its reason. */
export const STORES = [
  {
    codes: { any: 's3.denied' },
    retry: 'never',
    title: () => 'No right on S3 bucket',
    message: (w) => phrase`access to ${w.address} for ${w.table} is refused by Amazon (${w.connection})`,
    hint: (w) =>
      phrase`Add s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket on ${w.address} to the policy of ${w.user}, and kms:GenerateDataKey and kms:Decrypt where the bucket has a key of its own.`,
    signs: [
      {
        aws: [
          'AccessDenied',
          'AccessDeniedException',
          'AllAccessDisabled',
          'InvalidAccessKeyId',
          'SignatureDoesNotMatch',
          'KMS.AccessDeniedException',
          'KMS.DisabledException',
        ],
      },
    ],
  },
  {
    codes: { any: 's3.expired' },
    retry: 'once',
    title: () => 'Credentials expired',
    message: (w) =>
      phrase`the credentials for ${w.address} have expired, or the clock of this machine is wrong (${w.connection})`,
    hint: (w) =>
      phrase`Renew the credentials of ${w.connection}, and check that the clock of this machine is right (timedatectl).`,
    signs: [
      {
        aws: [
          'ExpiredToken',
          'ExpiredTokenException',
          'TokenRefreshRequired',
          'RequestTimeTooSkewed',
          'RequestExpired',
        ],
      },
    ],
  },
  {
    codes: { any: 's3.missing' },
    retry: 'never',
    title: () => 'S3 bucket not there',
    message: (w) => phrase`${w.address} is not there, or is in another region (${w.connection})`,
    hint: (w) => phrase`Correct bucket and region of ${w.connection} in tables.yml.`,
    signs: [
      {
        aws: [
          'NoSuchBucket',
          'PermanentRedirect',
          'AuthorizationHeaderMalformed',
          'IllegalLocationConstraintException',
        ],
      },
    ],
  },
  {
    codes: { any: 's3.object_missing' },
    retry: 'backoff',
    title: () => 'Object missing',
    message: (w) => phrase`a file for ${w.table} is not in ${w.address} (${w.connection})`,
    hint: (w) =>
      phrase`Check that the producer of the file has run, and that no lifecycle rule of ${w.address} takes it away too early.`,
    signs: [{ aws: ['NoSuchKey', 'NotFound', 'NoSuchUpload'] }],
  },
  {
    codes: { any: 's3.slow' },
    retry: 'backoff',
    title: () => 'Amazon asks for patience',
    message: (w) =>
      phrase`fewer requests to ${w.address} are asked for by Amazon, or it has trouble itself (${w.connection})`,
    hint: (w) =>
      phrase`Lower max_writers of ${w.connection} in tables.yml if it goes on, and look at health.aws.amazon.com.`,
    signs: [
      {
        aws: [
          'SlowDown',
          'ServiceUnavailable',
          'RequestTimeout',
          'InternalError',
          'ThrottlingException',
          'RequestLimitExceeded',
          'TimeoutError',
        ],
      },
    ],
  },
  {
    codes: { any: 'gcs.denied' },
    retry: 'never',
    title: () => 'No right on GCS bucket',
    message: (w) => phrase`access to ${w.address} for ${w.table} is refused by Cloud Storage (${w.connection})`,
    hint: (w) => phrase`Grant ${w.user} roles/storage.objectUser on the bucket of ${w.connection}.`,
    signs: [
      { gcs: ['forbidden', 'insufficientPermissions', 'required', 'authError', 'unauthorized', 'http401', 'http403'] },
    ],
  },
  {
    codes: { any: 'gcs.missing' },
    retry: 'never',
    title: () => 'GCS bucket not there',
    message: (w) => phrase`the bucket, or a file in it, is not in ${w.address} (${w.connection})`,
    hint: (w) =>
      phrase`Correct the bucket of ${w.connection} in tables.yml, and look whether a lifecycle rule takes files away too early.`,
    signs: [{ gcs: ['notFound', 'http404'] }],
  },
  {
    codes: { any: 'gcs.slow' },
    retry: 'backoff',
    title: () => 'Google asks for patience',
    message: (w) => phrase`fewer requests are asked for by Cloud Storage, or it has trouble itself (${w.connection})`,
    hint: () => 'Look at status.cloud.google.com if it goes on.',
    signs: [
      {
        gcs: [
          'rateLimitExceeded',
          'userRateLimitExceeded',
          'backendError',
          'internalError',
          'http429',
          'http500',
          'http502',
          'http503',
        ],
      },
    ],
  },
  {
    codes: { any: 'gcs.conflict' },
    retry: 'once',
    title: () => 'File changed meanwhile',
    message: (w) => phrase`somebody else wrote a file for ${w.table} at the same moment (${w.connection})`,
    hint: (w) => phrase`Look for what else writes into the bucket of ${w.connection}, and give it another prefix.`,
    signs: [{ gcs: ['conditionNotMet', 'conflict', 'http409', 'http412'] }],
  },
] as const satisfies readonly FailureRow[];
