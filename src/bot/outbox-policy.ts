import type { Letter } from '../jobs/index.ts';

// Pure decisions about letters and edits: when the next may go, and what a refusal asks for.

/** Slack takes about one post a second in one channel. */
export const PACE_MS = 1000;
/** What was accepted a moment ago is not to be seen at once. */
const SETTLE_MS = 3000;
/** How far the clocks of Slack and of this machine may differ where a message is looked for. */
export const SKEW_MS = 600_000;
/** Without a look a message is sent again once: rather twice than never, but never without end. */
export const MOST_BLIND = 2;
/** Where the token is no good any more nothing helps but people: asked again this often. */
export const LOCKED_MS = 60_000;

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
/** How long to wait after the `tries`th try in a row that came to nothing, counted from 1. */
export const backoff = (tries: number): number => Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1));

const LOCKED = new Set([
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'missing_scope',
  'no_permission',
  'ekm_access_denied',
  'org_login_required',
  'accesslimited',
]);
const BODY = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'only_one_table_allowed',
  'invalid_attachments',
  'too_many_attachments',
  'metadata_too_large',
  'invalid_metadata_format',
  'invalid_metadata_schema',
]);
const THREAD = new Set(['thread_not_found', 'invalid_thread_ts', 'cannot_reply_to_message', 'message_not_found']);

/**
 * What a refusal asks for. `locked`: the whole workspace is closed to the bot, every letter waits. `plain`: the same
 * channel takes words without blocks, perhaps. `unthread`: the thread is gone, the channel is not. `elsewhere`: another channel.
 */
export type Remedy = 'locked' | 'plain' | 'unthread' | 'elsewhere';
export function remedyOf(reason: string): Remedy {
  if (LOCKED.has(reason)) return 'locked';
  if (BODY.has(reason)) return 'plain';
  return THREAD.has(reason) ? 'unthread' : 'elsewhere';
}

/** Where a letter goes: after a refusal it goes once where it was sent on to. */
export const targetOf = (letter: Letter): string =>
  letter.reason === null ? letter.channel : (letter.sentChannel ?? letter.channel);

/** The moment at which a letter is dealt with next, by itself: sent, or looked for. */
export const dueAt = (letter: Letter): number =>
  letter.state === 'sending' ? Math.max(letter.notBefore, (letter.triedAt ?? 0) + SETTLE_MS) : letter.notBefore;

/** No wait is longer: what lies further ahead was counted by a clock that was put back since. */
export const LONGEST_WAIT_MS = 11 * 60_000;
export const notBefore = (at: number, now: number): number => (at - now > LONGEST_WAIT_MS ? now : at);

/** The whole app may edit this often in any minute. */
const EDITS_A_MINUTE = 50;
const MINUTE_MS = 60_000;

/** When the next edit may go, from the times of those before (epoch ms, oldest first). */
export function nextSlotAt(times: readonly number[], now: number): number {
  const recent = times.filter((at) => Math.abs(now - at) < MINUTE_MS);
  if (recent.length < EDITS_A_MINUTE) return now;
  return recent[recent.length - EDITS_A_MINUTE]! + MINUTE_MS;
}

export type WaitingEdit = { readonly final: boolean; readonly since: number };
/** Ends go first, then whatever waits longest. */
export const byUrgency = (a: WaitingEdit, b: WaitingEdit): number =>
  a.final === b.final ? a.since - b.since : a.final ? -1 : 1;
