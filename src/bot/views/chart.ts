import type { Asker } from '../../jobs/index.ts';
import type { Captions } from '../charts/figure.ts';
import { MEASURES, type Measure, type Point, type Series } from '../charts/series.ts';
import { span, stamp } from '../charts/ticks.ts';
import { flat, type Language } from '../language/index.ts';
import {
  type Action,
  code,
  command,
  field,
  fields,
  type Message,
  message,
  type Part,
  say,
  type Text,
  text,
} from '../message.ts';
import { asker } from './facts.ts';
import { count, duration, rows } from './quantities.ts';
import { sparkline } from './sparkline.ts';

export type ChartFacts = {
  readonly table: string;
  readonly series: Series;
  readonly zone: string;
  readonly days: number;
  readonly by: Asker;
};

/** A table has no more lines than this: days, or so many days together. */
const SLOTS = 10;
const DAY_MS = 86_400_000;
const BAR = 16;
const BARS = 32;

const LABEL: Record<Measure, Text> = {
  rows: say`rows written by each run`,
  duration: say`duration of each run`,
  age: say`age of the data`,
};

/** A chart in words and numbers: the comment of its picture, and all there is of it where no picture can be shown. */
export function chartMessage(facts: ChartFacts): Message {
  const { table, series, zone, days, by } = facts;
  const { measure, figures } = series;
  const others = MEASURES.filter((one) => one !== measure);
  const actions: Action[] = [
    ...others.map((one) => ({ label: BUTTON[one], command: `chart ${table} ${one} ${days}` })),
    { label: 'History', command: `history ${table}` },
  ];
  const at = (point: Point | null): Text =>
    point === null ? ['–'] : [...valueText(measure, point.value), ` (${stamp(point.at, zone, series)})`];
  return message('neutral', say`Chart of ${code(table)}: ${LABEL[measure]}, ${span(series, zone)}`, {
    parts: [
      // Of runs that are all held or failed there is no value to draw.
      ...(figures.latest === null ? [] : [text([code(sparkline(drawn(series), BARS))])]),
      fields(
        field('Latest', at(figures.latest)),
        figures.usual === null ? null : field('Usual', valueText(measure, figures.usual)),
        figures.least === null ? null : field('Lowest', at(figures.least)),
        field('Highest', at(figures.greatest)),
        series.limit === null ? null : field('Allowed (max_age)', long(series.limit)),
        field('Runs', runsText(facts)),
      ),
      slots(facts),
    ],
    context: [
      say`Asked by ${asker(by)}. Times are in ${zone}. More: ${command(`chart ${table} ${others[0]!}`)} · ${command(`chart ${table} ${measure} 90`)} · ${command(`history ${table}`)}`,
    ],
    actions,
  });
}

/** Nothing to draw: no run ended in the window. */
export const noChartMessage = (table: string, days: number): Message =>
  message('neutral', say`${code(table)}: nothing to draw, for no run ended in the last ${days} days`, {
    context: [say`Run it: ${command(`run ${table}`)} · look further back: ${command(`chart ${table} rows 365`)}`],
    actions: [{ label: 'History', command: `history ${table}` }],
  });

/** What the picture shows, for whom does not see it. */
export function chartAlt({ table, series, zone, ...rest }: ChartFacts): Text {
  const { measure, figures } = series;
  const { latest, least, greatest } = figures;
  if (latest === null || greatest === null) {
    return say`Chart of ${table}, ${LABEL[measure]}, ${span(series, zone)}: no value. Runs: ${runsText({ table, series, zone, ...rest })}.`;
  }
  const value = ({ value: n, at }: Point): Text => [...valueText(measure, n), ` (${stamp(at, zone, series)})`];
  if (least === null) {
    return say`Chart of ${table}, ${LABEL[measure]}, ${span(series, zone)}: now ${valueText(measure, latest.value)}, oldest ${value(greatest)}. Runs: ${runsText({ table, series, zone, ...rest })}.`;
  }
  return say`Chart of ${table}, ${LABEL[measure]}, ${span(series, zone)}: latest ${value(latest)}, lowest ${value(least)}, highest ${value(greatest)}. Runs: ${runsText({ table, series, zone, ...rest })}.`;
}

/** What the file is called. */
export const chartTitle = ({ table, series, zone }: ChartFacts): Text =>
  say`${table} – ${titled(series.measure, span(series, zone))}`;

