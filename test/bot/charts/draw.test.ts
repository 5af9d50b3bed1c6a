import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Spec } from 'vega';
import { draw } from '../../../src/bot/charts/draw.ts';
import { figureOf } from '../../../src/bot/charts/figure.ts';
import { glyphsOf } from '../../../src/bot/charts/glyphs.ts';
import { MEASURES, seriesOf } from '../../../src/bot/charts/series.ts';
import { widthOf } from '../../../src/bot/charts/text-width.ts';
import { CHARTS } from '../../../src/bot/language/ja/charts.ts';
import { captionsOf } from '../../../src/bot/views/chart.ts';
import type { TrendPoint } from '../../../src/jobs/index.ts';
import { KIM, NINE } from '../../support/fake-jobs.ts';

const DAY = 86_400_000;
const NAME = `名前 😀 عربى <!channel> ${'とても長いテーブル'.repeat(7)}`;

const trend = (n: number) => ({
  before: null,
  points: Array.from({ length: n }, (_, i): TrendPoint => {
    const at = NINE - Math.round(((n - i) * 30 * DAY) / (n + 1));
    const ok = i % 17 !== 3;
    const seconds = 200 + (i % 7);
    return ok
      ? { run: i, kind: 'sync', state: 'success', at, rows: 1000 + i, seconds, loadedAt: at }
      : { run: i, kind: 'sync', state: 'failed', at, rows: null, seconds, loadedAt: null };
  }),
});

const figure = (measure: (typeof MEASURES)[number], n: number, language: 'en' | 'ja' = 'ja'): Spec => {
  const series = seriesOf(measure, trend(n), { from: NINE - 30 * DAY, until: NINE }, measure === 'age' ? DAY : null);
  const facts = { table: NAME, series, zone: 'Asia/Tokyo', days: 30, by: KIM };
  return figureOf(series, captionsOf(facts, language), 'Asia/Tokyo');
};

test('ten thousand runs are a picture that Slack takes, and the process that asked goes on meanwhile', async (t) => {
  await draw(figure('rows', 1));
  const spec = figure('duration', 10_000);
  const before = process.cpuUsage();
  const png = Buffer.from(await draw(spec));
  const { user, system } = process.cpuUsage(before);
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  assert.deepEqual([width, height], [1764, 884]);
  assert.ok(png.length < 400_000, `${png.length} bytes`);
  // To draw it takes half a second of a processor: not of ours.
  const ms = (user + system) / 1000;
  t.diagnostic(`${png.length} bytes; this process worked ${ms.toFixed(0)} ms meanwhile`);
  assert.ok(ms < 150, `${ms} ms`);
});

test('a figure of ten thousand runs is made within a moment', () => {
  const points = trend(10_000);
  figure('rows', 100);
  const before = process.cpuUsage();
  const series = seriesOf('rows', points, { from: NINE - 30 * DAY, until: NINE }, null);
  figureOf(series, captionsOf({ table: 't', series, zone: 'UTC', days: 30, by: KIM }, 'en'), 'UTC');
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < 50, `${(user + system) / 1000} ms`);
});

type Words = { readonly text: string; readonly x: number; readonly fontSize: number; readonly align?: string };

test('everything written stands on the paper, whatever the name, in both languages', () => {
  for (const measure of MEASURES) {
    for (const n of [1, 2, 40, 10_000]) {
      for (const language of ['en', 'ja'] as const) {
        const { marks = [], width } = figure(measure, n, language) as Spec & { readonly width: number };
        const words = marks
          .filter(({ type }) => type === 'text')
          .map(({ encode }) =>
            Object.fromEntries(Object.entries(encode!.enter!).map(([k, v]) => [k, (v as { value: unknown }).value])),
          )
          .map((mark) => mark as unknown as Words);
        assert.ok(words.length > 4);
        for (const { text, x, fontSize, align } of words) {
          const wide = widthOf(text, fontSize);
          const left = align === 'right' ? x - wide : align === 'center' ? x - wide / 2 : x;
          assert.ok(left >= 0 && left + wide <= width, `${measure} ${n}: “${text}” from ${left} to ${left + wide}`);
        }
      }
    }
  }
});

test('the font has every character that our own words need, and what it lacks is known', () => {
  const path = import.meta.resolve('@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf');
  const has = glyphsOf(readFileSync(fileURLToPath(path)));
  const lacking = [...Object.values(CHARTS).join('')].filter((char) => !has(char.codePointAt(0)!));
  assert.deepEqual(lacking, []);
  for (const char of '購入履歴ヽ〇々ｱAz09–…') assert.ok(has(char.codePointAt(0)!), char);
  for (const char of '😀عก') assert.ok(!has(char.codePointAt(0)!), char);
});

test('a picture that cannot be drawn is refused, and the next one is drawn', async () => {
  await assert.rejects(draw({ marks: 'no' } as unknown as Spec), /could not be drawn/);
  assert.ok((await draw(figure('age', 3))).length > 1000);
});
