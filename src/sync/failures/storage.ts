import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** better-sqlite3's TypeError, before SQLite is asked at all. */
const NO_DIRECTORY = /^Cannot open database because the directory does not exist$/;

/** What is wrong with the disk, the memory or the file a database stands on. */
export const STORAGE = [
  {
    codes: { source: 'src.disk_temp' },
    retry: 'wait',
    title: () => 'Source disk full',
    message: (w) => phrase`${w.connection} ran out of disk or temporary space while ${w.table} was read`,
    hint: (w) =>
      phrase`Tell the DBA of ${w.connection} now: other queries suffer too; run the table again when there is room.`,
    signs: [{ mysql: [1021, 1030, 1114], sqlstate: ['53100', '53400'], sqlite: ['SQLITE_FULL'] }],
  },
  {
    codes: { destination: 'dst.disk' },
    retry: 'wait',
    title: () => 'Destination disk full',
    message: (w) => phrase`${w.connection} has no room left for ${w.table} (${w.address})`,
    hint: (w) =>
      w.kind === 'sqlite'
        ? phrase`Free disk space where ${w.address} lies, or raise max_size of ${w.connection} in tables.yml if it has one, then run the table again.`
        : phrase`Free or add disk space on ${w.address}, then run the table again: it needs room for a second copy of the table.`,
    signs: [{ mysql: [1021, 1030, 1114], sqlstate: ['53100', '53400'], sqlite: ['SQLITE_FULL'] }],
  },
  {
    codes: { source: 'src.memory', destination: 'dst.memory' },
    retry: 'once',
    title: (w) => phrase`${w.Side} out of memory`,
    message: (w) => phrase`${w.connection} ran out of memory over a statement for ${w.table}`,
    hint: (w) => phrase`Tell the DBA of ${w.connection}, and move the schedule of the table off-peak.`,
    signs: [{ mysql: [1037, 1038, 1041], sqlstate: ['53200', '53000'] }],
  },
  {
    codes: { source: 'src.corrupt', destination: 'dst.corrupt' },
    retry: 'never',
    title: (w) => phrase`${w.Side} file damaged`,
    message: (w) => phrase`${w.address} or a file under it is damaged, or is no database (${w.connection})`,
    hint: (w) =>
      w.kind === 'sqlite'
        ? phrase`Check that path of ${w.connection} names a SQLite file, then run PRAGMA integrity_check; in it and restore it from a backup if that complains.`
        : phrase`Tell the DBA of ${w.connection} at once, and do not run the table again before the damage is known.`,
    signs: [
      {
        mysql: [126, 127, 1034, 1035, 1194, 1195, 1712],
        sqlstate: ['XX001', 'XX002', '58030'],
        sqlite: ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_FORMAT'],
      },
    ],
  },
  {
    codes: { source: 'src.file_missing' },
    retry: 'backoff',
    title: () => 'Source file missing',
    message: (w) => phrase`${w.address} is not there or cannot be opened (${w.connection})`,
    hint: (w) =>
      phrase`Check that the producer of ${w.address} has run, and that path of ${w.connection} in tables.yml names it (relative to tables.yml).`,
    signs: [{ sqlite: ['SQLITE_CANTOPEN'], node: ['ENOENT', 'ENOTDIR', 'EISDIR'] }, { text: [NO_DIRECTORY] }],
  },
  {
    codes: { destination: 'dst.file_missing' },
    retry: 'never',
    title: () => 'Destination folder missing',
    message: (w) => phrase`${w.address} cannot be made or opened (${w.connection})`,
    hint: (w) =>
      phrase`Make the folder of ${w.address}, or correct path of ${w.connection} in tables.yml (relative to tables.yml).`,
    signs: [{ sqlite: ['SQLITE_CANTOPEN'], node: ['ENOENT', 'ENOTDIR', 'EISDIR'] }, { text: [NO_DIRECTORY] }],
  },
] as const satisfies readonly FailureRow[];
