import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createViews } from '../../src/bot/app-views.ts';
import { interactiveClient, outboxClient } from '../../src/bot/clients.ts';
import { message } from '../../src/bot/message.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import { createCalls } from '../../src/bot/outbox-calls.ts';
import { createDelivery } from '../../src/jobs/delivery.ts';
import { openHistory } from '../../src/jobs/history.ts';
import { eventually } from '../support/eventually.ts';
import { NINE } from '../support/fake-jobs.ts';
import { fakeSlack } from '../support/fake-slack.ts';
import { handClock } from '../support/hand-clock.ts';

const said = (words: string) => message('neutral', [words]);

test('while Slack puts one channel off for half a minute, a modal opens at once and other channels hear everything', async () => {
  const clock = handClock(NINE);
  const slack = await fakeSlack(clock.now);
  const store = createDelivery({ history: openHistory(':memory:', () => 'h'), clock });
  const log = { info() {}, warn() {}, error() {} };
  const outbox = createOutbox({
    calls: createCalls(outboxClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl })),
    store,
    timers: clock,
    log,
    fallback: () => null,
  });
  const views = createViews(interactiveClient({ botToken: 'xoxb-t', apiUrl: slack.apiUrl }), log);
  try {
    const limit = { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } };
    const free = slack.always('chat.postMessage', ({ channel }) => channel === 'CBUSY', limit);
    const busy = Array.from({ length: 5 }, (_, i) => outbox.post('CBUSY', said(`busy ${i}`), { key: `busy ${i}` }));
    await eventually('the limit', () => slack.of('chat.postMessage').length === 1);
    const other = outbox.post('COTHER', said('other'), { key: 'other' });

    const start = performance.now();
    await views.open('t', { type: 'modal', title: { type: 'plain_text', text: 'Run' }, blocks: [] });
    const took = performance.now() - start;
    assert.ok(took < 500, `views.open took ${took} ms`);
    assert.equal(slack.of('views.open').length, 1);
    assert.equal((await other).kind, 'posted');

    await clock.pass(29_000);
    assert.equal(slack.of('chat.postMessage').filter(({ body }) => body.channel === 'CBUSY').length, 1);
    free();
    let over = false;
    void Promise.all(busy).then(() => {
      over = true;
    });
    await eventually('everything', async () => {
      await clock.pass(500);
      return over;
    });
    assert.deepEqual(
      slack.messages.filter(({ channel }) => channel === 'CBUSY').map(({ text }) => text),
      ['busy 0', 'busy 1', 'busy 2', 'busy 3', 'busy 4'],
    );
    assert.equal(store.deliveryTrouble().waiting, 0);
  } finally {
    outbox.stop();
    await slack.close();
  }
});
