import { type FailureCode, type FailureFacts, failure } from './classify.ts';
import type { TableSpec } from './config/spec.ts';
import type { ErrorSummary } from './errors.ts';
import type { Check } from './orders.ts';
import { asPhrase, english, listed, type Phrase, phrase } from './phrase.ts';
import type { Figure } from './types.ts';

/** What is counted for the checks of one load. */
export type Counts = {
  readonly read: number;
  readonly staged: number;
  readonly previous: number | null;
  readonly checks: TableSpec['checks'];
  readonly allowEmpty: boolean;
  /** The answers to `figuresFor` these checks, in its order. */
  readonly figures?: readonly (number | null)[];
};

/** One finding; its words are stored in English, and as phrases for whoever says them in another language. */
export function checked(name: string, ok: boolean, expected: Phrase, actual: Phrase): Check {
  return { name, ok, expected: english(expected), actual: english(actual), said: { expected, actual } };
}

/** Every row that was read is staged. Without this nothing else is worth asking. */
export function parity(read: number, staged: number): Check {
  return checked('row parity', read === staged, phrase`${read} rows read`, phrase`${staged} rows staged`);
}

/** Of a run whose rows say nothing of the table as a whole. */
export const NO_CHECKS: TableSpec['checks'] = {
  minRows: null,
  maxDrop: null,
  maxGrowth: null,
  freshWithin: null,
  nullRate: {},
  unique: [],
};

/** What has to be asked of the staged rows for these checks. */
export function figuresFor(checks: TableSpec['checks'], zone: string): readonly Figure[] {
  const fresh = checks.freshWithin;
  return [
    ...(fresh === null ? [] : [{ kind: 'age', column: fresh.column, zone } as const]),
    ...Object.keys(checks.nullRate).map((column) => ({ kind: 'nulls', column }) as const),
    ...checks.unique.map((columns) => ({ kind: 'duplicates', columns }) as const),
  ];
}

/** What has to hold before the commit, parity first. Pure: counts in, findings out, all of them. */
export function checkLoad(counts: Counts): readonly Check[] {
  const { read, staged, previous, checks } = counts;
  const found: Check[] = [parity(read, staged)];
  if (checks.minRows !== null) {
    found.push(
      checked(
        'min_rows',
        staged >= checks.minRows,
        phrase`at least ${grouped(checks.minRows)} rows`,
        phrase`${grouped(staged)} rows`,
      ),
    );
  }
  if (checks.maxDrop !== null && previous !== null) {
    // 100 * (1 - 0.7) is a little more than 30 in binary fractions, and must not ask for 31 rows.
    const least = Math.ceil(plain(previous * (1 - checks.maxDrop)));
    found.push(
      checked(
        'max_drop',
        staged >= least,
        phrase`at least ${grouped(least)} rows (${grouped(previous)} last time, less ${percent(checks.maxDrop)})`,
        phrase`${grouped(staged)} rows`,
      ),
    );
  }
  // Nothing grows from no rows by a share of them.
  if (checks.maxGrowth !== null && previous !== null && previous > 0) {
    const most = Math.floor(plain(previous * (1 + checks.maxGrowth)));
    found.push(
      checked(
        'max_growth',
        staged <= most,
        phrase`at most ${grouped(most)} rows (${grouped(previous)} last time, and ${percent(checks.maxGrowth)} more)`,
        phrase`${grouped(staged)} rows`,
      ),
    );
  }
  // A load without rows has no value that could be old, and no other figure that says anything.
  if (staged > 0) found.push(...figureChecks(counts));
  if (staged === 0 && !counts.allowEmpty && found.every((check) => check.ok)) {
    found.push(checked('not empty', false, phrase`at least 1 row`, phrase`0 rows`));
  }
  return found;
}

function figureChecks({ staged, checks, figures = [] }: Counts): Check[] {
  const toCheck = (figure: Figure, found: number | null): Check => {
    switch (figure.kind) {
      case 'age': {
        const seconds = checks.freshWithin?.seconds ?? 0;
        return checked(
          `fresh_within ${figure.column}`,
          found !== null && found <= seconds,
          phrase`a newest value no older than ${hours(seconds)}`,
          found === null ? phrase`no value at all` : phrase`the newest is ${hours(found)} old`,
        );
      }
      case 'nulls': {
        const most = checks.nullRate[figure.column] ?? 0;
        return checked(
          `null_rate ${figure.column}`,
          (found ?? 0) <= Math.floor(plain(staged * most)),
          phrase`at most ${percent(most)} NULL`,
          phrase`${grouped(found ?? 0)} of ${grouped(staged)} rows (${percent((found ?? 0) / staged)})`,
        );
      }
      case 'duplicates':
        return checked(
          `unique ${figure.columns.join(', ')}`,
          found === 0,
          phrase`every value once`,
          phrase`${grouped(found ?? 0)} rows with the values of another`,
        );
    }
  };
  return figuresFor(checks, '').map((figure, i) => toCheck(figure, figures[i] ?? null));
}

/** `1,204,331`: people compare these numbers at night. */
const grouped = (n: number): string => new Intl.NumberFormat('en-US').format(n);

/** Without what binary fractions add behind the sixth digit. */
const plain = (value: number): number => Number(value.toFixed(6));

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

/** `45 s`, `26 min`, `26 h`, `3.5 d`. */
function hours(seconds: number): string {
  const [size, unit] =
    seconds < 120 ? [1, 's'] : seconds < 7200 ? [60, 'min'] : seconds < 172_800 ? [3600, 'h'] : [86_400, 'd'];
  return `${Number((seconds / Number(size)).toFixed(1))} ${unit}`;
}

const CODES: readonly (readonly [start: string, code: FailureCode])[] = [
  ['not empty', 'guard.empty'],
  ['min_rows', 'guard.min_rows'],
  ['max_drop', 'guard.rows_drop'],
  ['max_growth', 'guard.rows_growth'],
  ['fresh_within', 'guard.stale'],
  ['null_rate', 'guard.nulls'],
  ['unique', 'guard.duplicates'],
];

/** Null where every guard holds; else the class of the first that does not, in a sentence that tells of all. */
export function guardFailure(checks: readonly Check[], facts: FailureFacts): ErrorSummary | null {
  const [first, ...others] = checks.filter((check) => !check.ok);
  if (first === undefined) return null;
  const code = CODES.find(([start]) => first.name.startsWith(start))?.[1] ?? 'guard.parity';
  const { expected, actual } = first.said ?? first;
  // The column of a check stands behind its word.
  const column = /^(?:fresh_within|null_rate) (.+)$/s.exec(first.name)?.[1] ?? /^unique (.+)$/s.exec(first.name)?.[1];
  const named = { ...facts, expected, actual, ...(column === undefined ? {} : { column }) };
  const { summary } = failure(code, { side: 'source', stage: 'check', facts: named });
  if (others.length === 0) return summary;
  const more = others.map((check) => {
    const { expected, actual } = check.said ?? check;
    return phrase`${check.name}: ${actual}, expected ${expected}`;
  });
  const message = phrase`${summary.said?.message ?? summary.message}. Besides, ${listed(more, '; ')}`;
  return {
    ...summary,
    message: english(message),
    said: { message, hint: summary.said?.hint ?? asPhrase(summary.hint) },
  };
}
