import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** What goes wrong on the bot's own machine, and in tables.yml. */
export const LOCAL = [
  {
    codes: { any: 'local.canceled' },
    side: 'local',
    retry: 'never',
    title: () => 'Canceled',
    message: (w) => phrase`the run was canceled at stage ${w.stage}`,
    hint: () => 'Run the table again when it suits.',
    signs: [{ node: ['AbortError', 'ABORT_ERR'] }],
  },
  {
    codes: { any: 'local.timeout' },
    side: 'local',
    retry: 'once',
    title: () => 'Run out of time',
    message: (w) => phrase`the run was stopped at stage ${w.stage}: it took longer than its timeout${w.limit}`,
    hint: () => 'Raise timeout of the table in tables.yml, or copy fewer rows with where.',
    signs: [{ node: ['TimeoutError'] }],
  },
  {
    codes: { any: 'local.disk' },
    side: 'local',
    retry: 'wait',
    title: () => 'Worker disk full',
    message: () => 'the disk of the machine that runs sync-bot is full',
    hint: () => 'Free disk space there (df -h shows where), then run the table again.',
    signs: [{ node: ['ENOSPC', 'EDQUOT'] }],
  },
  {
    codes: { local: 'local.history_locked' },
    retry: 'backoff',
    title: () => 'Run history not writable',
    message: (w) => phrase`the run history at ${w.address} cannot be written`,
    hint: () =>
      'Check that no second sync-bot uses the same history file, and that the file is writable and its disk has room.',
    signs: [
      { sqlite: ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_READONLY', 'SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CANTOPEN'] },
    ],
  },
  {
    codes: { local: 'local.file' },
    retry: 'never',
    title: () => 'Local file not accessible',
    message: () => 'a file or folder that sync-bot needs on its own machine is missing or closed to it',
    hint: () =>
      'Check that the folders of SYNC_BOT_CONFIG and SYNC_BOT_HISTORY exist and belong to the account that runs sync-bot.',
    signs: [
      { node: ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR'] },
      { text: [/^Cannot open database because the directory does not exist$/] },
    ],
  },
  {
    codes: { any: 'local.memory' },
    side: 'local',
    retry: 'once',
    title: () => 'Worker out of memory',
    message: (w) => phrase`the worker ran out of memory at stage ${w.stage} of ${w.table}`,
    hint: () => 'Lower the number of runs at once (max_running in tables.yml), or give the machine more memory.',
    signs: [{ node: ['ERR_WORKER_OUT_OF_MEMORY', 'ENOMEM', 'ERR_MEMORY_ALLOCATION_FAILED'], sqlite: ['SQLITE_NOMEM'] }],
  },
  {
    codes: { any: 'local.crash' },
    side: 'local',
    retry: 'once',
    title: () => 'Worker died',
    message: (w) =>
      phrase`the worker ended at stage ${w.stage} without a word${w.because === '' ? '' : phrase`: ${w.because}`}`,
    hint: () =>
      'Look at the memory and the system log of the machine (dmesg shows an out-of-memory kill), then run the table again.',
  },
  {
    codes: { any: 'local.hang' },
    side: 'local',
    retry: 'once',
    title: () => 'Worker stopped responding',
    message: (w) => phrase`the worker gave no sign of life at stage ${w.stage}${w.after} and was ended`,
    hint: () => 'Look at the load of the machine, then run the table again.',
  },
  {
    codes: { any: 'config' },
    side: 'config',
    retry: 'never',
    title: () => 'Mistake in tables.yml or command',
    message: (w) => phrase`${w.whereAt}: ${w.because === '' ? phrase`this cannot be carried out` : w.because}`,
    hint: () => 'Correct it there, then run sync-bot check, which shows every mistake at once.',
  },
  {
    codes: { any: 'guard.parity' },
    retry: 'once',
    title: () => 'Row counts differ',
    message: (w) => phrase`not every row of ${w.table} arrived: ${w.expected}, but ${w.actual}; nothing was published`,
    hint: (w) =>
      phrase`Run the table again; if the counts differ again, look for triggers or rules on the tables in ${w.connection}.`,
  },
  {
    codes: { any: 'guard.receipt' },
    retry: 'once',
    title: () => 'Figures differ',
    message: (w) =>
      phrase`${w.column} of ${w.table} did not arrive as it was read: ${w.expected}, but ${w.actual}; nothing was published`,
    hint: (w) =>
      phrase`Run the table again; if it differs again, look for triggers and rules that change new tables in the destination, and report it with the type of ${w.theColumn}.`,
  },
  {
    codes: { any: 'unknown' },
    retry: 'once',
    title: () => 'Unknown answer',
    message: (w) =>
      w.side === 'local'
        ? phrase`sync-bot met an error of its own at stage ${w.stage}`
        : phrase`${w.connection} answered at stage ${w.stage} in a way sync-bot does not know`,
    hint: (w) => {
      const report = w.native === '' ? phrase`report it` : phrase`report fingerprint ${w.native}`;
      return w.side === 'local'
        ? phrase`Run the table again; if it fails the same way, ${report} with what was going on.`
        : phrase`Run the query that /sync plan shows in the database's own client to read its answer, and ${report} so that it gets a class.`;
    },
  },
] as const satisfies readonly FailureRow[];
