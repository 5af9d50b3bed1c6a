import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { message } from '../../src/bot/message.ts';
import { createOutbox, type Outbox } from '../../src/bot/outbox.ts';
import type { Calls, Outcome } from '../../src/bot/outbox-calls.ts';
import { createDelivery } from '../../src/jobs/delivery.ts';
import { openHistory } from '../../src/jobs/history.ts';
import type { DeliveryStore } from '../../src/jobs/index.ts';
import { handClock } from '../support/hand-clock.ts';

// Whatever happens between the bot and Slack, each letter is there once, and those of one channel are in their order.

const FAULTS = [
  'none',
  'drop before',
  'drop after',
  'limited',
  'broken before',
  'broken after',
  'unsent',
  'kill before',
  'kill after',
] as const;
type Fault = (typeof FAULTS)[number];
type There = { readonly channel: string; readonly text: string; readonly mark: string; readonly ts: string };

const script = fc.record({
  letters: fc.array(fc.constantFrom('C1', 'C2', 'C3'), { minLength: 1, maxLength: 12 }),
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 25 }),
  /** What goes wrong when the bot looks. */
  looks: fc.array(fc.constantFrom('none', 'limited', 'broken', 'kill'), { maxLength: 8 }),
  /** How long between two letters, ms. */
  gapMs: fc.constantFrom(0, 200, 5000),
});

type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

async function play({ letters, faults, looks, gapMs }: Script): Promise<readonly There[]> {
  const clock = handClock(Date.parse('2026-11-20T00:00:00Z'));
  const history = openHistory(':memory:', () => 'h');
  const slack: There[] = [];
  const troubles: Fault[] = [...faults];
  const lookTroubles = [...looks];
  const never = new Promise<never>(() => {});
  const quiet = { info() {}, warn() {}, error() {} };
  let alive = { yes: true };
  let outbox: Outbox;

  /** A process that was killed does nothing any more, whatever it was about to do. */
  function start(): void {
    const mine = { yes: true };
    alive = mine;
    const real = createDelivery({ history, clock });
    const change: DeliveryStore['letters']['change'] = (id, what) => {
      if (mine.yes) real.letters.change(id, what);
    };
    const calls = {
      async post({
        channel,
        body,
        mark,
      }: Parameters<Calls['post']>[0]): Promise<Outcome<{ channel: string; ts: string }>> {
        if (!mine.yes) return never;
        const fault = troubles.shift() ?? 'none';
        const kill = fault.startsWith('kill');
        if (fault === 'limited') return { kind: 'limited', afterMs: 7000 };
        if (fault === 'unsent') return { kind: 'unsent', reason: 'ECONNREFUSED' };
        const ts = `${clock.now() / 1000}`;
        if (fault === 'none' || fault.endsWith('after')) slack.push({ channel, text: body.text, mark, ts });
        if (kill) return restart();
        return fault === 'none' ? { kind: 'done', value: { channel, ts } } : { kind: 'unclear', reason: 'unreachable' };
      },
      async find(
        mark: string,
        { channel, from, until }: Parameters<Calls['find']>[1],
      ): Promise<Outcome<string | null>> {
        if (!mine.yes) return never;
        const fault = lookTroubles.shift() ?? 'none';
        if (fault === 'limited') return { kind: 'limited', afterMs: 3000 };
        if (fault === 'broken') return { kind: 'unclear', reason: 'unreachable' };
        if (fault === 'kill') return restart();
        const inRange = slack.filter(({ ts }) => Number(ts) * 1000 >= from && Number(ts) * 1000 <= until);
        return { kind: 'done', value: inRange.find((one) => one.channel === channel && one.mark === mark)?.ts ?? null };
      },
    };
    outbox = createOutbox({
      calls: calls as unknown as Calls,
      store: { ...real, letters: { ...real.letters, change } },
      timers: clock,
      log: quiet,
      fallback: () => null,
    });
    outbox.start();
  }
  function restart(): Promise<never> {
    alive.yes = false;
    outbox.stop();
    start();
    return never;
  }

  start();
  for (const [i, channel] of letters.entries()) {
    void outbox!.post(channel, message('neutral', [`${channel} ${i}`]), { key: `letter ${i}` });
    await clock.pass(gapMs);
  }
  for (let rounds = 0; rounds < 200 && history.openLetters().length > 0; rounds += 1) await clock.pass(10_000);
  outbox!.stop();
  history.close();
  return slack;
}

test('whatever breaks on the way, and whenever the bot dies, each letter arrives once and in its order', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (given) => {
      const slack = await play(given);
      for (const channel of ['C1', 'C2', 'C3']) {
        const meant = given.letters.flatMap((to, i) => (to === channel ? [`${channel} ${i}`] : []));
        assert.deepEqual(
          slack.filter((one) => one.channel === channel).map(({ text }) => text),
          meant,
        );
      }
    }),
    { numRuns: 300 },
  );
});
