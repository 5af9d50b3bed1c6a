import type { Unusual } from '../../jobs/index.ts';
import { type Message, say, strong, type Text, text } from '../message.ts';
import { count, duration } from './quantities.ts';

/** `30,000 rows where 50,000 are usual; 20 min 00 s where 4 min 05 s is usual`. */
export function unusualText({ rows, seconds }: Unusual): Text {
  const less = rows === null ? null : say`${count(rows.is)} rows where ${count(rows.usual)} are usual`;
  const slow =
    seconds === null
      ? null
      : say`${duration(seconds.is * 1000)} where ${duration(seconds.usual * 1000)} is long already`;
  if (less !== null && slow !== null) return say`${less}; ${slow}`;
  return less ?? slow ?? [];
}

/** The message of a run that succeeded, with what is worth a look all the same. */
export function withUnusual(said: Message, unusual: Unusual | null | undefined): Message {
  if (unusual == null) return said;
  return { ...said, parts: [...said.parts, text(say`${strong('Worth a look')}: ${unusualText(unusual)}.`)] };
}
