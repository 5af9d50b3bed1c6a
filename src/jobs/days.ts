const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment (epoch ms) by the calendar of a time zone: `2026-11-21`. */
export function dayOf(at: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, calendar: 'iso8601', numberingSystem: 'latn', ...day });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
