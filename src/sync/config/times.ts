import type { Report } from './mistakes.ts';
import { didYouMean } from './nearest.ts';
import { show } from './shape.ts';
import type { Written, WrittenMap } from './written.ts';

/** Null for a valid cron expression, else what is wrong with it. */
export type CronCheck = (expression: string) => string | null;

/** Reports cron expressions and time zones among `keys` that are text and yet none. */
export function checkTimes(map: Written | undefined, keys: readonly string[], cron: CronCheck, report: Report): void {
  if (map?.kind !== 'map') return;
  for (const key of keys) {
    const node = textOf(map, key);
    if (node === null) continue;
    const told = show(node);
    // What is said about a value may quote it, so it is left out where the value itself may not be told.
    const open = told === node.shown && !node.substituted;
    const wrong = key === 'timezone' ? zoneMistake(node.value, open) : cronMistake(node.value, open, cron);
    if (wrong === null) continue;
    node.broken = true;
    report.at(node, `${told} is not ${wrong}`);
  }
}

function cronMistake(value: string, open: boolean, cron: CronCheck): string | null {
  const wrong = cron(value);
  if (wrong === null) return null;
  return `a cron expression${open ? `: ${wrong}` : ''} (allowed: minute hour day month weekday, like "0 5 * * *")`;
}

/** Zones that were found good: asking costs half a millisecond, and hundreds of tables name the same few. */
const good = new Set<string>();

function zoneMistake(zone: string, open: boolean): string | null {
  if (good.has(zone)) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    good.add(zone);
    return null;
  } catch {
    const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
    const city = zones.find((each) => each.toLowerCase().endsWith(`/${zone.toLowerCase()}`));
    const meant = open ? didYouMean(city ?? zone, zones) : '';
    return `a time zone${meant} (allowed: UTC and names like Asia/Tokyo or Europe/Berlin)`;
  }
}

type Text = Extract<Written, { kind: 'scalar' }> & { readonly value: string };

function textOf(map: WrittenMap, key: string): Text | null {
  const node = map.entries.get(key);
  return node?.kind === 'scalar' && !node.broken && typeof node.value === 'string' ? (node as Text) : null;
}
