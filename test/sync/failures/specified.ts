import type { FailurePlace } from '../../../src/sync/classify.ts';
import type { RetryRule } from '../../../src/sync/errors.ts';

/** One code as a driver gives it, and the class of ours that it has to be. */
export type Told = {
  readonly by:
    | 'mysql'
    | 'pg'
    | 'sqlite'
    | 'node'
    | 'driver'
    | 'bigquery'
    | 'aws'
    | 'gcs'
    | 'redshift'
    | 'slack'
    | 'text'
    | 'sqlite text'
    | 'dead';
  readonly code: string | number;
  readonly is: string;
  readonly side?: FailurePlace['side'];
  readonly stage?: FailurePlace['stage'];
  readonly facts?: FailurePlace['facts'];
  readonly routine?: string;
  readonly context?: string;
  readonly retry?: RetryRule;
};

export type Specified = {
  readonly number: number;
  /** As it was asked for. */
  readonly name: string;
  readonly told: readonly Told[];
  /** Classes that sync-bot finds itself. */
  readonly own?: readonly string[];
  /** Where ours is called otherwise, or is finer: why. */
  readonly why?: string;
};

type Rest = Omit<Told, 'by' | 'code' | 'is'>;
const each =
  (by: Told['by']) =>
  (codes: readonly (string | number)[], is: string, rest: Rest = {}): readonly Told[] =>
    codes.map((code) => ({ by, code, is, ...rest }));
const my = each('mysql');
const pg = each('pg');
const lite = each('sqlite');
const node = each('node');
const driver = each('driver');
const bq = each('bigquery');
const aws = each('aws');
const gcs = each('gcs');
const rs = each('redshift');
const slack = each('slack');
const text = each('text');

const DST = { side: 'destination' } as const;
const CONNECT = { stage: 'connect' } as const;
const WHERE = { facts: { where: { line: 4 } } } as const;

