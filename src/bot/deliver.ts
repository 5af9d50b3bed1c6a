import { toComment } from './blocks.ts';
import type { ReplyFile } from './commands/command.ts';
import { flat, type Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import { code, type Message, say, text } from './message.ts';
import type { Place } from './notify.ts';
import type { Uploaded, Uploads } from './uploads.ts';

/** What became of the file of a reply. */
export type Delivered = {
  /** The reply was said with the file, where it was asked for: nothing is left to say. */
  readonly said: boolean;
  /** Why there is no file; null where there is one. */
  readonly trouble: string | null;
};
export type Deliver = (
  file: ReplyFile,
  reply: Message,
  to: { readonly user: string; readonly place: Place; readonly language: Language },
) => Promise<Delivered>;

/** Makes the files of replies and sends them, the reply as their comment. Never throws. */
export function createDeliver({ uploads, log }: { readonly uploads: Uploads; readonly log: Log }): Deliver {
  return async (file, reply, { user, place, language }) => {
    let bytes: Uint8Array;
    try {
      bytes = await file.bytes(language);
    } catch (error) {
      log.error({ file: file.name, ...traceOf(error) }, 'a file could not be made');
      return { said: false, trouble: 'it could not be made' };
    }
    const upload = {
      name: file.name,
      title: flat(language, file.title),
      alt: flat(language, file.alt),
      comment: toComment(reply, language),
      bytes,
    };
    // What is asked on App Home is answered to the person: there is no channel, and a file needs one.
    const homely = place.channel === user;
    const here = file.to === 'here' || homely || place.channel.startsWith('D');
    const sent: Uploaded = here && !homely ? await uploads.share(place, upload) : await uploads.send(user, upload);
    if (sent.kind === 'sent') return { said: here, trouble: null };
    log.warn({ file: file.name, reason: sent.reason }, 'Slack did not take a file');
    return { said: false, trouble: sent.reason };
  };
}

/** What a person can do about Slack's word. */
const REMEDIES: Readonly<Record<string, string>> = {
  missing_scope: 'The Slack app lacks a scope for files: install it anew with the manifest.',
  not_in_channel: 'Invite me to this channel, then ask again.',
  channel_not_found: 'Invite me to this channel, then ask again.',
  no_permission: 'Invite me to this channel, then ask again.',
  ratelimited: 'Slack asks for a pause: ask again in a minute.',
};

/** The reply with a line about its file: where it is, or why there is none and what helps. */
export function withTrouble(reply: Message, { trouble }: Delivered): Message {
  if (trouble === null) return { ...reply, parts: [...reply.parts, text(say`The file is in your direct messages.`)] };
  const remedy = REMEDIES[trouble];
  const line =
    remedy === undefined
      ? say`There is no file (${code(trouble)}): ask again, and tell whoever runs sync-bot if it stays so.`
      : say`There is no file (${code(trouble)}). ${[{ kind: 'phrase', key: remedy, args: [] }]}`;
  return { ...reply, parts: [...reply.parts, text(line)] };
}
