import { misconfigured, type SyncError } from '../../errors.ts';
import type { ModelPlace } from '../../warehouse.ts';
import { BigQueryError } from './errors.ts';

// Why a dry run refuses the SQL of a model, in words of ours: BigQuery's own are never told, but for names that stand in
// that very SQL.

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^Syntax error/, 'a mistake in its syntax'],
  [/^Unrecognized name/, 'a name that nothing has'],
  [/^Function not found/, 'a function that BigQuery does not have'],
  [/^No matching signature/, 'a function or operator with values of types that it does not take'],
  [/neither grouped nor aggregated/, 'a column that is neither grouped nor aggregated'],
  [/^Column name \S+ is ambiguous/, 'a name that two tables have'],
  [/^Duplicate column names/, 'two columns of the same name'],
];

/** What is wrong with the SQL, as an error that says where; null where something else is. */
export function refusedSql(error: unknown, sql: string, { table, file }: ModelPlace): SyncError | null {
  if (!(error instanceof BigQueryError)) return null;
  const hint = `Correct it in ${file}; the console of BigQuery says more about the same query, and /sync plan ${table} tries it again.`;
  if (error.reason === 'notFound') {
    const name = named(/(?:Table|Dataset|View|Function) ([\w.:-]+)/.exec(error.message)?.[1], sql);
    const what = name === null ? 'a table or data set' : name;
    const first = `Run what makes it first, or correct the name in ${file}; /sync plan ${table} tries the query again.`;
    return misconfigured('plan', `the SQL of ${table} reads ${what}, which is not there`, first);
  }
  if (error.reason !== 'invalidQuery' && error.reason !== 'invalid') return null;
  const [, line] = /at \[(\d+):\d+\]/.exec(error.message) ?? [];
  const kind = KINDS.find(([pattern]) => pattern.test(error.message))?.[1] ?? null;
  const name = named(/^(?:Unrecognized name|Function not found): ([\w.]+)/.exec(error.message)?.[1], sql);
  const where = line === undefined ? '' : ` in line ${line}`;
  const why = kind === null ? '' : `: ${kind}${name === null ? '' : ` (${name})`}`;
  return misconfigured('plan', `BigQuery does not take the SQL of ${table}${where}${why}`, hint);
}

/** A name as the SQL has it, of which the server may know the project too; null where it has it not. */
function named(name: string | undefined, sql: string): string | null {
  if (name === undefined) return null;
  const short = name.slice(name.lastIndexOf(':') + 1);
  return [name, short, short.split('.').slice(-2).join('.')].find((each) => sql.includes(each)) ?? null;
}
