import { bothSides } from './both-sides.ts';
import { type CellCounts, cellCounts } from './cell-counts.ts';
import { failure } from './classify.ts';
import type { ColumnReceipt, FigureName, Measure, Profile, ProfileQuery } from './findings.ts';
import { plainNumber } from './format/canonical.ts';
import { type Phrase, phrase } from './phrase.ts';
import { typeName } from './sql/ddl.ts';
import { QUICK_FIGURES } from './sql/profile.ts';
import type { Load, Plan, Source } from './types.ts';
import { MEASURES, sameEnd, tellable } from './verify.ts';
import type { Whereabouts } from './whereabouts.ts';

// The receipt of a run: figures of every column over the rows that were read and over those that are staged, equal
// before anything is published.

/** How each column is measured, in the plan's order. Of a masked one only its NULLs are looked at. Pure. */
function receiptMeasures({ destination, columns }: Plan): readonly Measure[] {
  return columns.map(({ to, mask }) => {
    if (mask !== null) return 'nulls';
    const measure = MEASURES[to.type];
    // SQLite keeps a decimal as its text, and the text is what is compared.
    return measure === 'number' && destination.kind === 'sqlite' && typeName('sqlite', to) === 'TEXT'
      ? 'text'
      : measure;
  });
}

/** How the rows of a run are measured. */
export type Measuring = {
  /** In the plan's order of columns. */
  readonly measures: readonly Measure[];
  /** Counts the rows on their way; null where bytes pass through unseen, and the source is asked instead. */
  readonly counts: CellCounts | null;
};

/** The measuring of one run under this plan. */
export function measuringOf(plan: Plan): Measuring {
  const measures = receiptMeasures(plan);
  return { measures, counts: plan.format === 'cells' ? cellCounts(measures) : null };
}

type Figures = { readonly source: Profile; readonly destination: Profile };

/**
 * Ends the load, counts what is staged, and takes and compares the figures of both sides at once: of the source those
 * that were counted on the way or, where bytes passed through unseen, its own over the same snapshot. `measuring` null:
 * rows are counted and no figures taken.
 */
export async function finishLoad(
  plan: Plan,
  measuring: Measuring | null,
  {
    source,
    load,
    at,
    signal,
  }: {
    readonly source: Source;
    readonly load: Load;
    readonly at: Whereabouts;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly staged: number; readonly receipt: Receipt | null }> {
  const finish = (either: AbortSignal): Promise<{ readonly rows: number }> =>
    at.destination('finish', () => load.finish(either));
  if (measuring === null) return { staged: (await finish(signal)).rows, receipt: null };
  const { measures, counts } = measuring;
  const [here, { staged, there }] = await bothSides(
    signal,
    async (either) => counts?.profile() ?? at.source('check', () => source.profile(quickQuery(plan, measures), either)),
    async (either) => {
      const { rows } = await finish(either);
      return { staged: rows, there: await at.destination('check', () => load.profile(measures, either)) };
    },
  );
  return { staged, receipt: compareReceipt(plan, measures, { source: here, destination: there }) };
}

function quickQuery(plan: Plan, measures: readonly Measure[]): ProfileQuery {
  const { where, window, native } = plan;
  const columns = plan.columns.map(({ from }, i) => ({ column: from, measure: measures[i] as Measure }));
  return { table: plan.source.table, columns, where, window, native, depth: 'quick' };
}

/** A figure that is not the same on both sides. Of the smallest and the largest value, and of a sum of few, it says no more. */
type Difference = {
  /** Null: the rows themselves differ in number. */
  readonly column: string | null;
  readonly figure: FigureName;
  readonly read: string | null;
  readonly staged: string | null;
};

/** What was compared of every column, and what differs: before a commit nothing may. */
export type Receipt = { readonly columns: readonly ColumnReceipt[]; readonly differences: readonly Difference[] };

/** Compares what was read with what is staged. Pure. */
function compareReceipt(plan: Plan, measures: readonly Measure[], { source, destination }: Figures): Receipt {
  const differences: Difference[] = [];
  const columns = plan.columns.map(({ name, from, to, mask }, i): ColumnReceipt => {
    const measure = measures[i] as Measure;
    // The query put NULL in the place of every value, and the source's own figures are of the values.
    const here = mask?.how === 'null' ? { nulls: source.rows } : (source.columns[i] ?? {});
    const there = destination.columns[i] ?? {};
    const single = from.length === 4 || to.length === 4;
    const telling = tellable(source.rows, here.nulls) && tellable(destination.rows, there.nulls);
    const compared = QUICK_FIGURES[measure].filter((figure) => here[figure] !== undefined);
    for (const figure of compared) {
      const [read, staged] = [here[figure] ?? null, there[figure] ?? null];
      if (figure === 'min' || figure === 'max') {
        if (!sameEnd({ measure, single }, read, staged))
          differences.push({ column: name, figure, read: null, staged: null });
      } else if (told(read) !== told(staged)) {
        const few = figure === 'sum' && !telling;
        differences.push({ column: name, figure, read: few ? null : told(read), staged: few ? null : told(staged) });
      }
    }
    return {
      name,
      nulls: told(here.nulls ?? null),
      ...(compared.includes('sum') && telling ? { sum: told(here.sum ?? null) } : {}),
      ...(compared.includes('bytes') ? { bytes: told(here.bytes ?? null) } : {}),
      compared,
    };
  });
  if (source.rows !== destination.rows)
    differences.unshift({ column: null, figure: 'nulls', read: source.rows, staged: destination.rows });
  return { columns, differences };
}

/** Of no values at all the sum is nothing in one database and 0 in another. */
const told = (figure: string | null): string => plainNumber(figure ?? '0');

const NAMES: Readonly<Record<FigureName, Phrase>> = {
  nulls: phrase`NULLs`,
  sum: phrase`sum`,
  bytes: phrase`bytes in all`,
  hash: phrase`hash`,
  min: phrase`smallest value`,
  max: phrase`largest value`,
};

/** Throws `guard.receipt` where a figure differs, with names and figures, never a value of a row. */
export function refuseDifferences({ differences }: Receipt, at: Whereabouts): void {
  const [first] = differences;
  if (first === undefined) return;
  const { column, figure, read, staged } = first;
  const [expected, actual] =
    column === null
      ? [phrase`${String(read)} rows were read`, phrase`${String(staged)} are staged`]
      : read === null
        ? [phrase`the ${NAMES[figure]} that was read`, phrase`another one is staged`]
        : [phrase`${NAMES[figure]} ${read} in what was read`, phrase`${staged ?? phrase`nothing`} in what is staged`];
  const others = new Set(differences.map((each) => each.column)).size - 1;
  const found =
    others === 0
      ? actual
      : others === 1
        ? phrase`${actual} (1 more column differs)`
        : phrase`${actual} (${others} more columns differ)`;
  throw failure('guard.receipt', {
    side: 'destination',
    stage: 'check',
    facts: { ...at.sourceFacts, ...(column === null ? {} : { column }), expected, actual: found },
  });
}
