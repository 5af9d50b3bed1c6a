import { type SlackMessage, toBlocks } from '../../src/bot/blocks.ts';
import type { Language } from '../../src/bot/language/index.ts';
import type { Outbox } from '../../src/bot/outbox.ts';

type Show = (channel: string, thread: string | null, how: string, message: SlackMessage) => void;

/** An outbox that posts nothing and shows everything. The n-th post has the ts `n.0`. */
export function recordingOutbox(language: Language, show: Show): Outbox {
  let posts = 0;
  return {
    onDelivered: () => () => {},
    async post(channel, message, { thread = null }) {
      posts += 1;
      const ts = `${posts}.0`;
      show(
        channel,
        thread,
        `${channel} sees a new message (${ts}${thread === null ? '' : `, in the thread of ${thread}`})`,
        toBlocks(message, language),
      );
      return { kind: 'posted', channel, ts };
    },
    async edit({ channel, ts }, message) {
      show(channel, null, `${channel} sees message ${ts} change`, toBlocks(message, language));
      return { kind: 'edited' };
    },
  };
}
