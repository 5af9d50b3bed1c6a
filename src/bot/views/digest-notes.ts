import type { DigestNotes } from '../../jobs/index.ts';
import { code, command, list, type Part, say, strong, text } from '../message.ts';
import { count } from './quantities.ts';
import { unusualText } from './unusual.ts';

const SHOWN = 10;

/** What is worth a look although nothing failed; on a good day only how many runs were on time. */
export function noteParts(notes: DigestNotes, missed: number): readonly Part[] {
  const { onTime, due, unusual, newColumns, alerts } = notes;
  const all = due + missed;
  const share = all === 0 ? null : Math.floor((onTime / all) * 100);
  return [
    ...(share === null ? [] : [text(say`On time: ${share} % (${count(onTime)} of ${count(all)} that were due).`)]),
    ...unusual
      .slice(0, SHOWN)
      .map(({ table, ...found }) => text(say`${strong('Worth a look')}: ${code(table)}, ${unusualText(found)}`)),
    ...newColumns
      .slice(0, SHOWN)
      .map(({ table, columns }) =>
        text(say`${strong('New columns, left out')}: ${code(table)}, ${list(columns.slice(0, SHOWN).map(code))}`),
      ),
    ...(alerts.length === 0
      ? []
      : [
          text(
            say`${strong('Nobody looks after')}: ${list(alerts.slice(0, SHOWN).map(({ id }) => say`alert ${id}`))} (${command('alerts')})`,
          ),
        ]),
  ];
}

export const suppressedLine = ({ suppressed }: DigestNotes) =>
  suppressed === 0
    ? []
    : [say`${count(suppressed)} notices were not posted: successes, tries, and failures of one reason.`];
