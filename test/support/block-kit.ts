/**
 * Slack's limits for everything that is sent to it, as its documentation, its types and its refusals state them. Pure: no
 * message is sent. Each function says what Slack would refuse; empty where it is fine.
 */

import { checkBlocks } from './slack-limits/blocks.ts';
import { at, type Check, checker, type Json, textIn } from './slack-limits/checker.ts';

/** A message: chat.postMessage, chat.update, chat.postEphemeral, the answer to a response_url. */
export function blockKitProblems(message: { readonly text: string; readonly blocks: readonly unknown[] }): string[] {
  const check = checker();
  textIn(check, message.text, 1, 4000, 'text');
  check.that(message.text.trim() !== '', 'text is only space');
  check.that(
    message.blocks.length >= 1 && message.blocks.length <= 50,
    `${message.blocks.length} blocks, allowed 1 to 50`,
  );
  // Nobody documents it: Slack has been seen to answer invalid_blocks a little above this.
  const size = JSON.stringify(message.blocks).length;
  check.that(size <= 13_000, `${size} characters in all blocks`);
  checkBlocks(check, message.blocks, 'message');
  return check.problems;
}

/** App Home (views.publish) and modals (views.open, views.push, views.update). */
export function viewProblems(given: unknown): string[] {
  const check = checker();
  const view = given as Json;
  if (view.type === 'modal') checkModal(check, view);
  else {
    check.that(view.type === 'home', `type ${view.type}`);
    checkView(check, view, 'home');
  }
  return check.problems;
}

function checkModal(check: Check, modal: Json): void {
  for (const name of ['title', 'submit', 'close'] as const) {
    if (modal[name] === undefined) continue;
    textIn(check, at(modal[name]).text, 1, 24, name);
    check.that(at(modal[name]).type === 'plain_text', `${name}: not plain_text`);
  }
  check.that(modal.title !== undefined, 'a modal without a title');
  const asks = ((modal.blocks ?? []) as readonly Json[]).some((block) => block.type === 'input');
  check.that(!asks || modal.submit !== undefined, 'a form that cannot be sent');
  checkView(check, modal, 'modal');
}

function checkView(check: Check, view: Json, place: 'home' | 'modal'): void {
  const blocks = (view.blocks ?? []) as readonly unknown[];
  check.that(blocks.length >= 1 && blocks.length <= 100, `${blocks.length} blocks, allowed 1 to 100`);
  if (view.private_metadata !== undefined) textIn(check, view.private_metadata, 0, 3000, 'private_metadata');
  for (const name of ['callback_id', 'external_id'])
    if (view[name] !== undefined) textIn(check, view[name], 1, 255, name);
  const size = JSON.stringify(view).length;
  check.that(size <= 250_000, `${size} characters in the view`);
  checkBlocks(check, blocks, place);
}

/** The answer to a search in an external select. */
export function optionsProblems(options: readonly unknown[]): string[] {
  const check = checker();
  check.that(options.length <= 100, `${options.length} options, allowed 100`);
  for (const option of options) check.option(option, 'option');
  return check.problems;
}

/** A file: files.getUploadURLExternal and files.completeUploadExternal. */
export function fileProblems(file: {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly comment: string;
}): string[] {
  const check = checker();
  textIn(check, file.name, 1, 255, 'name');
  check.that(!/[/\\\p{Cc}]/u.test(file.name), `name: ${file.name} is a path`);
  textIn(check, file.title, 1, 255, 'title');
  textIn(check, file.alt, 1, 1000, 'alt text');
  textIn(check, file.comment, 1, 4000, 'comment');
  return check.problems;
}

/** What a message carries for programs: `metadata` of chat.postMessage. */
export function metadataProblems(metadata: unknown): string[] {
  const check = checker();
  const { event_type, event_payload } = metadata as Json;
  textIn(check, event_type, 1, 255, 'event_type');
  const size = JSON.stringify(event_payload ?? null).length;
  check.that(event_payload !== null && typeof event_payload === 'object', 'event_payload is no object');
  check.that(size <= 8000, `${size} characters of metadata`);
  return check.problems;
}

/** chat.scheduleMessage: `now` and `post_at` in seconds. */
export function scheduledProblems(message: { readonly text: string; readonly post_at: number }, now: number): string[] {
  const check = checker();
  textIn(check, message.text, 1, 4000, 'text');
  check.that(Number.isInteger(message.post_at), `post_at ${message.post_at} is no whole second`);
  check.that(message.post_at > now, 'post_at is past');
  check.that(message.post_at <= now + 120 * 86_400, 'post_at is more than 120 days ahead');
  return check.problems;
}

/** Every text that Slack reads as mrkdwn: there `<!channel>` calls everybody. */
export function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  const own = object.type === 'mrkdwn' && typeof object.text === 'string' ? [object.text] : [];
  return [...own, ...Object.values(object).flatMap(mrkdwnOf)];
}

/**
 * Mentions and links that data has made: whatever stands in `<…>` and is neither a moment nor one of `people`, who were
 * to be mentioned, nor a link to one of `hosts`.
 */
export function mentionProblems(
  texts: readonly string[],
  people: ReadonlySet<string> = new Set(),
  hosts: ReadonlySet<string> = new Set(),
): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/<([^<>]*)>?/g)].flatMap(([whole, inside = '']) => {
      if (!whole.endsWith('>')) return [`half of a <…>: ${whole.slice(0, 60)}`];
      if (/^!date\^\d+\^[^|^]+\|[^|]+$/.test(inside)) return [];
      const [, id] = /^(?:@|!subteam\^)([A-Z0-9]+)$/.exec(inside) ?? [];
      if (id !== undefined && people.has(id)) return [];
      const [, host] = /^https?:\/\/([^/|]+)[^|]*(?:\|.*)?$/.exec(inside) ?? [];
      return host !== undefined && hosts.has(host) ? [] : [`an unescaped ${whole.slice(0, 60)}`];
    }),
  );
}
