/** What are the columns of a CREATE TABLE or ADD COLUMN in the terms of the API? */
import { readFields } from '../schema.ts';
import type { FieldAsked } from '../shapes.ts';
import type { ColumnDefinition } from './ast.ts';
import type { Context } from './context.ts';
import { readOptions } from './options.ts';
import { unknownSql } from './refusal.ts';

export async function readFieldsOf(
  columns: readonly ColumnDefinition[],
  context: Context,
): Promise<ReturnType<typeof readFields>> {
  const asked = await Promise.all(
    columns.map(async ({ name, type, required, options, at }): Promise<FieldAsked> => {
      if (type.element !== undefined || type.fields !== undefined) throw unknownSql(`columns of type ${type.name}`, at);
      const [size, scale] = type.parameters;
      const sized = /^(STRING|BYTES)$/.test(type.name) ? { maxLength: size } : { precision: size, scale };
      const { description } = await readOptions(options, { description: 'STRING' }, context);
      return {
        name,
        type: type.name,
        mode: required ? 'REQUIRED' : 'NULLABLE',
        ...(size === undefined ? {} : sized),
        ...(typeof description === 'string' ? { description } : {}),
      };
    }),
  );
  return readFields(asked);
}
