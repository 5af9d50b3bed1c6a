import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flat } from '../../../src/bot/language/index.ts';
import { scheduleText } from '../../../src/bot/views/schedule.ts';

test('common schedules have a short form in both languages, and others stay as they are', () => {
  const shown = [
    '0 5 * * *',
    '0 0 5 * * *',
    '0 5,17 * * *',
    '*/15 * * * *',
    '* * * * *',
    '0 * * * *',
    '15 * * * *',
    '0 */3 * * *',
    '30 */6 * * *',
    '15 8-18 * * *',
    '0 9 * * 1-5',
    '0 9 * * mon-fri',
    '0 9 * * 0,6',
    '0 9 * * 7',
    '30 2 1 * *',
    '0 4 1,15 * *',
    '0 5 1 1 *',
    '30 0 5 * * *',
    '0 5 1 * mon',
    '5-10 * * * *',
  ].map((cron) => [cron, flat('en', scheduleText(cron)), flat('ja', scheduleText(cron))]);
  assert.deepEqual(shown, [
    ['0 5 * * *', 'daily 05:00', '毎日 05:00'],
    ['0 0 5 * * *', 'daily 05:00', '毎日 05:00'],
    ['0 5,17 * * *', 'daily 05:00, 17:00', '毎日 05:00, 17:00'],
    ['*/15 * * * *', 'every 15 min', '15 分ごと'],
    ['* * * * *', 'every minute', '毎分'],
    ['0 * * * *', 'hourly', '毎時'],
    ['15 * * * *', 'hourly at :15', '毎時 15 分'],
    ['0 */3 * * *', 'every 3 h', '3 時間ごと'],
    ['30 */6 * * *', 'every 6 h at :30', '6 時間ごと (30 分)'],
    ['15 8-18 * * *', 'hourly 08:15–18:15', '毎時 08:15–18:15'],
    ['0 9 * * 1-5', 'Mon–Fri 09:00', '月–金 09:00'],
    ['0 9 * * mon-fri', 'Mon–Fri 09:00', '月–金 09:00'],
    ['0 9 * * 0,6', 'Sun, Sat 09:00', '日, 土 09:00'],
    ['0 9 * * 7', 'Sun 09:00', '日 09:00'],
    ['30 2 1 * *', 'on day 1 02:30', '毎月 1 日 02:30'],
    ['0 4 1,15 * *', 'on day 1, 15 04:00', '毎月 1, 15 日 04:00'],
    ['0 5 1 1 *', '0 5 1 1 *', '0 5 1 1 *'],
    ['30 0 5 * * *', '30 0 5 * * *', '30 0 5 * * *'],
    ['0 5 1 * mon', '0 5 1 * mon', '0 5 1 * mon'],
    ['5-10 * * * *', '5-10 * * * *', '5-10 * * * *'],
  ]);
});

test('whatever stands there, something is shown', () => {
  const field = fc.oneof(fc.constantFrom('*', '*/5', '1-3', '0', 'mon', 'L', '1#2', '', '99'), fc.string());
  fc.assert(
    fc.property(fc.array(field, { maxLength: 7 }), (fields) => void flat('ja', scheduleText(fields.join(' ')))),
  );
});
