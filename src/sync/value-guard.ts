import type { TableSpec } from './config/spec.ts';
import { SyncError } from './errors.ts';
import { type Invalid, type Validity, validityOf } from './invalid.ts';
import type { Cell, CellBatch, Plan } from './types.ts';

/** Watches over the values of a run: exact, or set to NULL where tables.yml says so, or counted and refused. */
export type ValueGuard = {
  /** Looks at a batch before masks. Sets to NULL what `on_invalid: null` is for. */
  look(batch: CellBatch): void;
  /** A value was met that must not be written: from now on rows are counted only. */
  readonly broken: boolean;
  /** Throws the SyncError that names every such column with its count and, of whole-number keys, the range. */
  end(): void;
  /** Values set to NULL, by column. */
  altered(): Readonly<Record<string, number>>;
};

type Watch = {
  readonly name: string;
  readonly native: string;
  readonly index: number;
  readonly validity: Validity | null;
  readonly toNull: boolean;
  altered: number;
  /** Rows refused. */
  count: number;
  /** The class of the first, and all that was found. */
  code: string;
  readonly found: Set<string>;
  least: bigint | null;
  most: bigint | null;
};

/** What SQLite's catalog calls a column that was declared without a type, as an expression of a view is. */
const UNTYPED = 'any';

/** The guard of one run under this plan. */
export function valueGuard(plan: Plan, table: TableSpec): ValueGuard {
  const watches = plan.columns.map(({ name, from, mask }, index): Watch => {
    const on = table.onInvalid[name] ?? 'fail';
    // hash takes any bytes; null and redact were put by the source itself.
    const taken = mask !== null && (mask.at === 'source' || mask.how === 'hash');
    const validity = taken ? null : validityOf(from, { from: plan.source.kind, to: plan.destination.kind, on });
    return {
      name,
      native: from.native,
      index,
      validity,
      toNull: on === 'null',
      altered: 0,
      count: 0,
      code: '',
      found: new Set(),
      least: null,
      most: null,
    };
  });
  const checked = watches.filter((watch) => watch.validity !== null);
  const key = keyIndex(plan);
  let broken = false;

  const meet = (watch: Watch, row: Cell[], why: Invalid): void => {
    if (watch.toNull) {
      watch.altered++;
      row[watch.index] = null;
      return;
    }
    broken = true;
    watch.count++;
    if (watch.count === 1) watch.code = why.code;
    watch.found.add(why.what);
    const cell = key === null ? null : row[key];
    if (!cell) return;
    const value = BigInt(Buffer.from(cell).toString('latin1'));
    if (watch.least === null || value < watch.least) watch.least = value;
    if (watch.most === null || value > watch.most) watch.most = value;
  };

  return {
    look(batch) {
      // Odd cells first: what stands in them has not the form that the others warrant.
      const met = (batch.odd ?? []).filter((odd) => table.onInvalid[watches[odd.column]?.name ?? ''] !== 'text');
      for (const odd of met) {
        const watch = watches[odd.column] as Watch;
        const row = batch.rows[odd.row] as Cell[];
        meet(watch, row, { code: 'data.type', what: odd.found });
      }
      const oddCells = new Set(met.map((odd) => odd.row * watches.length + odd.column));
      for (const watch of checked) {
        const { index } = watch;
        const validity = watch.validity as Validity;
        for (let r = 0; r < batch.rows.length; r++) {
          const row = batch.rows[r] as Cell[];
          const cell = row[index] as Cell;
          if (cell === null) continue;
          const why = validity(cell);
          if (why === null || (oddCells.size > 0 && oddCells.has(r * watches.length + index))) continue;
          meet(watch, row, why);
        }
      }
    },
    get broken() {
      return broken;
    },
    end() {
      const refused = watches.filter((watch) => watch.count > 0);
      if (refused.length > 0) throw refusal(plan, refused);
    },
    altered: () =>
      Object.fromEntries(watches.filter((watch) => watch.altered > 0).map((watch) => [watch.name, watch.altered])),
  };
}

/** Only whole numbers are told: any other key may be personal data, as a masked one is. */
function keyIndex(plan: Plan): number | null {
  const [name, ...more] = plan.primaryKey;
  if (name === undefined || more.length > 0) return null;
  const index = plan.columns.findIndex((column) => column.name === name);
  const column = plan.columns[index];
  return column?.from.type === 'integer' && column.mask === null ? index : null;
}

function refusal(plan: Plan, refused: readonly Watch[]): SyncError {
  const [first] = refused as [Watch, ...Watch[]];
  const key = plan.primaryKey[0];
  const told = refused.map(({ name, native, count, found, least, most }) => {
    const range = least === null ? '' : least === most ? ` (${key} ${least})` : ` (${key} from ${least} to ${most})`;
    return `column ${name} is declared ${native} and holds ${[...found].join(' or ')} in ${count === 1 ? '1 row' : `${count} rows`}${range}`;
  });
  const { connection, table } = plan.source;
  return new SyncError({
    code: first.code,
    side: 'source',
    stage: 'copy',
    message: `${connection}.${table.name} has values that ${plan.destination.connection} cannot hold exactly: ${told.join('; ')}; nothing was published`,
    hint: `${first.native === UNTYPED ? `Declare a type for ${first.name} in the source (in a view: cast(… as integer) as ${first.name})` : 'Correct the rows in the source'}, or ${remedy(plan, first)}.`,
    retry: 'never',
    column: first.name,
  });
}

/** What tables.yml can do about a column, as far as it can: NULL where NULL may stand, text where text can hold it. */
function remedy(plan: Plan, { name, code, index }: Watch): string {
  const { from, mask } = plan.columns[index] as Plan['columns'][number];
  const toNull = from.nullable && !plan.primaryKey.includes(name);
  const asText = mask === null && from.type !== 'bytes' && code !== 'dst.encoding';
  if (!toNull && !asText) return `add ${name} to exclude of tables.${plan.table} in tables.yml`;
  const word = toNull ? 'null' : 'text';
  return `add on_invalid: { ${name}: ${word} }${toNull && asText ? ' (or text)' : ''} to tables.${plan.table} in tables.yml`;
}
