import type { HomeView, ModalView } from '@slack/types';
import type { SlackMessage } from '../blocks.ts';
import type { Place } from '../notify.ts';

/** What surfaces ask of Slack. Nothing of it throws, waits for a rate limit, or is tried twice. */
export type Views = {
  /** Opens a modal; `over` another one where one is open. Its id, or null where Slack would not: the trigger lives 3 s. */
  open(trigger: string, view: ModalView, over?: 'modal'): Promise<string | null>;
  update(id: string, view: ModalView): Promise<boolean>;
  publish(user: string, view: HomeView, hash: string | null): Promise<Published>;
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

/** Where the answer goes and by what it is known who may; in Slack a person's id is the place where they are alone. */
export const placeOf = (origin: Origin, user: string): { readonly place: Place; readonly spokenThere: boolean } =>
  origin === null
    ? { place: { channel: user, thread: null }, spokenThere: false }
    : { place: { channel: origin.channel, thread: origin.thread }, spokenThere: origin.spoken };
