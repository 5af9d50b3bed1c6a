import type { Spec } from 'vega';
import type { Mark, Series } from './series.ts';
import { fitted, widthOf } from './text-width.ts';
import { timeTicks, valueAxis } from './ticks.ts';

/** What is written in a picture, said in one language. */
export type Captions = {
  readonly title: string;
  readonly subtitle: string;
  /** The newest value, and when that was. */
  readonly latest: { readonly value: string; readonly at: string } | null;
  /** What the signs below the picture mean; null where the picture has none of the kind. */
  readonly legend: Readonly<Record<Mark['kind'] | 'limit' | 'usual', string | null>>;
  readonly zone: string;
  readonly value: (value: number) => string;
};

/** Legible at the 360 points of height that Slack gives a picture in a channel, in its light and its dark look. */
const SIZE = { width: 880, height: 440 };
const FONT = 'BIZ UDPGothic';
const COLOR = {
  paper: '#ffffff',
  edge: '#d1d5db',
  ink: '#111827',
  quiet: '#5b6472',
  grid: '#e5e7eb',
  line: '#2563eb',
  failed: '#c81e1e',
  held: '#b45309',
  canceled: '#5b6472',
} as const;
/** Shapes as well as colours: nobody has to tell red from green. */
const SHAPE: Record<Mark['kind'], { readonly shape: string; readonly size: number; readonly angle: number }> = {
  failed: { shape: 'cross', size: 90, angle: 45 },
  held: { shape: 'diamond', size: 110, angle: 0 },
  canceled: { shape: 'triangle-down', size: 70, angle: 0 },
};
/** With more points than this dots would be a second line. */
const MOST_DOTS = 70;

/** A picture as Vega draws it, pure data. Everything written in it stands where there is room for it. */
export function figureOf(series: Series, captions: Captions, zone: string): Spec {
  const unit = series.measure === 'rows' ? 'rows' : 'ms';
  const drawn = [...series.lines.flat(), ...series.marks].flatMap(({ value }) => (value === null ? [] : [value]));
  const axis = valueAxis(series.limit === null ? drawn : [...drawn, series.limit], unit);
  const valueLabels = drawn.length === 0 ? [] : axis.ticks;
  const left = 36 + Math.max(24, ...valueLabels.map((tick) => widthOf(captions.value(tick), 13)));
  const plot = { left, top: 104, right: SIZE.width - 32, bottom: SIZE.height - 76 };
  const ticks = timeTicks(series, zone);
  const x = (at: number) =>
    plot.left + ((at - series.from) / Math.max(1, series.until - series.from)) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - ((value - axis.low) / (axis.high - axis.low)) * (plot.bottom - plot.top);
  const dots = series.measure !== 'age' && series.lines.flat().length <= MOST_DOTS;
  const usual = series.measure === 'duration' && series.figures.succeeded > 1 ? series.figures.usual : null;

  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: SIZE.width,
    height: SIZE.height,
    padding: 1,
    autosize: 'none',
    config: { text: { font: FONT } },
    marks: [
      rect({
        x: 0,
        y: 0,
        width: SIZE.width,
        height: SIZE.height,
        fill: COLOR.paper,
        stroke: COLOR.edge,
        cornerRadius: 10,
      }),
      ...head(captions),
      ...valueLabels.flatMap((tick) => [
        rule([plot.left, y(tick)], [plot.right, y(tick)], { stroke: COLOR.grid }),
        words(captions.value(tick), plot.left - 10, y(tick), {
          size: 13,
          fill: COLOR.quiet,
          align: 'right',
          baseline: 'middle',
        }),
      ]),
      rule([plot.left, plot.bottom], [plot.right, plot.bottom], { stroke: COLOR.edge }),
      ...ticks.flatMap(({ value, label }) => [
        rule([x(value), plot.bottom], [x(value), plot.bottom + 6], { stroke: COLOR.edge }),
        words(label, inside(x(value), label, 13), plot.bottom + 23, { size: 13, fill: COLOR.quiet, align: 'center' }),
      ]),
      ...series.lines.flatMap((line) => {
        const at = line.map((point) => ({ x: x(point.at), y: y(point.value) }));
        return [
          ...(axis.low === 0 ? [area(at, plot.bottom)] : []),
          ...(at.length > 1 ? [path(at)] : []),
          ...(dots || at.length === 1 ? [disks(at)] : []),
        ];
      }),
      ...(series.limit === null ? [] : [dashed(plot, y(series.limit), COLOR.failed)]),
      ...(usual === null ? [] : [dashed(plot, y(usual), COLOR.quiet)]),
      ...series.marks.map(({ kind, at, value }) => sign(kind, x(at), value === null ? plot.bottom : y(value))),
      ...legend(captions),
    ],
  } as Spec;
}

