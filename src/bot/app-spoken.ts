import type { App } from '@slack/bolt';
import type { Said } from './conversation.ts';

/** What people write to the bot in words: mentions in channels and threads, and direct messages without one. */
export function hearSpoken(app: App, converse: (said: Said) => Promise<void>): void {
  app.event('app_mention', async ({ event, client }) => {
    // Whoever corrects a message has been answered already: what it started must not start again.
    if (event.user === undefined || 'edited' in event) return;
    const { user, channel, ts, user_team: team = null } = event;
    const thread = event.thread_ts ?? ts;
    await converse({
      mouth: 'mention',
      line: event.text.replace(/<@[UW][A-Z0-9]+(?:\|[^>]*)?>/, ' '),
      user,
      team,
      place: { channel, thread },
      key: `mention ${channel} ${ts}`,
      answer: async (message, visibility) => {
        if (visibility === 'channel') await client.chat.postMessage({ channel, thread_ts: thread, ...message });
        else await client.chat.postEphemeral({ channel, user, thread_ts: thread, ...message });
      },
    });
  });

  app.event('message', async ({ event, client }) => {
    // What the bot writes itself, what was edited, joined or deleted has a subtype or no person.
    if (event.channel_type !== 'im' || event.subtype !== undefined || 'bot_id' in event || 'edited' in event) return;
    const { user, channel, ts, thread_ts: thread = null, text = '' } = event;
    if (user === undefined) return;
    await converse({
      mouth: 'mention',
      line: text.replace(/^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>/, ' '),
      user,
      place: { channel, thread },
      key: `message ${channel} ${ts}`,
      answer: async (message) => {
        await client.chat.postMessage({ channel, ...(thread === null ? {} : { thread_ts: thread }), ...message });
      },
    });
  });
}
