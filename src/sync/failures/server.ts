import { phrase } from '../phrase.ts';
import type { RawError } from './raw.ts';
import type { FailureRow } from './row.ts';

/** What stops a statement that was understood: limits, locks, other people, the server's own state. */
export const SERVER = [
  {
    codes: { source: 'src.replica_conflict' },
    retry: 'backoff',
    title: () => 'Standby cancelled the read',
    message: (w) =>
      phrase`the standby behind ${w.connection} cancelled the read of ${w.table} because it held up replication`,
    hint: () =>
      'Set hot_standby_feedback = on, or a larger max_standby_streaming_delay, on the standby, or read from the primary.',
    signs: [{ sqlstate: ['40001'], when: byStandby }, { sqlstate: ['72000'] }],
  },
  {
    codes: { source: 'src.transactions' },
    retry: 'never',
    title: () => 'Open transactions unseen',
    message: (w) =>
      phrase`${w.user} may not see which transactions are open on ${w.connection}, and rows of ${w.table} that they commit later could be missed`,
    hint: (w) =>
      phrase`Ask the DBA of ${w.connection} to run GRANT PROCESS ON *.* TO ${w.sql.user}; or set max_transaction in tables.yml to the longest that a transaction there stays open, like 15m.`,
  },
  {
    codes: { source: 'src.replica_transactions' },
    retry: 'never',
    title: () => 'Replica without max_transaction',
    message: (w) =>
      phrase`${w.connection} is a replica, which does not show the open transactions of its primary, and rows of ${w.table} that they commit later could be missed`,
    hint: () =>
      'Set max_transaction for the table in tables.yml to the longest that a transaction of the primary stays open, plus the lag of the replica, like 15m; or read from the primary.',
  },
  {
    codes: { source: 'src.query_timeout', destination: 'dst.query_timeout' },
    retry: 'once',
    title: (w) => phrase`${w.Side} query timed out`,
    message: (w) => phrase`a statement for ${w.table} ran out of time${w.after} (${w.connection})`,
    hint: (w) =>
      phrase`Ask the DBA of ${w.connection} for a longer statement limit for ${w.user}, give where an indexed column, or move the schedule off-peak.`,
    signs: [
      { mysql: [1969, 3024], node: ['PROTOCOL_SEQUENCE_TIMEOUT'] },
      { sqlstate: ['57014'], when: (_, at) => at.facts.seconds !== undefined },
      { text: [/^Query read timeout$/] },
    ],
  },
  {
    codes: { source: 'src.killed', destination: 'dst.killed' },
    retry: 'wait',
    title: (w) => phrase`${w.Side} statement stopped`,
    message: (w) => phrase`somebody, or a limit of the server, stopped the statement for ${w.table} (${w.connection})`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Ask the DBA of ${w.connection} who cancelled it, and look at SHOW statement_timeout; as ${w.user}; then run the table again.`
        : phrase`Ask the DBA of ${w.connection} who killed it; then run the table again.`,
    signs: [{ mysql: [1317], sqlstate: ['57014'], sqlite: ['SQLITE_INTERRUPT'] }],
  },
  {
    codes: { destination: 'dst.swap_blocked' },
    retry: 'backoff',
    title: () => 'Publishing is blocked',
    message: (w) =>
      phrase`readers or dependent views of ${w.table} in ${w.connection} keep the new rows from being published${w.limit}`,
    hint: (w) =>
      w.kind === 'sqlite'
        ? phrase`Close whatever else holds ${w.address} open for writing, then run the table again; readers still see the old rows.`
        : phrase`Look for who holds it: SELECT pid, state, query_start FROM pg_stat_activity WHERE pid IN (SELECT pid FROM pg_locks WHERE relation = ${regclass(w.sql.table)}); readers still see the old rows.`,
    signs: [
      { sqlstate: ['2BP01'] },
      {
        sqlstate: ['55P03'],
        sqlite: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
        mysql: [1205],
        when: (_, at) => at.stage === 'commit',
      },
    ],
  },
  {
    codes: { source: 'src.lock_wait', destination: 'dst.lock_wait' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} is locked`,
    message: (w) => phrase`${w.table} was locked by somebody else for too long${w.limit} (${w.connection})`,
    hint: (w) =>
      w.kind === 'sqlite'
        ? phrase`Close whatever else writes to ${w.address}, then run the table again.`
        : phrase`Find the long transaction or ALTER TABLE on ${w.table} in ${w.connection}, end it, then run the table again.`,
    signs: [{ mysql: [1205, 3572], sqlstate: ['55P03', '55006'], sqlite: ['SQLITE_BUSY', 'SQLITE_LOCKED'] }],
  },
  {
    codes: { source: 'src.deadlock', destination: 'dst.deadlock' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} deadlock`,
    message: (w) =>
      phrase`${w.connection} broke off our transaction on ${w.table} to end a deadlock or a conflict of writers`,
    hint: (w) =>
      phrase`Run the table again; if it repeats, move it away from the time of the other writer on ${w.connection}.`,
    signs: [{ mysql: [1213, 1020], sqlstate: ['40P01', '40001'] }],
  },
  {
    codes: { source: 'src.changed_midway', destination: 'dst.changed_midway' },
    retry: 'once',
    title: (w) => phrase`${w.Side} table altered midway`,
    message: (w) => phrase`the definition of ${w.table} changed while it was in use (${w.connection})`,
    hint: () =>
      'Run the table again: it starts over with the new definition; check columns and mask in tables.yml against it.',
    signs: [
      { mysql: [1412, 1615], sqlite: ['SQLITE_SCHEMA'] },
      // 0A000 says "not supported" of many things; only this function says it of a plan made for the old definition.
      { sqlstate: ['0A000'], when: (raw) => raw.routine === 'RevalidateCachedQuery' },
    ],
  },
  {
    codes: { source: 'src.aborted_txn', destination: 'dst.aborted_txn' },
    retry: 'never',
    title: (w) => phrase`${w.Side} transaction already failed`,
    message: (w) => phrase`${w.connection} refuses more statements because an earlier one failed`,
    hint: () => 'Look for the first error of this run in its log: this one only follows it.',
    signs: [{ sqlstate: ['25P02'] }],
  },
  {
    codes: { source: 'src.packet', destination: 'dst.packet' },
    retry: 'never',
    title: (w) => phrase`${w.Side} row too large`,
    message: (w) => phrase`a row of ${w.table} is larger than ${w.connection} can send or take at once`,
    hint: (w) =>
      w.kind === 'mysql'
        ? 'Raise it on the server: SET GLOBAL max_allowed_packet = 1073741824; or leave the large column out with exclude in tables.yml.'
        : 'Leave the large column out with exclude: [its name] in tables.yml.',
    signs: [{ mysql: [1153, 1301, 2020], sqlstate: ['54000'], sqlite: ['SQLITE_TOOBIG'] }],
  },
] as const satisfies readonly FailureRow[];

/** The standby's own functions raise it; between transactions the same code is a serialisation failure. */
function byStandby(raw: RawError): boolean {
  return /^(ProcessInterrupts|ProcessRecoveryConflictInterrupt\w*|report_recovery_conflict)$/.test(raw.routine ?? '');
}

function regclass(table: string): string {
  return `'${table.replaceAll("'", "''")}'::regclass`;
}
