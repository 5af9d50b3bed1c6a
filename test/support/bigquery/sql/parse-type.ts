/** What does the name of a type say? */
import type { TypeName } from './ast.ts';
import type { Cursor } from './parse-cursor.ts';
import { invalid } from './refusal.ts';

/** Every name of a scalar type in GoogleSQL, and the name under which the rest knows it. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'BOOL INT64 FLOAT64 NUMERIC BIGNUMERIC STRING BYTES DATE DATETIME TIME TIMESTAMP JSON'
      .split(' ')
      .map((t) => [t, t]),
  ),
  BOOLEAN: 'BOOL',
  ...Object.fromEntries('INT SMALLINT INTEGER BIGINT TINYINT BYTEINT'.split(' ').map((t) => [t, 'INT64'])),
  DECIMAL: 'NUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
};

export function parseTypeName(c: Cursor): TypeName {
  const at = c.place();
  if (c.takes('ARRAY', '<')) {
    const element = parseTypeName(c);
    c.expect('>');
    return { name: 'ARRAY', parameters: [], element };
  }
  if (c.takes('STRUCT', '<')) {
    const fields: { name: string | null; type: TypeName }[] = [];
    do {
      const named = c.peek(1).kind === 'word' && !c.sees('ARRAY') && !c.sees('STRUCT');
      fields.push({ name: named ? c.name('a field name').text : null, type: parseTypeName(c) });
    } while (c.takes(','));
    c.expect('>');
    return { name: 'STRUCT', parameters: [], fields };
  }
  const word = c.name('a type').text;
  const name = TYPE_NAMES[word.toUpperCase()];
  if (name === undefined) throw invalid(`Type not found: ${word}`, at);
  const parameters: string[] = [];
  if (c.takes('(')) {
    do parameters.push(c.next().text);
    while (c.takes(','));
    c.expect(')');
    const most = name === 'NUMERIC' || name === 'BIGNUMERIC' ? 2 : name === 'STRING' || name === 'BYTES' ? 1 : 0;
    if (parameters.length > most || parameters.some((text) => !/^\d+$/.test(text))) {
      throw invalid(`${name} does not support type parameters like these`, at);
    }
  }
  return { name, parameters };
}