export const SPECIFIED: readonly Specified[] = [
  {
    number: 1,
    name: 'src.refused',
    told: [
      ...node(['ECONNREFUSED'], 'src.refused', { retry: 'backoff' }),
      ...each('dead')(['ECONNREFUSED'], 'src.refused', CONNECT),
      ...node(['ECONNREFUSED'], 'dst.refused', DST),
    ],
  },
  { number: 2, name: 'src.dns', told: node(['ENOTFOUND', 'EAI_AGAIN'], 'src.dns', { retry: 'backoff' }) },
  {
    number: 3,
    name: 'src.connect_timeout',
    told: [
      ...node(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'], 'src.connect_timeout', { retry: 'backoff' }),
      ...text(['timeout expired'], 'src.connect_timeout'),
    ],
  },
  {
    number: 4,
    name: 'src.reset',
    told: [
      ...driver(['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'], 'src.reset', { retry: 'backoff' }),
      ...pg(['08006', '08003'], 'src.reset'),
      ...text(
        ['Connection terminated unexpectedly', "Can't add new command when connection is in closed state"],
        'src.reset',
      ),
    ],
  },
  {
    number: 5,
    name: 'src.password',
    told: [
      ...my([1045], 'src.password', { retry: 'never' }),
      ...pg(['28P01', '28000'], 'src.password'),
      ...my([1045], 'dst.password', DST),
    ],
  },
  {
    number: 6,
    name: 'src.no_database',
    told: [...my([1049], 'src.no_database', { retry: 'never' }), ...pg(['3D000'], 'src.no_database')],
  },
  {
    number: 7,
    name: 'src.too_many_conn',
    told: [...my([1040, 1203, 1226], 'src.too_many_conn', { retry: 'backoff' }), ...pg(['53300'], 'src.too_many_conn')],
  },
  {
    number: 8,
    name: 'src.starting',
    told: [...pg(['57P03'], 'src.starting', { retry: 'backoff' }), ...my([1053], 'src.starting')],
  },
  {
    number: 9,
    name: 'src.failover',
    told: [
      ...pg(['57P01', '57P02', '25006'], 'src.failover', { retry: 'backoff' }),
      ...my([1290, 1836], 'src.failover'),
    ],
  },
  {
    number: 10,
    name: 'tls',
    told: [
      ...driver(
        [
          'HANDSHAKE_NO_SSL_SUPPORT',
          'HANDSHAKE_SSL_ERROR',
          'CERT_HAS_EXPIRED',
          'DEPTH_ZERO_SELF_SIGNED_CERT',
          'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        ],
        'tls',
        { retry: 'never' },
      ),
      ...text(['The server does not support SSL connections'], 'tls'),
    ],
  },
  {
    number: 11,
    name: 'src.auth_plugin',
    told: driver(['AUTH_SWITCH_PLUGIN_ERROR', 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED'], 'src.auth_plugin', {
      retry: 'never',
    }),
  },
  {
    number: 12,
    name: 'src.table_missing',
    told: [
      ...my([1146], 'src.table_missing', { retry: 'never' }),
      ...pg(['42P01'], 'src.table_missing'),
      ...each('sqlite text')(['no such table: users'], 'src.table_missing'),
    ],
  },
  {
    number: 13,
    name: 'src.column_missing',
    told: [...my([1054], 'src.column_missing', { retry: 'never' }), ...pg(['42703'], 'src.column_missing')],
  },
  { number: 14, name: 'src.schema_missing', told: pg(['3F000'], 'src.schema_missing', { retry: 'never' }) },
  {
    number: 15,
    name: 'src.perm_table',
    told: [...my([1142, 1044], 'src.perm_table', { retry: 'never' }), ...pg(['42501'], 'src.perm_table')],
  },
  { number: 16, name: 'src.perm_column', told: my([1143], 'src.perm_column', { retry: 'never' }) },
  {
    number: 17,
    name: 'src.bad_where',
    told: [
      ...my([1064], 'src.bad_where', { ...WHERE, retry: 'never' }),
      ...pg(['42601', '42883'], 'src.bad_where', WHERE),
    ],
  },
  {
    number: 18,
    name: 'src.query_timeout',
    told: [
      ...my([3024, 1969], 'src.query_timeout', { retry: 'once' }),
      ...pg(['57014'], 'src.query_timeout', { facts: { seconds: 30 } }),
      ...driver(['PROTOCOL_SEQUENCE_TIMEOUT'], 'src.query_timeout'),
      ...text(['Query read timeout'], 'src.query_timeout'),
    ],
  },
  {
    number: 19,
    name: 'src.killed',
    told: [...my([1317], 'src.killed', { retry: 'wait' }), ...pg(['57014'], 'src.killed')],
  },
  {
    number: 20,
    name: 'src.lock_wait',
    told: [
      ...my([1205], 'src.lock_wait', { retry: 'backoff' }),
      ...pg(['55P03'], 'src.lock_wait'),
      ...lite(['SQLITE_BUSY'], 'src.lock_wait'),
    ],
  },
  {
    number: 21,
    name: 'src.deadlock',
    told: [...my([1213], 'src.deadlock', { retry: 'backoff' }), ...pg(['40P01', '40001'], 'src.deadlock')],
  },
  {
    number: 22,
    name: 'src.replica_conflict',
    told: [
      ...pg(['40001'], 'src.replica_conflict', { routine: 'ProcessInterrupts', retry: 'backoff' }),
      ...pg(['72000'], 'src.replica_conflict'),
    ],
    why: 'a standby that cancels says 40001 through ProcessInterrupts; 57014 is what a person or a limit says',
  },
  {
    number: 23,
    name: 'src.changed_midway',
    told: [
      ...my([1412], 'src.changed_midway', { retry: 'once' }),
      ...pg(['0A000'], 'src.changed_midway', { routine: 'RevalidateCachedQuery' }),
    ],
  },
  { number: 24, name: 'src.packet', told: my([1153], 'src.packet', { retry: 'never' }) },
  {
    number: 25,
    name: 'src.disk_temp',
    told: [...my([1114, 1030], 'src.disk_temp', { retry: 'wait' }), ...pg(['53400', '53100'], 'src.disk_temp')],
  },
  {
    number: 26,
    name: 'src.corrupt',
    told: [
      ...my([1034, 1194], 'src.corrupt', { retry: 'never' }),
      ...pg(['XX001', 'XX002'], 'src.corrupt'),
      ...lite(['SQLITE_CORRUPT', 'SQLITE_NOTADB'], 'src.corrupt'),
    ],
  },
  {
    number: 27,
    name: 'src.file_missing',
    told: [
      ...driver(['ENOENT'], 'src.file_missing', { retry: 'backoff' }),
      ...lite(['SQLITE_CANTOPEN'], 'src.file_missing'),
      ...text(['Cannot open database because the directory does not exist'], 'src.file_missing'),
      ...aws(['NoSuchKey'], 's3.object_missing', { retry: 'backoff' }),
    ],
    why: 'an object in S3 has a producer and a lifecycle rule, a file has a path',
  },
  {
    number: 28,
    name: 'src.encoding',
    told: [
      ...pg(['22021', '22P05'], 'src.encoding', { retry: 'never' }),
      ...driver(['ERR_ENCODING_INVALID_ENCODED_DATA'], 'src.encoding'),
      ...my([1366], 'data.type', DST),
    ],
    why: '1366 is said of bad numbers and bad bytes alike; only its text, which may be localised, tells them apart',
  },
  { number: 29, name: 'src.aborted_txn', told: pg(['25P02'], 'src.aborted_txn', { retry: 'never' }) },
  {
    number: 30,
    name: 'data.duplicate',
    told: [
      ...my([1062], 'data.duplicate', { ...DST, retry: 'never' }),
      ...pg(['23505'], 'data.duplicate', DST),
      ...lite(['SQLITE_CONSTRAINT_PRIMARYKEY'], 'data.duplicate', DST),
    ],
  },
  {
    number: 31,
    name: 'data.null',
    told: [
      ...my([1048], 'data.null', { ...DST, retry: 'never' }),
      ...pg(['23502'], 'data.null', DST),
      ...rs([1213], 'data.null', DST),
      ...lite(['SQLITE_CONSTRAINT_NOTNULL'], 'data.null', DST),
    ],
  },
  {
    number: 32,
    name: 'data.too_long',
    told: [
      ...my([1406], 'data.too_long', { ...DST, retry: 'never' }),
      ...pg(['22001'], 'data.too_long', DST),
      ...rs([1204], 'data.too_long', DST),
    ],
  },
  {
    number: 33,
    name: 'data.range',
    told: [
      ...my([1264], 'data.range', { ...DST, retry: 'never' }),
      ...pg(['22003'], 'data.range', DST),
      ...rs([1207, 1209], 'data.range', DST),
    ],
  },
  {
    number: 34,
    name: 'data.date',
    told: [
      ...my([1292], 'data.date', { ...DST, retry: 'never' }),
      ...pg(['22008', '22007'], 'data.date', DST),
      ...rs([1205, 1206], 'data.date', DST),
    ],
  },
  {
    number: 35,
    name: 'data.enum',
    told: [
      ...my([1265], 'data.enum', { ...DST, retry: 'never' }),
      ...pg(['22P02'], 'data.enum', { ...DST, routine: 'enum_in' }),
    ],
  },
  {
    number: 36,
    name: 'data.type',
    told: [
      ...pg(['22P02', '42804'], 'data.type', { ...DST, retry: 'never' }),
      ...rs([1208, 1210], 'data.type', DST),
      ...bq(['invalid'], 'dst.bq_invalid', DST),
    ],
    why: 'BigQuery says invalid of a value, a schema and a query alike',
  },
  {
    number: 37,
    name: 'data.json',
    told: pg(['22P02'], 'data.json', { ...DST, routine: 'json_errsave_error', retry: 'never' }),
  },
  { number: 38, name: 'data.check', told: pg(['23514', '23503'], 'data.check', { ...DST, retry: 'never' }) },
  {
    number: 39,
    name: 'dst.table_missing',
    told: [
      ...pg(['42P01'], 'dst.table_missing', { ...DST, retry: 'never' }),
      ...bq(['notFound'], 'dst.table_missing', DST),
    ],
  },
  {
    number: 40,
    name: 'dst.exists',
    told: [...pg(['42P07'], 'dst.exists', { ...DST, retry: 'once' }), ...bq(['duplicate'], 'dst.exists', DST)],
  },
  {
    number: 41,
    name: 'dst.perm',
    told: [
      ...bq(['accessDenied'], 'dst.perm', { ...DST, retry: 'never' }),
      ...pg(['42501'], 'dst.perm', DST),
      ...aws(['AccessDenied'], 's3.denied', DST),
    ],
  },
  {
    number: 42,
    name: 'dst.bq_rate',
    told: bq(['rateLimitExceeded', 'jobRateLimitExceeded'], 'dst.bq_rate', { ...DST, retry: 'backoff' }),
  },
  { number: 43, name: 'dst.bq_quota', told: bq(['quotaExceeded'], 'dst.bq_quota', { ...DST, retry: 'wait' }) },
  {
    number: 44,
    name: 'dst.bq_backend',
    told: bq(
      ['backendError', 'internalError', 'jobBackendError', 'jobInternalError', 'tableUnavailable'],
      'dst.bq_backend',
      { ...DST, retry: 'backoff' },
    ),
  },
  {
    number: 45,
    name: 'dst.bq_resources',
    told: bq(['resourcesExceeded', 'billingTierLimitExceeded', 'responseTooLarge'], 'dst.bq_resources', {
      ...DST,
      retry: 'never',
    }),
  },
  {
    number: 46,
    name: 'dst.bq_invalid',
    told: bq(['invalid', 'invalidQuery'], 'dst.bq_invalid', { ...DST, retry: 'never' }),
  },
  {
    number: 47,
    name: 'dst.bq_billing',
    told: bq(['billingNotEnabled', 'blocked'], 'dst.bq_billing', { ...DST, retry: 'wait' }),
  },
  { number: 48, name: 'dst.bq_stopped', told: bq(['stopped'], 'dst.bq_stopped', { ...DST, retry: 'wait' }) },
  { number: 49, name: 'dst.bq_timeout', told: bq(['timeout', 'http504'], 'dst.bq_timeout', { ...DST, retry: 'once' }) },
  { number: 50, name: 'dst.bq_buffer', told: bq(['streamingBuffer'], 'dst.bq_buffer', { ...DST, retry: 'backoff' }) },
  {
    number: 51,
    name: 'dst.bq_auth',
    told: [
      ...bq(['invalid_grant', 'authError'], 'dst.bq_auth', { ...DST, retry: 'never' }),
      ...driver(['ERR_OSSL_UNSUPPORTED'], 'dst.bq_auth', { ...DST, facts: { kind: 'bigquery' } }),
    ],
    why: 'our session calls every answer of 401 authError',
  },
  { number: 52, name: 'dst.rs_columns', told: rs([1202, 1203], 'dst.rs_columns', { ...DST, retry: 'never' }) },
  { number: 53, name: 'dst.rs_delim', told: rs([1201, 1214, 1216], 'dst.rs_delim', { ...DST, retry: 'never' }) },
  { number: 54, name: 'dst.rs_utf8', told: rs([1219, 1220, 1221], 'dst.rs_utf8', { ...DST, retry: 'never' }) },
  { number: 55, name: 'dst.rs_file', told: rs([1212, 8001], 'dst.rs_file', { ...DST, retry: 'once' }) },
  { number: 56, name: 'dst.rs_other', told: rs([1200, 1211, 1215, 1217], 'dst.rs_other', { ...DST, retry: 'never' }) },
  {
    number: 57,
    name: 'dst.rs_serial',
    told: [
      ...rs([1023], 'dst.rs_serial', { ...DST, retry: 'backoff' }),
      ...pg(['40001'], 'dst.deadlock', { ...DST, retry: 'backoff' }),
    ],
    why: 'PostgreSQL says 40001 too, and the advice is the same',
  },
  {
    number: 58,
    name: 'dst.rs_disk',
    told: pg(['53100'], 'dst.disk', { ...DST, retry: 'wait' }),
    why: 'a full disk is one, whoever says it',
  },
  {
    number: 59,
    name: 'dst.swap_blocked',
    told: [
      ...pg(['55P03'], 'dst.swap_blocked', { ...DST, stage: 'commit', retry: 'backoff' }),
      ...pg(['2BP01'], 'dst.swap_blocked', { ...DST, stage: 'commit' }),
    ],
  },
  {
    number: 60,
    name: 's3.denied',
    told: aws(
      ['AccessDenied', 'KMS.AccessDeniedException', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'],
      's3.denied',
      { ...DST, retry: 'never' },
    ),
  },
  {
    number: 61,
    name: 's3.expired',
    told: aws(['ExpiredToken', 'RequestTimeTooSkewed'], 's3.expired', { ...DST, retry: 'once' }),
  },
  {
    number: 62,
    name: 's3.missing',
    told: aws(['NoSuchBucket', 'PermanentRedirect'], 's3.missing', { ...DST, retry: 'never' }),
  },
  {
    number: 63,
    name: 's3.slow',
    told: aws(['SlowDown', 'ServiceUnavailable', 'RequestTimeout'], 's3.slow', { ...DST, retry: 'backoff' }),
  },
  {
    number: 64,
    name: 'gcs',
    told: [
      ...gcs(['forbidden'], 'gcs.denied', { ...DST, retry: 'never' }),
      ...gcs(['notFound'], 'gcs.missing', { ...DST, retry: 'never' }),
      ...gcs(['rateLimitExceeded', 'backendError'], 'gcs.slow', { ...DST, retry: 'backoff' }),
      ...gcs(['conditionNotMet'], 'gcs.conflict', { ...DST, retry: 'once' }),
    ],
    why: 'four, as of S3; what BigQuery loads from is asked by its own session, whose reasons are BigQuery’s',
  },
  {
    number: 65,
    name: 'local.disk',
    told: [
      ...driver(['ENOSPC'], 'local.disk', { retry: 'wait' }),
      ...lite(['SQLITE_FULL'], 'dst.disk', DST),
      ...lite(['SQLITE_FULL'], 'local.history_locked', { side: 'local' }),
    ],
    why: 'a SQLite file that is full is named by its side',
  },
  {
    number: 66,
    name: 'local.memory',
    told: driver(['ERR_WORKER_OUT_OF_MEMORY'], 'local.memory', { retry: 'once' }),
    why: 'an exit by signal 9, as of 137, is local.crash: who killed it is not known',
  },
  {
    number: 67,
    name: 'local.history_locked',
    told: lite(['SQLITE_BUSY', 'SQLITE_READONLY'], 'local.history_locked', { side: 'local', retry: 'backoff' }),
  },
  { number: 68, name: 'local.crash', told: [], own: ['local.crash'] },
  { number: 69, name: 'config', told: [], own: ['config'] },
  { number: 70, name: 'guard.rows_drop', told: [], own: ['guard.rows_drop'] },
  {
    number: 71,
    name: 'guard.new_column',
    told: [],
    own: ['guard.columns'],
    why: 'a new column is left out and asked about; only one that looks like personal data holds a run',
  },
  { number: 72, name: 'guard.slow / guard.late', told: [], own: ['guard.slow', 'guard.late'] },
  {
    number: 73,
    name: 'guard.reconcile',
    told: [],
    own: ['guard.parity', 'guard.receipt'],
    why: 'the counts, and the figures of every column, before the commit',
  },
  {
    number: 74,
    name: 'slack.delivery',
    told: [
      ...slack(
        ['channel_not_found', 'not_in_channel', 'is_archived', 'token_revoked', 'msg_too_long', 'invalid_blocks'],
        'slack.delivery',
        { side: 'local', retry: 'never' },
      ),
      ...slack(['ratelimited'], 'slack.slow', { side: 'local', retry: 'backoff' }),
    ],
    why: 'what passes by itself is told apart from what does not',
  },
];
