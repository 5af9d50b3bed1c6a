/** What is the value of a literal or of a parameter? */
import pg from 'pg';
import type { QueryParameter } from '../query-runner.ts';
import type { Expression } from './ast.ts';
import { TYPE_NAMES } from './parse-type.ts';
import { invalid, unknownSql } from './refusal.ts';
import { type ScalarName, scalar, type Typed } from './types.ts';

export function literalOf(node: Expression & { readonly is: 'literal' }): Typed {
  const { type, text, at } = node;
  const given = { by: 'literal', text } as const;
  switch (type) {
    case 'NULL':
      return { sql: 'null', type: scalar('NULL') };
    case 'BOOL':
      return { sql: text, type: scalar('BOOL') };
    case 'INT64': {
      const value = BigInt(text);
      if (value > 9223372036854775807n || value < -9223372036854775808n) {
        throw invalid(`Invalid integer literal: ${text}`, at);
      }
      return { sql: `'${value}'::bigint`, type: scalar('INT64'), given };
    }
    case 'FLOAT64':
      return { sql: `'${text}'::float8`, type: scalar('FLOAT64'), given };
    case 'STRING':
      return { sql: quoteText(text), type: scalar('STRING'), given };
    case 'BYTES':
      return { sql: `'\\x${Buffer.from(text, 'latin1').toString('hex')}'::bytea`, type: scalar('BYTES') };
    case 'JSON':
      try {
        JSON.parse(text);
      } catch {
        throw invalid('Invalid JSON literal', at);
      }
      return { sql: quoteText(text), type: scalar('JSON') };
    default:
      // Of DATE '…' and the like the text is checked where PostgreSQL reads it.
      return { sql: `"$gq".to_${type.toLowerCase()}(${quoteText(text)})`, type: scalar(type as ScalarName) };
  }
}

export function parameterOf(node: Expression & { readonly is: 'parameter' }, all: readonly QueryParameter[]): Typed {
  const found = all.find(({ name }) => name?.toLowerCase() === node.name.toLowerCase());
  if (found === undefined) throw invalid(`Query parameter '${node.name}' not found`, node.at);
  const name = TYPE_NAMES[found.type.toUpperCase()] as ScalarName | undefined;
  if (name === undefined) throw unknownSql(`parameters of type ${found.type}`, node.at);
  const type = scalar(name);
  const { value } = found;
  if (value === null)
    return { sql: `"$gq".to_${name.toLowerCase()}(null::text)`, type, given: { by: 'parameter', text: 'null' } };
  if (name === 'BYTES') return { sql: `'\\x${Buffer.from(value, 'base64').toString('hex')}'::bytea`, type };
  const quoted = quoteText(value);
  const sql = name === 'STRING' || name === 'JSON' ? quoted : `"$gq".to_${name.toLowerCase()}(${quoted})`;
  return { sql, type, given: { by: 'parameter', text: value } };
}

/** A text as PostgreSQL writes it. A NUL is kept as its stand-in. */
export function quoteText(value: string): string {
  return `${pg.escapeLiteral(value.replaceAll('\0', '\uffff')).trimStart()}::text`;
}