function head({ title, subtitle, latest }: Captions): readonly object[] {
  const right = SIZE.width - 32;
  const room = latest === null ? 0 : Math.max(widthOf(latest.value, 24), widthOf(latest.at, 14)) + 28;
  const width = right - 32 - room;
  return [
    words(fitted(title, width, 22), 32, 44, { size: 22, fill: COLOR.ink, weight: 700 }),
    words(fitted(subtitle, width, 14), 32, 70, { size: 14, fill: COLOR.quiet }),
    ...(latest === null
      ? []
      : [
          words(latest.value, right, 44, { size: 24, fill: COLOR.line, weight: 700, align: 'right' }),
          words(latest.at, right, 70, { size: 14, fill: COLOR.quiet, align: 'right' }),
        ]),
  ];
}

/** Below the picture: the zone on the left, what signs and dashes mean on the right. */
function legend({ legend: said, zone }: Captions): readonly object[] {
  const y = SIZE.height - 26;
  const marks: object[] = [words(fitted(zone, 180, 13), 32, y + 5, { size: 13, fill: COLOR.quiet })];
  let right = SIZE.width - 32;
  for (const kind of ['limit', 'usual', 'canceled', 'held', 'failed'] as const) {
    const label = said[kind];
    if (label === null) continue;
    marks.push(words(label, right, y + 5, { size: 13, fill: COLOR.ink, align: 'right' }));
    right -= widthOf(label, 13);
    if (kind === 'limit' || kind === 'usual') {
      right -= 36;
      marks.push(
        rule([right, y], [right + 26, y], {
          stroke: kind === 'limit' ? COLOR.failed : COLOR.quiet,
          strokeDash: [6, 4],
          strokeWidth: 2,
        }),
      );
    } else {
      right -= 16;
      marks.push(sign(kind, right, y));
      right -= 6;
    }
    right -= 22;
  }
  return marks;
}

/** A label in the middle of its tick, unless it would leave the paper. */
const inside = (x: number, label: string, size: number): number =>
  Math.min(SIZE.width - 12 - widthOf(label, size) / 2, Math.max(12 + widthOf(label, size) / 2, x));

type Place = { readonly x: number; readonly y: number };
const enter = (type: string, encode: Readonly<Record<string, unknown>>): object => ({
  type,
  encode: { enter: Object.fromEntries(Object.entries(encode).map(([name, value]) => [name, { value }])) },
});
const rect = (encode: Readonly<Record<string, unknown>>): object => enter('rect', encode);

function words(
  text: string,
  x: number,
  y: number,
  look: { size: number; fill: string; weight?: number; align?: 'right' | 'center'; baseline?: 'middle' },
): object {
  const { size, weight = 400, ...rest } = look;
  return enter('text', { text, x, y, font: FONT, fontSize: size, fontWeight: weight, ...rest });
}

const rule = ([x, y]: readonly [number, number], [x2, y2]: readonly [number, number], look: object): object =>
  enter('rule', { x, y, x2, y2, ...look });

const dashed = (plot: { readonly left: number; readonly right: number }, y: number, stroke: string): object =>
  rule([plot.left, y], [plot.right, y], { stroke, strokeDash: [6, 4], strokeWidth: 1.5 });

function sign(kind: Mark['kind'], x: number, y: number): object {
  // A line of paper around it, so that it stands out of the line behind it.
  return enter('symbol', { x, y, ...SHAPE[kind], fill: COLOR[kind], stroke: COLOR.paper, strokeWidth: 1 });
}

const path = (at: readonly Place[]): object =>
  enter('path', {
    path: at.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(point)}`).join(''),
    stroke: COLOR.line,
    strokeWidth: 2.5,
    strokeJoin: 'round',
    strokeCap: 'round',
  });

const area = (at: readonly Place[], ground: number): object =>
  enter('path', {
    path: `M${place({ x: at[0]!.x, y: ground })}${at.map((point) => `L${place(point)}`).join('')}L${place({ x: at.at(-1)!.x, y: ground })}Z`,
    fill: COLOR.line,
    fillOpacity: 0.08,
  });

const disks = (at: readonly Place[]): object =>
  enter('path', {
    path: at.map(({ x, y }) => `M${round(x - 3.5)},${round(y)}a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0`).join(''),
    fill: COLOR.line,
    stroke: COLOR.paper,
    strokeWidth: 1,
  });

const place = ({ x, y }: Place): string => `${round(x)},${round(y)}`;
const round = (n: number): number => Math.round(n * 10) / 10;
