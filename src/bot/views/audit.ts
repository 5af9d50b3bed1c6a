import type { AuditEntry } from '../../jobs/index.ts';
import { command, type Message, message, say, type When } from '../message.ts';
import { short } from '../when.ts';
import { plural } from './quantities.ts';

/** Lines that are shown at most; `--json` prints all. */
const SHOWN = 50;

/** What people did, the newest first. */
export function auditMessage(table: string | null, days: number, entries: readonly AuditEntry[], when: When): Message {
  const window = plural(days, 'day');
  if (entries.length === 0) {
    const nobody =
      table === null
        ? say`Nobody did anything in the last ${window}`
        : say`Nobody did anything to ${table} in the last ${window}`;
    return message('neutral', nobody, {
      context: [say`Look further: ${command(`audit ${table === null ? '' : `${table} `}90`)}`],
    });
  }
  const hidden = Math.max(0, entries.length - SHOWN);
  const all = plural(entries.length, 'entry', 'entries');
  const title =
    table === null
      ? say`What people did in the last ${window}: ${all}`
      : say`What people did to ${table} in the last ${window}: ${all}`;
  return message('neutral', title, {
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
      hidden === 0
        ? say`Times are in ${when.zone}. One run: ${command('log RUN')}`
        : say`Times are in ${when.zone}. ${hidden} older left out. One run: ${command('log RUN')}`,
    ],
  });
}
