/** What does BigQuery say where PostgreSQL fails? */
import pg from 'pg';
import { ApiError } from '../api-error.ts';
import { invalid, unknownSql } from './refusal.ts';

/** The refusal that an error is. What cannot happen to right GoogleSQL stays as it is: a mistake of the loopback. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof ApiError || !(error instanceof pg.DatabaseError)) return error;
  const { code, message } = error;
  switch (code) {
    case 'GQ001':
      return message.startsWith('the loopback BigQuery does not know ')
        ? unknownSql(message.slice(36))
        : invalid(message);
    case '22003':
      return invalid(
        /bigint|integer/.test(message)
          ? 'int64 overflow'
          : /double|overflow|underflow/.test(message)
            ? 'Floating point overflow'
            : message,
      );
    case '22012':
      return invalid('division by zero');
    case '21000':
      return invalid('Scalar subquery produced more than one element');
    case '22023':
      return invalid(/time zone/.test(message) ? `Invalid time zone: ${/"(.*)"/.exec(message)?.[1] ?? ''}` : message);
    case '22008':
      return invalid(`Out of range: ${message}`);
    case '2201B':
      return invalid('Cannot parse regular expression');
    case '2201E':
    case '2201F':
      return invalid(`Floating point error in function: ${message}`);
    case '2201W':
      return invalid('LIMIT must not be negative');
    case '2201X':
      return invalid('OFFSET must not be negative');
    case '22025':
      return invalid('LIKE pattern ends with a backslash');
    case '42803':
      return invalid('An expression references a column which is neither grouped nor aggregated');
    case '0A000':
    case '42P10':
      return unknownSql(`a query like this: ${message}`);
    case '23502':
      return invalid('Required field cannot be null');
    default:
      return error;
  }
}
