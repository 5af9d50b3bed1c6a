import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES } from '../../../src/bot/language/index.ts';
import { toHome, toModal } from '../../../src/bot/surface-blocks.ts';
import { choicesOfWords, idOf } from '../../../src/bot/surfaces/choices.ts';
import { homeView } from '../../../src/bot/views/home.ts';
import { dangerText } from '../../../src/bot/views/permits.ts';
import { type FormFacts, loadingModal, runConfirmModal, runFormModal } from '../../../src/bot/views/run-form.ts';
import { mrkdwnOf, viewProblems } from '../../support/block-kit.ts';
import { aFailure, aRun, NINE } from '../../support/fake-jobs.ts';
import { assertTranscript } from '../../support/golden.ts';
import { printView } from '../../support/print-view.ts';
import { aTable, busyMorning, homeFacts } from './home-facts.ts';

const form = (rest: Partial<FormFacts> = {}): FormFacts => ({
  values: { words: [], scope: 'due', from: null, to: null, dry: false, note: '' },
  chosen: [],
  expected: [],
  role: 'operator',
  mayRun: true,
  approval: [],
  when: { now: NINE, zone: 'Asia/Tokyo' },
  ...rest,
});
const words = ['users', 'purchases'];
const filled = form({
  values: { words, scope: 'window', from: '2026-11-01', to: '2026-11-08', dry: false, note: 'after the price fix' },
  chosen: choicesOfWords(
    words,
    words.map((name) => ({ name, about: `shop.${name} → warehouse.${name}` })),
  ),
  expected: [
    { table: 'users', rows: 50_000, ms: 4200, active: null },
    {
      table: 'purchases',

      rows: 812,
      ms: 900,
      active: aRun({ id: 31, table: 'purchases', state: 'running' }),
    },
  ],
  approval: [dangerText({ rule: 'tag', table: 'users', found: 'pii', allowed: '' })],
});
const line = 'run users purchases --from 2026-11-01 --to 2026-11-08 --note after the price fix';

for (const language of LANGUAGES) {
  test(`App Home and the form read as they are written down, in ${language}`, () => {
    assertTranscript(`home.${language}`, printView(toHome(homeView(busyMorning()), language)));
    const pages = [
      loadingModal('{}'),
      runFormModal(form(), '{}'),
      runFormModal(filled, '{}'),
      runConfirmModal(filled, line, '{}'),
      runFormModal(form({ mayRun: false, role: 'viewer', expected: [filled.expected[0]!] }), '{}'),
    ];
    assertTranscript(`run-form.${language}`, pages.map((page) => printView(toModal(page, language))).join('\n'));
  });

  test(`App Home keeps to what Slack accepts, whatever there is, in ${language}`, () => {
    const name = '<!channel> *売上明細* `x` & 𠮷'.repeat(20);
    const tables = Array.from({ length: 280 }, (_, i) =>
      aTable(`${i} ${name}`, {
        owner: 'U0KIM',
        last: i % 2 === 0 ? aFailure({ id: i, table: name }) : null,
        lastSuccess: null,
        active: i % 2 === 0 ? null : aRun({ id: i, table: name, state: i % 3 === 0 ? 'held' : 'running', note: name }),
      }),
    );
    const busy = busyMorning();
    const requests = Array.from({ length: 40 }, () => busy.requests[0]!);
    for (const long of [null, 'mine', 'running', 'trouble', 'requests'] as const) {
      const view = toHome(homeView({ ...busy, tables, requests, long }), language);
      assert.deepEqual(viewProblems(view), [], `${long}`);
      assert.equal(
        mrkdwnOf(view).some((text) => text.includes('<!channel>')),
        false,
      );
    }
    assert.deepEqual(viewProblems(toHome(homeView(homeFacts()), language)), []);
  });

  test(`the form keeps to what Slack accepts with 100 tables of long names, in ${language}`, () => {
    const names = Array.from({ length: 100 }, (_, i) => `${'売上明細'.repeat(24)}${i}`);
    const facts = form({
      values: { ...filled.values, words: names, note: '<!channel>'.repeat(30) },
      chosen: choicesOfWords(
        names,
        names.map((one) => ({ name: one, about: one })),
      ),
      expected: names.map((table) => ({ ...filled.expected[1]!, table })),
    });
    for (const page of [runFormModal(facts, '{}'), runConfirmModal(facts, line, '{}')]) {
      const view = toModal(page, language);
      assert.deepEqual(viewProblems(view), []);
      assert.equal(
        mrkdwnOf(view).some((text) => text.includes('<!channel>')),
        false,
      );
    }
    assert.equal(new Set(names.map(idOf)).size, 100);
  });
}
