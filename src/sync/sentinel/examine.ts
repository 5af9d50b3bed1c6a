import type { TableSpec } from '../config/spec.ts';
import type { Looks, NewColumn, Sample, Suspicion } from '../findings.ts';
import { suitableMasks } from '../mask.ts';
import type { Survey } from '../survey.ts';
import type { Column, ColumnType, Source } from '../types.ts';
import type { Whereabouts } from '../whereabouts.ts';
import { looksByName } from './names.ts';
import { BY_VALUE } from './values.ts';

/** Rows looked at from each end of a table. */
const ROWS = 500;
/** Types whose values are looked at. */
const READ: readonly ColumnType[] = ['string', 'json', 'integer', 'decimal'];

export type Examined = {
  /** Columns that a run would copy as they are, and that look like personal data. */
  readonly suspicions: readonly Suspicion[];
  /** New columns that are held back, with what they look like. */
  readonly newColumns: readonly NewColumn[];
};

/**
 * Looks at every column that nobody has decided about: by its name, and by a sample of its values, which is forgotten
 * here. Throws SyncError; a new column that may not be read is looked at by its name alone.
 */
export async function examine(
  table: TableSpec,
  { plan, source: shape, asked }: Survey,
  source: Source,
  at: Whereabouts,
  signal: AbortSignal,
): Promise<Examined> {
  const looking = table.sentinel === 'hold';
  const open = plan.columns.filter((column) => column.mask === null && !table.unmasked.includes(column.name));
  const copied = looking ? open.map((column) => column.from) : [];
  const [key, ...more] = shape.primaryKey;
  const newest = more.length === 0 && key !== undefined ? key : null;
  const look = async (columns: readonly Column[]): Promise<readonly (Suspicion | null)[]> => {
    const read = columns.filter((column) => READ.includes(column.type));
    const query = { table: plan.source.table, columns: read, where: plan.where, rows: ROWS };
    const sample: (readonly (string | null)[])[] = [];
    if (read.length > 0) {
      sample.push(...(await source.sample({ ...query, newest: null }, signal)));
      if (sample.length === ROWS && newest !== null)
        sample.push(...(await source.sample({ ...query, newest }, signal)));
    }
    return columns.map((column) =>
      suspect(column, plan.source.table.name, valuesOf(sample, read.indexOf(column)), shape),
    );
  };
  const suspicions = await at.source('plan', () => look(copied));
  // Its values are none of the run's business yet.
  const fresh = looking
    ? await look(asked).catch(() => asked.map((column) => suspect(column, table.name, [], shape)))
    : [];
  signal.throwIfAborted();
  return {
    suspicions: suspicions.filter((found) => found !== null),
    newColumns: asked.map((column, i) => ({
      name: column.name,
      type: column.native,
      masks: suitableMasks(column, { key: shape.primaryKey.includes(column.name), looks: fresh[i]?.looks ?? null }),
      suspicion: fresh[i] ?? null,
    })),
  };
}

function valuesOf(sample: Sample, index: number): readonly string[] {
  if (index < 0) return [];
  return sample.flatMap((row) => {
    const value = row[index]?.normalize('NFKC').trim() ?? '';
    return value === '' ? [] : [value];
  });
}

/** Null where neither name nor values look like anything. */
export function suspect(
  column: Column,
  table: string,
  values: readonly string[],
  { primaryKey }: { readonly primaryKey: readonly string[] },
): Suspicion | null {
  const byName = looksByName(column.name, column.type, table);
  const counted = BY_VALUE.map((rule) => ({ ...rule, matched: values.filter(rule.test).length }));
  const byValue = counted.find(
    ({ share, least, matched }) => matched >= least && matched >= share * values.length && matched > 0,
  );
  const looks: Looks | null = byValue?.looks ?? byName;
  if (looks === null) return null;
  return {
    column: column.name,
    type: column.native,
    looks,
    named: byName === looks,
    matched: counted.find((rule) => rule.looks === looks)?.matched ?? 0,
    sampled: values.length,
    masks: suitableMasks(column, { key: primaryKey.includes(column.name), looks }),
  };
}
