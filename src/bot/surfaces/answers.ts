import type { ModalView } from '@slack/types';
import { type SlackMessage, toBlocks } from '../blocks.ts';
import type { Contexts, Who } from '../contexts.ts';
import type { Said } from '../conversation.ts';
import type { Language } from '../language/index.ts';
import { toModal } from '../surface-blocks.ts';
import { loadingModal } from '../views/run-form.ts';
import { answeredMessage } from '../views/surfaces.ts';
import { type Origin, placeOf, remember, type Views } from './views.ts';

/** A command that was said on a surface: App Home, a modal, a shortcut. */
export type SaidOnSurface = Who & {
  readonly line: string;
  readonly trigger: string;
  readonly key: string;
  readonly origin: Origin;
  /** The modal in which it was said: the answer takes its place. */
  readonly modal: string | null;
};

export type AnswersOptions = {
  readonly views: Views;
  readonly converse: (said: Said) => Promise<void>;
  readonly contexts: Contexts;
  /** For what is shown before anybody has been looked up. */
  readonly language: () => Language;
};

/**
 * Answers in a modal: it is opened before anything else is done, since the right to open one lives three seconds, and
 * filled when the answer is there. What a channel has to hear is posted there, too.
 */
export function createAnswers({ views, converse, contexts, language }: AnswersOptions) {
  return async ({ line, user, team, trigger, key, origin, modal }: SaidOnSurface): Promise<void> => {
    const memory = remember(origin);
    const id = modal ?? (await views.open(trigger, toModal(loadingModal(memory), language())));
    const { place, spokenThere } = await placeOf(views, origin, user);
    let told = false;
    await converse({
      line,
      user,
      team,
      place,
      spokenThere,
      mouth: modal === null ? 'home' : 'window',
      key,
      async answer(message, visibility) {
        told = true;
        const shown = id !== null && (await views.update(id, answerView(message, memory, language())));
        if (visibility === 'channel' && origin !== null) await views.post(place, message, null);
        else if (!shown) await views.post(place, message, origin === null ? null : user);
      },
    });
    if (told || id === null) return;
    const { language: own } = await contexts({ user, team }, origin);
    const message = toBlocks(answeredMessage(origin === null), own);
    await views.update(id, answerView(message, memory, own));
  };
}

/** A message inside a modal. */
function answerView({ blocks }: SlackMessage, memory: string, language: Language): ModalView {
  return { ...toModal(loadingModal(memory), language), callback_id: 'sync_answer', blocks };
}
