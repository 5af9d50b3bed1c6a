/** May a value be put into a column, and what is it there? */
import type { CatalogTable, Field } from '../catalog.ts';
import type { Expression, Name } from './ast.ts';
import type { Where } from './context.ts';
import { expression } from './expression.ts';
import { invalid, type Place } from './refusal.ts';
import { becomes, coerce, showType, type Typed, typeOfField } from './types.ts';

/** A column that statements may write: those that are shown, and the pseudo column of ingestion time. */
export function writable(table: CatalogTable, { text, at }: Name): Field {
  const found = table.fields.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const byIngestion = table.timePartitioning !== undefined && table.timePartitioning.field === undefined;
  if (byIngestion && text.toUpperCase() === '_PARTITIONTIME') {
    return { name: '_PARTITIONTIME', type: 'TIMESTAMP', mode: 'NULLABLE' };
  }
  throw invalid(`Column ${text} is not present in table ${table.ref.tableId}`, at);
}

export function writableOnce(table: CatalogTable, names: readonly Name[]): readonly Field[] {
  const fields = names.map((name) => writable(table, name));
  const twice = names.find((_, i) => fields.findIndex((field) => field.name === fields[i]?.name) !== i);
  if (twice !== undefined) throw invalid(`Column ${twice.text} is listed more than once`, twice.at);
  return fields;
}

export function assigned(node: Expression, field: Field, where: Where): string {
  if (node.is === 'default') return 'null';
  return assignedValue(expression(node, where), field, node.at);
}

/** The value in the column's type and within its size; a refusal where GoogleSQL does not make it that. */
export function assignedValue(value: Typed, field: Field, at: Place): string {
  const type = typeOfField(field);
  if (!becomes(value, type)) {
    throw invalid(
      `Value has type ${showType(value.type)} which cannot be inserted into column ${field.name}, which has type ${showType(type)}`,
      at,
    );
  }
  return sized(coerce(value, type), field);
}

function sized(sql: string, { type, maxLength, precision, scale }: Field): string {
  if (maxLength !== undefined) return `"$gq".limit_${type === 'BYTES' ? 'bytes' : 'text'}(${sql}, ${maxLength}, false)`;
  if (precision !== undefined) return `"$gq".limit_number(${sql}, ${precision}, ${scale ?? '0'}, false)`;
  return sql;
}
