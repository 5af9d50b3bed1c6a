import type { Report } from './mistakes.ts';
import { show } from './shape.ts';
import type { Written } from './written.ts';

/** Google's own limits. Of 64 labels three are sync-bot's, while a table is published. */
const MOST = 61;
const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
/** A key or a value in UTF-8. */
const MOST_BYTES = 128;
/** How sync-bot finds its own tables again. */
const OURS = /^sync_bot/;
const VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

/** Reports labels that BigQuery does not take. */
export function checkLabels(labels: Written | undefined, report: Report): void {
  if (labels?.kind !== 'map' || labels.broken) return;
  if (labels.entries.size > MOST)
    report.at(labels, `${labels.entries.size} labels are more than a table has (allowed: ${MOST})`);
  for (const [key, entry] of labels.entries) {
    if (OURS.test(key)) report.at(entry, 'labels that begin with sync_bot are sync-bot’s own; give it another name');
    else if (!KEY.test(key) || Buffer.byteLength(key) > MOST_BYTES)
      report.at(entry, 'is not the key of a label: 63 at most of small letters, digits, _ and -, a letter first');
    if (entry.broken) continue;
    const text = entry.kind === 'scalar' ? String(entry.value) : entry.kind === 'empty' ? '' : null;
    if (text === null || !VALUE.test(text) || Buffer.byteLength(text) > MOST_BYTES)
      report.at(entry, `${show(entry)} is not the value of a label: 63 at most of small letters, digits, _ and -`);
  }
}
