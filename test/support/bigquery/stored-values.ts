/** Do the values in a relation keep to the parameters of its columns' types? */
import { ApiError } from './api-error.ts';
import type { Field } from './catalog.ts';
import { stored } from './storage.ts';
import type { StoreTransaction } from './store.ts';

/** Throws the API's invalid naming the column; numbers that BigQuery would round are refused too. */
export async function checkStored(
  transaction: StoreTransaction,
  fields: readonly Field[],
  relation: string,
): Promise<void> {
  const checks = fields.flatMap((field) => {
    const condition = broken(field);
    return condition === null ? [] : [{ field, condition }];
  });
  if (checks.length === 0) return;
  const list = checks.map(({ condition }, i) => `count(*) filter (where ${condition}) as "c${i}"`).join(', ');
  const [row] = (await transaction.query(`select ${list} from ${relation}`)).rows;
  const found = checks.find((_, i) => row?.[`c${i}`] !== '0');
  if (found === undefined) return;
  const { name, type, maxLength, precision, scale } = found.field;
  const size = maxLength ?? [precision, scale].filter((part) => part !== undefined).join(', ');
  throw new ApiError('invalid', `Field ${name}: a value is out of range of ${type}(${size})`, name);
}

const LIMITS = { NUMERIC: { precision: 38, scale: 9 }, BIGNUMERIC: { precision: 76, scale: 38 } } as const;

function broken({ name, type, maxLength, precision, scale }: Field): string | null {
  const column = stored(name);
  if (type === 'STRING' && maxLength !== undefined) return `char_length(${column}) > ${maxLength}`;
  if (type === 'BYTES' && maxLength !== undefined) return `octet_length(${column}) > ${maxLength}`;
  if (type === 'BIGNUMERIC' && precision === undefined) return null;
  if (type !== 'NUMERIC' && type !== 'BIGNUMERIC') return null;
  const p = Number(precision ?? LIMITS[type].precision);
  const s = precision === undefined ? LIMITS[type].scale : Number(scale ?? 0);
  return `(abs(${column}) >= 1e${p - s} or ${column} <> round(${column}, ${s}))`;
}
