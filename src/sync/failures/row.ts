import type { RetryRule, Side, Stage } from '../errors.ts';
import type { Phrase, Word } from '../phrase.ts';
import type { RawError } from './raw.ts';
import type { Words } from './words.ts';

/** What is known at the place where an error surfaced. Names and counts only: nothing here may be a row's value. */
export type FailureFacts = {
  /** The connection's name in tables.yml. */
  readonly connection?: string;
  readonly kind?: 'mysql' | 'postgres' | 'sqlite' | 'bigquery';
  /** host:port, or the file of a SQLite database. Never with a password. */
  readonly address?: string;
  readonly user?: string;
  readonly database?: string;
  /** The table on this side, `schema.table` where the schema is known. */
  readonly table?: string;
  /** Tables whose names a person may have meant. */
  readonly near?: readonly string[];
  /** Columns known to exist in the table: a column found in a driver's text is believed only if it is one of these. */
  readonly columns?: readonly string[];
  readonly column?: string;
  readonly mask?: string;
  /** Rows concerned. */
  readonly count?: number;
  /** Present where the table has a `where`; its place in tables.yml. */
  readonly where?: { readonly line?: number; readonly file?: string };
  /** The time limit in force here, in seconds. Leave it out where no limit of ours was set. */
  readonly seconds?: number;
  /** Of a check, as checks.ts words them. */
  readonly expected?: Word;
  readonly actual?: Word;
  /** Words of ours for config and local.crash (`exit code 134`, `line 4: unknown key …`). Never a database's. */
  readonly because?: Word;
};

export type FailurePlace = { readonly side: Side; readonly stage: Stage; readonly facts: FailureFacts };

/** The codes by which a thrown error is recognised as this class. */
export type Signs = {
  /** Numbers of MySQL and MariaDB. */
  readonly mysql?: readonly number[];
  readonly sqlstate?: readonly string[];
  /** Result codes of SQLite; an extended code (`SQLITE_BUSY_SNAPSHOT`) belongs to its primary code. */
  readonly sqlite?: readonly string[];
  /** Reasons of BigQuery. */
  readonly bigquery?: readonly string[];
  /** Names of errors of Amazon's services, as their SDK gives them. */
  readonly aws?: readonly string[];
  /** Reasons of Cloud Storage, as Google's client gives them. */
  readonly gcs?: readonly string[];
  /** Numbers of Redshift's load errors. */
  readonly redshift?: readonly number[];
  /** What Slack answers in place of `ok`. */
  readonly slack?: readonly string[];
  /** Codes of Node.js and of the drivers' own errors. */
  readonly node?: readonly string[];
  /** Texts of codeless errors that a driver (never a server) makes, and of SQLite and BigQuery, which are not localised. */
  readonly text?: readonly RegExp[];
  /** What has to hold beside the code, where one code means several things. */
  readonly when?: (raw: RawError, at: FailurePlace) => boolean;
};

/** One failure class; what it says as a plain string is a phrase too, without places. The first row whose signs fit names the error, so a row with `when` stands before the plain one. */
export type FailureRow = {
  /** The class's code by the side it is seen on; `any` where the side is no part of it. */
  readonly codes: { readonly [at in 'source' | 'destination' | 'local' | 'any']?: string };
  /** Who has to act, where that is not the side it was seen on. */
  readonly side?: Side;
  readonly retry: RetryRule;
  /** Two to five words. */
  readonly title: (words: Words) => Phrase | string;
  /** What happened: one sentence, lower case, no full stop. */
  readonly message: (words: Words) => Phrase | string;
  /** The next action: starts with a verb. */
  readonly hint: (words: Words) => Phrase | string;
  /** Left out where only the engine itself can know: `failure` makes these. */
  readonly signs?: readonly Signs[];
};
