import type { Report } from './mistakes.ts';
import { show } from './shape.ts';
import type { Written } from './written.ts';

/** Google's own limits. */
const MOST = 64;
const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

/** Reports labels that BigQuery does not take. */
export function checkLabels(labels: Written | undefined, report: Report): void {
  if (labels?.kind !== 'map' || labels.broken) return;
  // One is ours: whose table it is.
  if (labels.entries.size > MOST - 1)
    report.at(labels, `${labels.entries.size} labels are more than a table has (allowed: ${MOST - 1})`);
  for (const [key, entry] of labels.entries) {
    if (!KEY.test(key))
      report.at(entry, 'is not the key of a label: 63 at most of small letters, digits, _ and -, a letter first');
    if (entry.broken) continue;
    const text = entry.kind === 'scalar' ? String(entry.value) : entry.kind === 'empty' ? '' : null;
    if (text === null || !VALUE.test(text))
      report.at(entry, `${show(entry)} is not the value of a label: 63 at most of small letters, digits, _ and -`);
  }
}
