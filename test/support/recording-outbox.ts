import { type SlackMessage, toBlocks } from '../../src/bot/blocks.ts';
import type { Language } from '../../src/bot/language/index.ts';
import type { Delivered, Outbox } from '../../src/bot/outbox.ts';
import type { Upload, Uploads } from '../../src/bot/uploads.ts';

type Show = (channel: string, thread: string | null, how: string, message: SlackMessage) => void;

/** An outbox that posts nothing and shows everything. The n-th post has the ts `n.0`. */
export function recordingOutbox(language: Language, show: Show): Outbox {
  let posts = 0;
  const listeners = new Set<(delivered: Delivered) => void>();
  return {
    onDelivered(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {},
    stop: () => {},
    async post(channel, message, { key, thread = null, language: said = language }) {
      posts += 1;
      const ts = `${posts}.0`;
      show(
        channel,
        thread,
        `${channel} sees a new message (${ts}${thread === null ? '' : `, in the thread of ${thread}`})`,
        toBlocks(message, said),
      );
      for (const hear of listeners) hear({ key, channel, ts });
      return { kind: 'posted', channel, ts };
    },
    async edit({ channel, ts }, message, { language: said = language } = {}) {
      show(
        channel,
        null,
        `${channel} sees message ${ts} change`,
        toBlocks(typeof message === 'function' ? message() : message, said),
      );
      return { kind: 'edited' };
    },
  };
}

/** Takes every file and shows what it is: the text of a text, the alt text of a picture. Or refuses each with this word. */
export function recordingUploads(show: (where: string, file: string) => void, refuses: string | null): Uploads {
  const printed = ({ name, title, alt, comment, bytes }: Upload): string =>
    [
      `${name}: ${title}`,
      comment,
      name.endsWith('.txt') || name.endsWith('.csv') ? Buffer.from(bytes).toString() : `(alt: ${alt})`,
    ].join('\n');
  return {
    async share({ channel, thread }, upload) {
      if (refuses !== null) return { kind: 'refused', reason: refuses };
      show(thread === null ? channel : `${channel}, in the thread of ${thread},`, printed(upload));
      return { kind: 'sent' };
    },
    async send(user, upload) {
      if (refuses !== null) return { kind: 'refused', reason: refuses };
      show(`only ${user}`, printed(upload));
      return { kind: 'sent' };
    },
  };
}
