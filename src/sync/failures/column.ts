import type { RawError } from './raw.ts';

/**
 * Where a driver names a column only inside its text. Each pattern is tied to the text's end or start, behind or before
 * which no value can stand; what it finds is a name without quotes, dots or blanks, so a value is not mistaken for one.
 */
const PATTERNS = {
  mysql: [
    /^Column '([^'`.\s]+)' cannot be null$/,
    / for column '([^'`.\s]+)' at row \d+$/,
    / for column (?:`[^`]+`\.)*`([^`.\s]+)` at row \d+$/,
    / for column '([^'`.\s]+)' in table '[^']+'$/,
  ],
  sqlite: [
    /^(?:UNIQUE|NOT NULL) constraint failed: [^\s,]+\.([^\s,.]+)$/,
    /^cannot store [A-Z]+ value in [A-Z]+ column [^\s]+\.([^\s.]+)$/,
  ],
  bigquery: [/ Field: ([^;\s]+); Value: /, / column_name: "?([^\s";,]+)"?/, /[Nn]o such field: ([^\s.]+)\.?/],
  copy: [/^COPY [^,\n]+, line \d+, column ([^:,\s"]+)(?:: |$)/m],
} as const;

/** The column that a raw error names; where the columns of the table are known, only one of them. */
export function columnOf(raw: RawError, known: readonly string[] | undefined): string | undefined {
  const found = raw.column ?? inText(raw, known);
  return found === undefined || known === undefined || known.includes(found) ? found : undefined;
}

function inText(raw: RawError, known: readonly string[] | undefined): string | undefined {
  if (raw.mysql !== undefined) return first(PATTERNS.mysql, raw.text);
  if (raw.sqlite !== undefined) return first(PATTERNS.sqlite, raw.text);
  // It quotes values too: believed only for a known column.
  if (raw.bigquery !== undefined) return known === undefined ? undefined : first(PATTERNS.bigquery, raw.text);
  // The context of a COPY can show a piece of a JSON value before the line we want: believed only for a known column.
  return known === undefined ? undefined : first(PATTERNS.copy, raw.context ?? '');
}

function first(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
