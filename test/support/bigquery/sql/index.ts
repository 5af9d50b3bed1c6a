/** The door to the SQL half of the loopback BigQuery. */
export { runQuery } from './run-query.ts';
