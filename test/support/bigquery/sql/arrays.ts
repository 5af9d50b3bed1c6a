/** How are arrays and structs made and read? They are arrays of jsonb whose scalars are texts. */
import type { Expression, TypeName } from './ast.ts';
import { quoteText } from './literals.ts';
import { invalid, type Place } from './refusal.ts';
import { becomes, coerce, common, postgresType, scalar, showType, type Type, type Typed, typeOfName } from './types.ts';

/** An element that is jsonb, as its own type. */
export function decodeElement(sql: string, type: Type): string {
  if (type.is === 'ARRAY' || type.is === 'STRUCT') return `nullif(${sql}, 'null'::jsonb)`;
  return `(${sql} #>> '{}')::${postgresType(type)}`;
}

export function encodeElement(sql: string, type: Type): string {
  return type.is === 'ARRAY' || type.is === 'STRUCT' ? sql : `to_jsonb((${sql})::text)`;
}

export function arrayOf(given: TypeName | null, items: readonly Typed[], at: Place): Typed {
  const element = given === null ? (items.length === 0 ? scalar('INT64') : common(items)) : typeOfName(given);
  if (element === null)
    throw invalid(
      `Array elements of types {${[...new Set(items.map(({ type }) => showType(type)))].join(', ')}} do not have a common supertype`,
      at,
    );
  if (element.is === 'ARRAY')
    throw invalid('Cannot construct array with element type ARRAY because nested arrays are not supported', at);
  const wrong = items.find((item) => !becomes(item, element));
  if (wrong !== undefined)
    throw invalid(`Array element type ${showType(wrong.type)} does not coerce to ${showType(element)}`, at);
  const parts = items.map((item) => encodeElement(coerce(item, element), element));
  return { sql: `jsonb_build_array(${parts.join(', ')})`, type: { is: 'ARRAY', element } };
}

export function structOf(
  node: Expression & { readonly is: 'struct' },
  items: readonly { readonly name: string | null; readonly value: Typed }[],
): Typed {
  const declared = node.type === null ? null : typeOfName(node.type);
  if (declared !== null && declared.is === 'STRUCT' && declared.fields.length !== items.length) {
    throw invalid(
      `STRUCT type has ${declared.fields.length} fields but constructor call has ${items.length} fields`,
      node.at,
    );
  }
  const fields = items.map(({ name, value }, i) => {
    const wanted = declared?.is === 'STRUCT' ? declared.fields[i] : undefined;
    if (wanted !== undefined && !becomes(value, wanted.type)) {
      throw invalid(
        `Struct field ${i + 1} has type ${showType(value.type)} which does not coerce to ${showType(wanted.type)}`,
        node.at,
      );
    }
    const type = wanted?.type ?? (value.type.is === 'NULL' ? scalar('INT64') : value.type);
    return { name: wanted === undefined ? name : wanted.name, type, sql: encodeElement(coerce(value, type), type) };
  });
  return {
    sql: `jsonb_build_array(${fields.map(({ sql }) => sql).join(', ')})`,
    type: { is: 'STRUCT', fields: fields.map(({ name, type }) => ({ name, type })) },
  };
}

/** `array[OFFSET(0)]` and its kin. */
export function accessIndex(array: Typed, how: string, by: string, at: Place): Typed {
  if (array.type.is !== 'ARRAY')
    throw invalid(`Element access using [${how}()] is not supported on values of type ${showType(array.type)}`, at);
  const { element } = array.type;
  const position = how.endsWith('ORDINAL') ? `(${by}) - 1` : by;
  const found = `"$gq".array_at(${array.sql}, ${position}, ${how.startsWith('SAFE_')})`;
  return { sql: decodeElement(found, element), type: element };
}

/** TO_JSON_STRING of a value. */
export function jsonText(sql: string, type: Type): string {
  switch (type.is) {
    case 'ARRAY': {
      const one = jsonText(decodeElement('e', type.element), type.element);
      const list = `select '[' || coalesce(string_agg(${one}, ',' order by n), '') || ']' from jsonb_array_elements(${sql}) with ordinality x(e, n)`;
      return `coalesce((${list}), 'null')`;
    }
    case 'STRUCT': {
      const fields = type.fields.map((field, i) => {
        const value = jsonText(decodeElement(`((${sql}) -> ${i})`, field.type), field.type);
        return `"$gq".json_string(${quoteText(field.name ?? '')}) || ':' || ${value}`;
      });
      return `(case when (${sql}) is null then 'null' else '{' || ${fields.join(" || ',' || ")} || '}' end)`;
    }
    case 'NULL':
      return `'null'`;
    case 'JSON':
      return `coalesce(${sql}, 'null')`;
    case 'INT64':
    case 'BOOL':
    case 'FLOAT64':
    case 'STRING':
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return `"$gq".json_${type.is === 'BIGNUMERIC' ? 'numeric' : type.is.toLowerCase()}(${sql})`;
    case 'BYTES':
      return `"$gq".json_string(translate(encode(${sql}, 'base64'), e'\\n', ''))`;
    case 'TIMESTAMP':
      return `"$gq".json_string(replace(replace("$gq".cast_timestamp_string(${sql}), ' ', 'T'), '+00', 'Z'))`;
    case 'DATETIME':
      return `"$gq".json_string(replace("$gq".cast_datetime_string(${sql}), ' ', 'T'))`;
    default:
      return `"$gq".json_string("$gq".cast_${type.is.toLowerCase()}_string(${sql}))`;
  }
}
