import type { AuditEntry } from '../../jobs/index.ts';
import { command, type Message, message, say, type When } from '../message.ts';
import { short } from '../when.ts';
import { plural } from './quantities.ts';

/** Lines that are shown at most; `--json` prints all. */
const SHOWN = 50;

/** What people did, the newest first. */
export function auditMessage(table: string | null, days: number, entries: readonly AuditEntry[], when: When): Message {
  const where = table === null ? '' : ` to ${table}`;
  const window = `the last ${plural(days, 'day')}`;
  if (entries.length === 0) {
    return message('neutral', `Nobody did anything${where} in ${window}`, {
      context: [say`Look further: ${command(`audit ${table === null ? '' : `${table} `}90`)}`],
    });
  }
  const hidden = Math.max(0, entries.length - SHOWN);
  return message('neutral', `What people did${where} in ${window}: ${plural(entries.length, 'entry', 'entries')}`, {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'at' },
          { title: 'who' },
          { title: 'what' },
          { title: 'table' },
          { title: 'run', align: 'right' },
          { title: 'why' },
        ],
        rows: entries
          .slice(0, SHOWN)
          .map(({ at, by, what, table: of, run, why }) => [
            short(at, when),
            by.id,
            what,
            of,
            run === null ? '' : String(run),
            why ?? '',
          ]),
      },
    ],
    context: [
      say`Times are in ${when.zone}.${hidden === 0 ? '' : ` ${hidden} older left out.`} One run: ${command('log RUN')}`,
    ],
  });
}
