import { draw } from '../charts/draw.ts';
import { figureOf } from '../charts/figure.ts';
import { MEASURES, type Measure, seriesOf } from '../charts/series.ts';
import { say, type Text } from '../message.ts';
import { captionsOf, chartAlt, chartMessage, chartTitle, noChartMessage } from '../views/chart.ts';
import { badUsage, type Command, reply, unknownTable } from './command.ts';
import { iso } from './data.ts';

const DAYS = 30;
const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

/** What people may call each measure. */
const NAMES: Readonly<Record<string, Measure>> = {
  ...Object.fromEntries(MEASURES.map((measure) => [measure, measure])),
  time: 'duration',
  freshness: 'age',
  行数: 'rows',
  件数: 'rows',
  時間: 'duration',
  所要時間: 'duration',
  鮮度: 'age',
};

export const chart: Command = {
  verb: 'chart',
  aliases: ['graph', 'グラフ', 'チャート'],
  role: 'viewer',
  usage: 'chart TABLE [rows|duration|age] [DAYS] [--dm] [--out FILE.png]',
  example: 'chart users duration 90',
  summary: 'see a table as a picture: rows, duration of its runs, age of its data',
  more: [
    'The picture is posted where it was asked for, for everybody there; --dm sends it to you alone.',
    'In a terminal --out writes it into a file.',
  ],
  flags: { dm: 'switch', out: 'text' },
  run: async (context, { args, flags }) => {
    const { jobs, now, asker } = context;
    const [table, ...rest] = args;
    if (table === undefined) return badUsage(chart, 'which table?');
    const unknown = unknownTable(context, 'chart', [table]);
    if (unknown !== null) return unknown;
    const asked = askedFor(rest);
    if ('problem' in asked) return badUsage(chart, asked.problem);
    const out = flags.out ?? null;
    if (out !== null && asker.kind !== 'terminal')
      return badUsage(chart, '--out is for a terminal; in Slack the picture is posted here');
    if (out !== null && !/\.png$/i.test(out))
      return badUsage(chart, say`--out ${out}: the name of a picture ends in .png`);

    const { measure, days } = asked;
    const { timezone, tables } = jobs.config();
    const window = { from: now - days * DAY_MS, until: now };
    const trend = jobs.trend(table, window.from);
    const series = seriesOf(measure, trend, window, tables[table]?.maxAgeMs ?? null);
    const { lines, marks, figures } = series;
    const data = {
      table,
      measure,
      days,
      ...figures,
      latest: pointData(figures.latest),
      least: pointData(figures.least),
      greatest: pointData(figures.greatest),
      points: lines.flat().map(pointData),
    };
    if (lines.length === 0 && marks.length === 0) return reply(noChartMessage(table, days), data);

    const facts = { table, series, zone: timezone, days, by: asker };
    return reply(chartMessage(facts), data, {
      visibility: 'private',
      file: {
        name: `${table.replace(/[^\p{L}\p{N}_.-]+/gu, '_').slice(0, 80)}-${measure}.png`,
        title: chartTitle(facts),
        alt: chartAlt(facts),
        to: flags.dm === undefined ? 'here' : 'person',
        out,
        bytes: (language) => draw(figureOf(series, captionsOf(facts, language), timezone)),
      },
    });
  },
};

const pointData = (point: { readonly at: number; readonly value: number } | null) =>
  point === null ? null : { at: iso(point.at), value: point.value };

/** `rows 30`, `90d`, `age`; a sentence about what is not understood. */
function askedFor(
  said: readonly string[],
): { readonly measure: Measure; readonly days: number } | { readonly problem: Text } {
  let measure: Measure = 'rows';
  let days = DAYS;
  for (const word of said) {
    const name = word.toLowerCase();
    const digits = /^(\d{1,4})d?$/.exec(name);
    if (Object.hasOwn(NAMES, name)) measure = NAMES[name]!;
    else if (digits !== null && Number(digits[1]) >= 1 && Number(digits[1]) <= MOST_DAYS) days = Number(digits[1]);
    else if (digits !== null) return { problem: say`${word} is not a number of days from 1 to ${MOST_DAYS}` };
    else return { problem: say`${word} is nothing that can be drawn; there are ${MEASURES.join(', ')}` };
  }
  return { measure, days };
}
