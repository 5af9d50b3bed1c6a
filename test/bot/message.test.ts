import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBlocks } from '../../src/bot/blocks.ts';
import { code, command, field, fields, message, person, say, text, time } from '../../src/bot/message.ts';
import { toText } from '../../src/bot/text.ts';
import { listMessage } from '../../src/bot/views/list.ts';
import { logMessage } from '../../src/bot/views/log.ts';
import { statusMessage } from '../../src/bot/views/status.ts';
import type { TableStatus } from '../../src/jobs/index.ts';
import { blockKitProblems, mrkdwnOf } from '../support/block-kit.ts';
import { aFailure, aRun, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

const WHEN = { now: NINE, zone: 'Asia/Tokyo' };
const jobsOf = (names: readonly string[]) => fakeJobs(handClock(NINE), shopConfig(names));
const listed = (shown: readonly TableStatus[]) => ({
  shown,
  of: shown.length,
  filter: null,
  page: 1,
  pages: 1,
  turn: String,
});
const many = (n: number, name: (i: number) => string) => Array.from({ length: n }, (_, i) => name(i));

test('280 tables stay inside the limits of Slack, and it says how many are not shown', () => {
  const jobs = jobsOf(many(280, (i) => `shop_table_number_${i}`));
  const sent = toBlocks(listMessage(listed(jobs.statuses()), WHEN));
  assert.deepEqual(blockKitProblems(sent), []);
  const shown = JSON.stringify(sent.blocks);
  const rows = shown.match(/shop_table_number_\d+/g)?.length ?? 0;
  const more = Number(/… and (\d+) more/.exec(shown)?.[1]);
  assert.ok(rows > 80, `${rows} rows`);
  assert.ok(more >= 280 - rows && more <= 283 - rows + 1, `${rows} shown, ${more} more`);
});

test('280 failures, long Japanese names, quotes and back-ticks stay inside the limits', () => {
  const names = many(280, (i) => `${'売上明細と「返品」`の履歴"'.repeat(1 + (i % 12))}\u{1F363}${i}`);
  const jobs = jobsOf(names);
  for (const [i, table] of names.entries()) jobs.store(aFailure({ id: 100 + i, table }));
  assert.deepEqual(blockKitProblems(toBlocks(statusMessage(jobs.statuses(), WHEN))), []);
  assert.deepEqual(
    blockKitProblems(toBlocks(listMessage({ ...listed(jobs.statuses()), filter: 'ふ'.repeat(5000) }, WHEN))),
    [],
  );
});

test('any message of any size is one that Slack takes', () => {
  const nasty = ['', '&<>', '<!channel> ', '```', '\u{1F363}', 'あ', '\n', '\u0007', 'x'.repeat(700), '"\\'];
  for (let size = 0; size < 60; size += 1) {
    const word = (i: number) => nasty[(i * 7 + size) % nasty.length]!.repeat(1 + ((i * size) % 90));
    const sent = toBlocks(
      message('error', word(1), {
        parts: [
          ...many(size, (i) => word(i)).map((line) => text(say`${line} ${code(line)}`)),
          fields(...many(size, (i) => word(i)).map((line) => field(line, line))),
          { kind: 'code', label: word(3), lines: many(size * 9, word) },
          {
            kind: 'table',
            columns: [{ title: word(2) }, { title: 'b' }],
            rows: many(size * 5, word).map((cell) => [cell, cell]),
          },
        ],
        context: many(size, word).map((line) => [line]),
        actions: many(size, (i) => `run ${word(i)}`).map((line) => ({
          label: line,
          command: line,
          confirm: { title: line, text: line, yes: line, no: line },
        })),
      }),
    );
    assert.deepEqual(blockKitProblems(sent), [], `size ${size}`);
  }
});

test('a name or a note cannot call anybody, but a person can be mentioned', () => {
  const evil = '<!channel> <@U0KIM> <!here|x> &amp; <http://x|y>';
  const sent = toBlocks(
    message('neutral', evil, {
      parts: [
        text(say`${evil} ${code(evil)} ${person(evil)} ${command(evil)}`),
        fields(field(evil, evil)),
        { kind: 'code', label: evil, lines: [evil] },
      ],
      context: [[evil, ' ', person('U0LEE')]],
    }),
  );
  for (const mrkdwn of [sent.text, ...mrkdwnOf(sent.blocks)]) {
    assert.doesNotMatch(mrkdwn.replaceAll('<@U0LEE>', ''), /<[!@#h]/, mrkdwn);
  }
  assert.ok(mrkdwnOf(sent.blocks).some((mrkdwn) => mrkdwn.includes('<@U0LEE>')));
});

test('a command in a code span cannot close the span', () => {
  assert.equal(mrkdwnOf(toBlocks(message('neutral', 't', { parts: [text([code('a`b')])] })).blocks)[0], "`a'b`");
});

test('a log that is too long for one message keeps its newest lines', () => {
  const events = many(500, (i) => `line ${i}`).map((words, i) => ({ at: NINE + i * 1000, attempt: 1, text: words }));
  const sent = JSON.stringify(
    toBlocks(logMessage(aRun(), events, { step: null, grep: null, of: 500, all: false }, WHEN)),
  );
  assert.match(sent, /line 499/);
  assert.match(sent, /the last 30 lines, 470 older left out/);
});

test('moments are shown in the zone of whoever reads, with the zone of tables.yml behind it', () => {
  const line = mrkdwnOf(toBlocks(message('neutral', 't', { parts: [text([time(NINE, WHEN)])] })).blocks)[0];
  assert.equal(line, `<!date^${NINE / 1000}^{time} {date_short_pretty}|2026-11-20 09:00 Asia/Tokyo>`);
});

test('a terminal of 80 columns is enough for long tables, and names cannot steer it', () => {
  const jobs = jobsOf([
    'a_very_long_name_of_a_table_that_nobody_would_want_to_type_twice',
    '売上'.repeat(30),
    '\u001b[31mred',
  ]);
  const shown = toText(listMessage(listed(jobs.statuses()), WHEN), { width: 80, color: false });
  for (const line of shown.split('\n')) {
    const wide = [...line].reduce((sum, char) => sum + (/[\u3000-\u9fff]/.test(char) ? 2 : 1), 0);
    assert.ok(wide <= 80, `${wide}: ${line}`);
  }
  assert.equal(shown.includes('\u001b'), false);
});

test('a hint names commands as they are typed where it is read', () => {
  const hint = message('error', 'failed', {
    parts: [text(['Look with /sync plan users; not at /etc/sync or a/sync b.'])],
  });
  const shown = toText(hint, { width: 200, color: false });
  assert.match(shown, /Look with npx sync-bot plan users; not at \/etc\/sync or a\/sync b\./);
  assert.match(JSON.stringify(toBlocks(hint).blocks), /Look with \/sync plan users/);
});

test('a page of the list loses no row, whatever the tables are called', () => {
  const names = many(60, (i) => `${'売上明細と「返品」`の履歴"&<'.repeat(6)}${i}`.slice(0, 64));
  const shown = jobsOf(names).statuses().slice(0, 60);
  const sent = toBlocks(
    listMessage({ ...listed(shown), page: 1, pages: 3, turn: (page) => `list --page ${page}` }, WHEN),
  );
  assert.deepEqual(blockKitProblems(sent), []);
  assert.doesNotMatch(JSON.stringify(sent.blocks), /… and \d+ more/);
});
