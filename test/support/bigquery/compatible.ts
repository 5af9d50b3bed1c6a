/** May rows with these columns go into a table that is there? */
import { ApiError } from './api-error.ts';
import { type CatalogTable, type Field, tableKey } from './catalog.ts';

/** The table's columns afterwards: the same array where nothing changes. Throws the API's invalid. */
export function mergedFields(
  table: CatalogTable,
  incoming: readonly Field[],
  updates: readonly ('ALLOW_FIELD_ADDITION' | 'ALLOW_FIELD_RELAXATION')[],
): readonly Field[] {
  if (table.fields.length === 0) return incoming; // made without a schema: the first rows bring it
  const wrong = (why: string) =>
    new ApiError(
      'invalid',
      `Provided Schema does not match Table ${table.ref.projectId}:${tableKey(table.ref)}. ${why}`,
    );
  const same = (a: Field, b: Field) => a.name.toLowerCase() === b.name.toLowerCase();
  const relaxed = new Set<Field>();
  const added: Field[] = [];
  for (const field of incoming) {
    const known = table.fields.find((other) => same(other, field));
    if (known === undefined) {
      if (!updates.includes('ALLOW_FIELD_ADDITION')) throw wrong(`Cannot add fields (field: ${field.name})`);
      if (field.mode === 'REQUIRED')
        throw wrong(`Cannot add required fields to an existing schema. (field: ${field.name})`);
      added.push(field);
      continue;
    }
    if (known.type !== field.type) {
      throw wrong(`Field ${field.name} has changed type from ${known.type} to ${field.type}`);
    }
    if (known.mode === 'REQUIRED' && field.mode !== 'REQUIRED') {
      if (!updates.includes('ALLOW_FIELD_RELAXATION')) {
        throw wrong(`Field ${field.name} has changed mode from REQUIRED to NULLABLE`);
      }
      relaxed.add(known);
    }
  }
  for (const known of table.fields) {
    if (known.mode === 'REQUIRED' && !incoming.some((field) => same(field, known))) {
      if (!updates.includes('ALLOW_FIELD_RELAXATION')) throw wrong(`Field ${known.name} is missing in new schema`);
      relaxed.add(known);
    }
  }
  if (relaxed.size === 0 && added.length === 0) return table.fields;
  const kept = table.fields.map((field) => (relaxed.has(field) ? { ...field, mode: 'NULLABLE' as const } : field));
  return [...kept, ...added];
}
