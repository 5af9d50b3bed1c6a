import type { Config } from '../sync/index.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import { knownTable, selectedBy } from './selector.ts';
import type { Asker, Watch, WatchDesk } from './types.ts';

export type Audience = 'failed' | 'late';

/**
 * Who hears of trouble of a table: the channel of tables.yml, and those that watch it. `quiet`: only of its end. A table
 * that is not declared any more is watched by nobody. Pure.
 */
export function audienceOf(
  config: Pick<Config, 'slack' | 'tables'>,
  watches: readonly Pick<Watch, 'channel' | 'selector' | 'what' | 'by'>[],
  table: string,
  what: Audience,
): readonly { readonly channel: string; readonly quiet: boolean }[] {
  const tables = Object.values(config.tables).map(knownTable);
  const loud = new Map<string, boolean>();
  if (config.slack.channel !== null) loud.set(config.slack.channel, true);
  for (const watch of watches) {
    if (!selectedBy(watch.selector, tables, watch.by.id).has(table)) continue;
    if (watch.what === 'all' || watch.what === what) loud.set(watch.channel, true);
    // Of a table that was late, or failed, the recovery is worth a word to whoever asked for that alone.
    else if (watch.what === 'recovered' && !loud.has(watch.channel)) loud.set(watch.channel, false);
  }
  return [...loud].map(([channel, isLoud]) => ({ channel, quiet: !isLoud }));
}

/** What channels have asked to hear of. */
export function createWatches({
  history,
  clock,
  audit,
}: {
  readonly history: History;
  readonly clock: Clock;
  readonly audit: Audit;
}): Omit<WatchDesk, 'late'> {
  const ofChannel = (channel: string | null): readonly Watch[] =>
    history.watches().filter((watch) => channel === null || watch.channel === channel);
  return {
    watches: ofChannel,
    watch(asked) {
      audit.write('watch', asked.by, asked.selector, null, `${asked.channel}: ${asked.what}`);
      history.saveWatch({ ...asked, at: clock.now() });
      return ofChannel(asked.channel).find(({ selector }) => selector === asked.selector) as Watch;
    },
    unwatch(channel: string, selector: string | null, by: Asker) {
      const gone = ofChannel(channel).filter((watch) => selector === null || watch.selector === selector);
      for (const watch of gone) {
        audit.write('unwatch', by, watch.selector, null, channel);
        history.dropWatch(watch.id);
      }
      return gone;
    },
  };
}