/** What is written in the picture. */
export function captionsOf({ table, series, zone }: ChartFacts, language: Language): Captions {
  const { measure, figures, marks } = series;
  const words = (line: Text): string => flat(language, line);
  const has = (kind: 'failed' | 'held' | 'canceled', line: Text): string | null =>
    marks.some((mark) => mark.kind === kind) ? words(line) : null;
  return {
    title: table,
    subtitle: words(titled(measure, span(series, zone))),
    latest:
      figures.latest === null
        ? null
        : { value: words(valueText(measure, figures.latest.value)), at: stamp(figures.latest.at, zone, series) },
    legend: {
      failed: has('failed', say`${count(figures.failed)} failed`),
      held: has('held', say`${count(figures.held)} held`),
      canceled: has('canceled', say`${count(figures.canceled)} canceled`),
      limit: series.limit === null ? null : words(say`allowed: ${long(series.limit)}`),
      usual:
        measure === 'duration' && figures.usual !== null && figures.succeeded > 1
          ? words(say`usual: ${duration(figures.usual)}`)
          : null,
    },
    zone,
    value: (n) => (measure === 'rows' ? count(n) : n === 0 ? '0' : words(long(n)).replace(/ 00 (s|秒|min|分)$/u, '')),
  };
}

const BUTTON: Record<Measure, string> = { rows: 'Rows', duration: 'Duration', age: 'Age' };
function titled(measure: Measure, window: string): Text {
  if (measure === 'rows') return say`Rows written by each run, ${window}`;
  return measure === 'duration' ? say`Duration of each run, ${window}` : say`Age of the data, ${window}`;
}

const valueText = (measure: Measure, value: number): Text => (measure === 'rows' ? rows(value) : long(value));

/** Two days and more are counted in days. */
const long = (ms: number): Text => (ms < 2 * DAY_MS ? duration(ms) : say`${Number((ms / DAY_MS).toFixed(1))} d`);

function runsText({ series: { figures } }: Pick<ChartFacts, 'series'> & Partial<ChartFacts>): Text {
  const { runs, succeeded, failed, held, canceled } = figures;
  return say`${count(runs)} (${count(succeeded)} succeeded, ${count(failed)} failed, ${count(held)} held, ${count(canceled)} canceled)`;
}

/** Of an age only what it grew to: it falls to nothing with every run. */
const telling = ({ measure, lines }: Series): readonly Point[] =>
  lines.flatMap((line) =>
    measure === 'age' ? line.filter(({ value }, i) => value > (line[i + 1]?.value ?? -1)) : line,
  );

/** The values in their order, with a gap for every run that has none. */
function drawn(series: Series): readonly (number | null)[] {
  const gaps =
    series.measure === 'age'
      ? []
      : series.marks.filter(({ kind }) => kind === 'failed').map(({ at }) => ({ at, value: null }));
  return [...telling(series), ...gaps].sort((a, b) => a.at - b.at).map(({ value }) => value);
}

/** The window in a few lines: what a terminal shows instead of the picture. */
function slots({ series, zone }: ChartFacts): Part {
  const { measure, from, until, marks } = series;
  const points = telling(series);
  const most = points.reduce((high, { value }) => Math.max(high, value), 0);
  const width = (until - from) / SLOTS;
  const slot = Array.from({ length: SLOTS }, (_, i) => {
    const start = from + i * width;
    const inside = ({ at }: { readonly at: number }) => at >= start && (at < start + width || i === SLOTS - 1);
    const values = points.filter(inside).map(({ value }) => value);
    return {
      start,
      least: values.length === 0 ? null : Math.min(...values),
      greatest: values.length === 0 ? null : Math.max(...values),
      failed: marks.filter((mark) => mark.kind === 'failed' && inside(mark)).reduce((sum, { n }) => sum + n, 0),
    };
  });
  return {
    kind: 'table',
    columns: [
      { title: 'from' },
      { title: 'lowest', align: 'right' },
      { title: 'highest', align: 'right' },
      { title: 'failed', align: 'right' },
      { title: '' },
    ],
    rows: slot.map(({ start, least, greatest, failed }) => [
      stamp(start, zone, series),
      least === null ? '–' : cell(measure, least),
      greatest === null ? '–' : cell(measure, greatest),
      failed === 0 ? '' : count(failed),
      greatest === null || most === 0 ? '' : '█'.repeat(Math.max(1, Math.round((greatest / most) * BAR))),
    ]),
  };
}

const cell = (measure: Measure, value: number): string | Text => (measure === 'rows' ? count(value) : long(value));
