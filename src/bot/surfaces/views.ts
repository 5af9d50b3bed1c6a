import type { HomeView, ModalView } from '@slack/types';
import type { SlackMessage } from '../blocks.ts';
import type { Place } from '../notify.ts';

/** What surfaces ask of Slack. Nothing of it throws, waits for a rate limit, or is tried twice. */
export type Views = {
  /** Opens a modal; `over` another one where one is open. Its id, or null where Slack would not: the trigger lives 3 s. */
  open(trigger: string, view: ModalView, over?: 'modal'): Promise<string | null>;
  update(id: string, view: ModalView): Promise<boolean>;
  publish(user: string, view: HomeView, hash: string | null): Promise<Published>;
  /** The conversation with this person alone; their id, which Slack takes for it too, where it cannot be told. */
  direct(user: string): Promise<string>;
  /** To the place, or to `user` alone there. */
  post(place: Place, message: SlackMessage, onlyTo: string | null): Promise<boolean>;
};

export type Published =
  | { readonly kind: 'published'; readonly hash: string | null }
  /** Somebody else has published since. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'later'; readonly afterMs: number | null }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Where something is answered that was asked on a surface; null: nowhere but to the person. `spoken`: they have said
 * something there, which may give them a role.
 */
export type Origin = (Place & { readonly spoken: boolean }) | null;

/** What a modal remembers of where it was opened. */
export const remember = (origin: Origin, rest: object = {}): string => JSON.stringify({ origin, ...rest });

/** Read again; what is not ours is as good as nothing. */
export function recall(memory: string): { readonly origin: Origin; readonly line: string | null } {
  try {
    const { origin, line } = JSON.parse(memory) as { origin?: Origin; line?: string };
    return { origin: origin ?? null, line: line ?? null };
  } catch {
    return { origin: null, line: null };
  }
}

/** Where the answer goes, and whether it is known by it who may: what has no channel is answered to the person alone. */
export async function placeOf(
  views: Pick<Views, 'direct'>,
  origin: Origin,
  user: string,
): Promise<{ readonly place: Place; readonly spokenThere: boolean }> {
  if (origin === null) return { place: { channel: await views.direct(user), thread: null }, spokenThere: false };
  return { place: { channel: origin.channel, thread: origin.thread }, spokenThere: origin.spoken };
}
