import type { Config, DeliveryStore } from '../jobs/index.ts';
import { smallPrint } from './blocks.ts';
import type { Language } from './language/index.ts';
import type { Log } from './log.ts';
import { command, say, time } from './message.ts';
import { fallbackOf } from './outbox.ts';
import type { Calls } from './outbox-calls.ts';
import type { Timers } from './timers.ts';

type Ports = {
  readonly calls: Pick<Calls, 'schedule' | 'unschedule' | 'scheduled'>;
  readonly store: Pick<DeliveryStore, 'notes' | 'deliveryTrouble'>;
  readonly config: () => Config;
  readonly languageOf: (channel: string) => Language;
  readonly timers: Timers;
  readonly log: Log;
};
/** The message that Slack posts by itself where nobody takes it back. `at`: when, epoch ms. */
type Alarm = { readonly channel: string; readonly id: string; readonly at: number; readonly meant: string };

const NOTE = 'silence alarm';
const LOOK_MS = 60_000;

/**
 * The dead-man's switch: one message always ahead in the channel, scheduled at Slack and put off as long as the bot
 * lives and hears. It is posted where the bot, its machine or its network dies, since then nobody takes it back.
 */
export function createSilence({ calls, store, config, languageOf, timers, log }: Ports) {
  let unschedule = () => {};
  let stopped = false;
  let work: Promise<void> = Promise.resolve();

  const known = (): Alarm | null => {
    const note = store.notes.get(NOTE);
    return note === null ? null : (JSON.parse(note) as Alarm);
  };
  const remember = (alarm: Alarm | null): void => store.notes.set(NOTE, alarm === null ? null : JSON.stringify(alarm));

  /** Whether it is gone. Slack refuses to take back what it posts within a minute, and what it posted. */
  async function takeBack({ channel, id }: Alarm): Promise<boolean> {
    const end = await calls.unschedule(channel, id);
    if (end.kind === 'done') return true;
    const reason = end.kind === 'limited' ? 'ratelimited' : end.reason;
    log.warn({ channel, reason }, 'a silence alarm could not be taken back');
    return reason === 'invalid_scheduled_message_id';
  }

  /** Nothing comes in where every socket is down: then the bot is silent, though it lives. */
  function hears(): boolean {
    const { sockets } = store.deliveryTrouble();
    return sockets.length === 0 || sockets.some(({ state }) => state === 'connected');
  }

  async function look(): Promise<void> {
    const current = known();
    const { silenceAlarmMs } = config().slack;
    const channel = fallbackOf(config());
    if (silenceAlarmMs === null || channel === null) {
      // What Slack still has is tried again at the next look.
      if (current === null || (await takeBack(current))) remember(null);
      return;
    }
    const now = timers.now();
    const ahead = current === null ? 0 : current.at - now;
    if (current?.meant === channel && ahead > (silenceAlarmMs * 2) / 3 && ahead <= silenceAlarmMs) return;
    if (!hears()) return;
    const at = now + silenceAlarmMs;
    const next = await calls.schedule(channel, at, words(channel, now));
    if (next.kind !== 'done') {
      log.warn(
        { channel, reason: next.kind === 'limited' ? 'ratelimited' : next.reason },
        'a silence alarm could not be set',
      );
      return;
    }
    remember({ ...next.value, at, meant: channel });
    // The one before goes only now, so that there is one at every moment; so does one that nobody wrote down.
    if (current !== null && current.channel !== next.value.channel) await takeBack(current);
    const there = await calls.scheduled(next.value.channel);
    const old = there.kind === 'done' ? there.value : current === null ? [] : [current.id];
    for (const id of old) if (id !== next.value.id) await takeBack({ ...next.value, id, at, meant: channel });
  }

  function words(channel: string, now: number): string {
    const { timezone: zone } = config();
    const since = time(now, { now, zone });
    const line = say`⚠️ sync-bot has been silent since ${since}: it died, or cannot reach Slack. Nothing that is due runs until it is back. Next: look at its process and its log, and type ${command('doctor')} when it answers again.`;
    return smallPrint(line, languageOf(channel)).text;
  }

  function tick(): void {
    work = work
      .then(look)
      .catch((error: unknown) =>
        log.warn({ error: (error as Error).name }, 'the silence alarm could not be looked after'),
      );
    unschedule = timers.after(LOOK_MS, () => {
      if (!stopped) tick();
    });
  }

  return {
    start: tick,
    /** An orderly end is no silence. */
    async stop(): Promise<void> {
      stopped = true;
      unschedule();
      await work;
      const current = known();
      // Where Slack keeps it, the next start knows of it and takes it back.
      if (current !== null && (await takeBack(current))) remember(null);
    },
  };
}
