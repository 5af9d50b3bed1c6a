/**
 * The SQL half of the loopback BigQuery: a subset of GoogleSQL, parsed, typed and translated to PostgreSQL.
 *
 * Known: SELECT with WITH, joins, subqueries, UNNEST, set operations, GROUP BY, HAVING, QUALIFY, windows, named parameters,
 * FOR SYSTEM_TIME AS OF, tables of a common prefix; INSERT, UPDATE, DELETE, MERGE, TRUNCATE; CREATE TABLE (AS, LIKE, COPY,
 * CLONE), CREATE SNAPSHOT TABLE, CREATE VIEW, DROP, ALTER TABLE; scripts in one transaction; of INFORMATION_SCHEMA the
 * TABLES, COLUMNS, PARTITIONS and TABLE_OPTIONS of a data set and the JOBS of a region. The functions are in the tables of
 * scalar-functions.ts, generic.ts, dates.ts, aggregates.ts and analytic.ts.
 *
 * Everything else is refused as invalidQuery with its place, whether BigQuery would take it or not. Row access policies
 * are not applied, results have no arrays and structs, and one row of a result is 8 kB at most where it is numbers.
 */
export { runQuery } from './run-query.ts';
