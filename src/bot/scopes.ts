import type { DeliveryStore } from '../jobs/index.ts';
import manifest from './manifest.json' with { type: 'json' };
import type { Calls } from './outbox-calls.ts';

/** Under this name the history keeps which scopes the token lacks: JSON of a list. */
const MISSING_SCOPES_NOTE = 'slack missing scopes';

/** What manifest.json asks for and the token has not: an app that was not installed anew after it grew. */
const missingOf = (granted: readonly string[]): readonly string[] =>
  manifest.oauth_config.scopes.bot.filter((scope) => !granted.includes(scope));

/** Asks Slack what the token may do, and writes down what is missing. A Slack that does not say leaves what is known. */
export async function noteScopes(calls: Pick<Calls, 'scopes'>, notes: DeliveryStore['notes']): Promise<void> {
  const granted = await calls.scopes();
  if (granted.kind === 'done' && granted.value.length > 0)
    notes.set(MISSING_SCOPES_NOTE, JSON.stringify(missingOf(granted.value)));
}

export const knownMissing = (notes: DeliveryStore['notes']): readonly string[] =>
  JSON.parse(notes.get(MISSING_SCOPES_NOTE) ?? '[]') as readonly string[];
