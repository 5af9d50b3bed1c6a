import { type Side, SyncError } from './errors.ts';
import { columnOf } from './failures/column.ts';
import { fingerprint } from './failures/fingerprint.ts';
import { nativeCode, type RawError, readRaw, unwrap } from './failures/raw.ts';
import type { FailureFacts, FailurePlace, FailureRow, Signs } from './failures/row.ts';
import { FAILURES, type FailureCode } from './failures/table.ts';
import { wordsFor } from './failures/words.ts';
import { asPhrase, english, type Phrase } from './phrase.ts';

export type { FailureCode, FailureFacts, FailurePlace };

/**
 * Makes of anything thrown a SyncError with a class, a sentence and a next action, built from codes and names only: no
 * text of a server and no value gets into its summary. A SyncError (also one inside `cause`) comes back as it is.
 * Never throws.
 */
export function classify(thrown: unknown, at: FailurePlace): SyncError {
  const layers = unwrap(thrown);
  for (const layer of layers) {
    if (layer instanceof SyncError) return layer;
    const raw = readRaw(layer);
    const row = FAILURES.find(
      (row) => codeAt(row, at.side) !== undefined && row.signs?.some((signs) => fits(signs, raw, at)),
    );
    if (row === undefined) continue;
    const column = columnOf(raw, at.facts.columns);
    const place = column === undefined ? at : { ...at, facts: { ...at.facts, column } };
    return make(row, codeAt(row, at.side)!, place, { constraint: raw.constraint, native: nativeCode(raw) }, thrown);
  }
  const { row, code } = rowOf('unknown');
  const raw = readRaw(thrown);
  const native = nativeCode(raw);
  const print = `fp-${fingerprint(thrown, raw, at)}`;
  return make(
    row,
    code,
    at,
    { native: native !== undefined && PLAIN.test(native) ? `${print} (${native})` : print },
    thrown,
  );
}

/** A SyncError of a class that the engine or the jobs found out themselves. `cause` is kept and never shown. */
export function failure(code: FailureCode, at: FailurePlace, cause?: unknown): SyncError {
  return make(rowOf(code).row, code, at, {}, cause);
}

/** Two to five words for headlines: `Source login rejected`. A code of another version of sync-bot is its own title. */
export function classTitle(code: string): string {
  const title = classPhrase(code);
  return title === null ? code : english(title);
}

/** The same to be said in a language; null for a code of another version of sync-bot. */
export function classPhrase(code: string): Phrase | null {
  const found = FAILURES.find((row) => Object.values(row.codes).includes(code));
  if (found === undefined) return null;
  return asPhrase(found.title(wordsFor({ side: sideOf(code) ?? 'local', stage: 'connect', facts: {} })));
}

/** A code; whoever threw a text in its place is not quoted. */
const PLAIN = /^[\w.-]{1,60}$/;

type Found = { readonly constraint?: string | undefined; readonly native?: string | undefined };

function make(row: FailureRow, code: string, at: FailurePlace, found: Found, cause: unknown): SyncError {
  const side = row.side ?? sideOf(code) ?? at.side;
  const words = wordsFor({ ...at, side }, found);
  const { column } = at.facts;
  const said = { message: asPhrase(row.message(words)), hint: asPhrase(row.hint(words)) };
  return new SyncError(
    {
      code,
      side,
      stage: at.stage,
      message: english(said.message),
      hint: english(said.hint),
      said,
      retry: row.retry,
      ...(column === undefined ? {} : { column }),
      ...(found.native === undefined ? {} : { native: found.native }),
    },
    cause,
  );
}

function rowOf(code: FailureCode): { readonly row: FailureRow; readonly code: string } {
  return { row: FAILURES.find((row) => Object.values(row.codes).includes(code))!, code };
}

function codeAt(row: FailureRow, side: Side): string | undefined {
  return (side === 'config' ? undefined : row.codes[side]) ?? row.codes.any;
}

function sideOf(code: string): Side | undefined {
  return ({ src: 'source', dst: 'destination', local: 'local', config: 'config' } as const)[code.split('.')[0] ?? ''];
}

function fits(signs: Signs, raw: RawError, at: FailurePlace): boolean {
  const coded =
    (raw.mysql !== undefined && signs.mysql?.includes(raw.mysql)) ||
    (raw.sqlstate !== undefined && signs.sqlstate?.includes(raw.sqlstate)) ||
    (raw.sqlite !== undefined &&
      signs.sqlite?.some((code) => raw.sqlite === code || raw.sqlite?.startsWith(`${code}_`))) ||
    (raw.bigquery !== undefined && signs.bigquery?.includes(raw.bigquery)) ||
    (raw.aws !== undefined && signs.aws?.includes(raw.aws)) ||
    (raw.gcs !== undefined && signs.gcs?.includes(raw.gcs)) ||
    (raw.redshift !== undefined && signs.redshift?.includes(raw.redshift)) ||
    (raw.slack !== undefined && signs.slack?.includes(raw.slack)) ||
    (raw.node !== undefined && signs.node?.includes(raw.node));
  const worded = signs.text?.some((pattern) => pattern.test(raw.text)) ?? true;
  // A text alone is a sign only of an error that has no code.
  const fit = hasCodes(signs) ? coded === true && worded : nativeCode(raw) === undefined && worded;
  return fit && (signs.when?.(raw, at) ?? true);
}

function hasCodes(signs: Signs): boolean {
  const { when: _when, text: _text, ...codes } = signs;
  return Object.keys(codes).length > 0;
}
