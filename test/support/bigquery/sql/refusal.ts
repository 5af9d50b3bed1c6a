/** How is a statement refused? In BigQuery's words, with the place in the statement where there is one. */
import { ApiError } from '../api-error.ts';

/** Where in the statement: both from 1, as BigQuery's messages count. */
export type Place = { readonly line: number; readonly column: number };

/** The statement is wrong. */
export function invalid(message: string, at?: Place): ApiError {
  return new ApiError('invalidQuery', at === undefined ? message : `${message} at [${at.line}:${at.column}]`, 'query');
}

/** GoogleSQL that is right perhaps, and that the loopback does not know: never passed on unread. */
export function unknownSql(what: string, at?: Place): ApiError {
  return invalid(`the loopback BigQuery does not know ${what}`, at);
}
