import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';

/** A file as Slack gets it, everything in it said in one language. */
export type Upload = {
  readonly name: string;
  readonly title: string;
  /** What a screen reader says of it. */
  readonly alt: string;
  /** mrkdwn. */
  readonly comment: string;
  readonly bytes: Uint8Array;
};

export type Uploaded =
  | { readonly kind: 'sent' }
  /** `reason` is Slack's own word, such as `missing_scope`, or `unreachable`. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Sends files. Nothing is sent twice: whoever hears `refused` has another way to say it. */
export type Uploads = {
  /** To a channel or thread. */
  share(place: { readonly channel: string; readonly thread: string | null }, upload: Upload): Promise<Uploaded>;
  /** To one person, in their direct messages with the bot. */
  send(user: string, upload: Upload): Promise<Uploaded>;
};

const MAX = { alt: 1000, comment: 4000, title: 255 };

export function createUploads(client: WebClient): Uploads {
  const tried = async (work: () => Promise<unknown>): Promise<Uploaded> => {
    try {
      await work();
      return { kind: 'sent' };
    } catch (error) {
      return { kind: 'refused', reason: reasonOf(error) };
    }
  };

  const put = async (channel: string, thread: string | null, upload: Upload): Promise<void> => {
    const file = {
      channel_id: channel,
      filename: upload.name,
      title: upload.title.slice(0, MAX.title).toWellFormed(),
      alt_text: upload.alt.slice(0, MAX.alt).toWellFormed(),
      initial_comment: upload.comment.slice(0, MAX.comment).toWellFormed(),
      file: Buffer.from(upload.bytes),
    };
    await client.filesUploadV2(thread === null ? file : { ...file, thread_ts: thread });
  };

  return {
    share: ({ channel, thread }, upload) => tried(() => put(channel, thread, upload)),
    send: (user, upload) =>
      tried(async () => {
        const { channel } = await client.conversations.open({ users: user });
        if (channel?.id === undefined) throw new Error('no direct messages');
        await put(channel.id, null, upload);
      }),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited';
  return error instanceof WebAPIHTTPError ? `status ${error.statusCode}` : 'unreachable';
}
