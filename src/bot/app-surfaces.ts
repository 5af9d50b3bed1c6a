import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { Who } from './contexts.ts';
import { CONTROL_PREFIX, toModal } from './surface-blocks.ts';
import type { FormState } from './surfaces/form-values.ts';
import type { Surfaces } from './surfaces/index.ts';
import { asksForForm } from './surfaces/index.ts';
import { type Origin, recall } from './surfaces/views.ts';
import { MORE_PREFIX, SEARCH } from './views/home.ts';
import { DM, LANGUAGE, type ListName } from './views/home-parts.ts';
import { loadingModal, RUN_CONFIRM, RUN_FORM } from './views/run-form.ts';

/** By these Slack names what it offers to people; the manifest has the same. */
export const SHORTCUTS = { run: 'sync_run', explain: 'sync_explain' } as const;
export const STEP = 'sync_run_and_wait';

/** What happens on App Home, in modals, by shortcuts and in workflows: acknowledged at once, handed on. */
export function listenToSurfaces(app: App, surfaces: Surfaces): void {
  const { answer, form, home, steps } = surfaces;

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await home.opened({ user: event.user, team: null }, hashOf(event.view));
  });

  app.shortcut({ callback_id: SHORTCUTS.run, type: 'shortcut' }, async ({ shortcut, ack }) => {
    await ack();
    await form.open({ ...whoIs(shortcut.user), trigger: shortcut.trigger_id, origin: null });
  });

  app.shortcut({ callback_id: SHORTCUTS.explain, type: 'message_action' }, async ({ shortcut, ack }) => {
    await ack();
    const { channel, message, trigger_id: trigger, user } = shortcut;
    const thread = typeof message.thread_ts === 'string' ? message.thread_ts : null;
    const run = surfaces.runOf(channel.id, thread === null ? [message.ts] : [message.ts, thread]);
    const line = run === null ? 'status' : `explain ${run}`;
    await answer({
      line,
      ...whoIs(user),
      trigger,
      key: `shortcut ${trigger}`,
      // They have seen a message there, which is less than having said something.
      origin: { channel: channel.id, thread, spoken: false },
      modal: null,
    });
  });

  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: new RegExp(`^${CONTROL_PREFIX}`) },
    async ({ body, ack }) => {
      await ack({ options: await form.search(whoIs(body.user), body.value ?? '') });
    },
  );

  app.action({ type: 'block_actions', action_id: new RegExp(`^${CONTROL_PREFIX}`) }, async ({ body, action, ack }) => {
    await ack();
    const { view, user, trigger_id: trigger } = body;
    if (view === undefined) return;
    const name = action.action_id.slice(CONTROL_PREFIX.length);
    if (view.callback_id === RUN_FORM) {
      const state = view.state.values as FormState;
      await form.changed({ ...whoIs(user), memory: view.private_metadata, state }, view.id);
    } else if (name.startsWith(MORE_PREFIX)) await home.more(whoIs(user), name.slice(MORE_PREFIX.length) as ListName);
    else if (name === SEARCH && action.type === 'external_select') {
      const line = surfaces.lineOfChoice(action.selected_option?.value ?? '');
      await answer({ line, ...whoIs(user), trigger, key: `click ${trigger}`, origin: null, modal: null });
    } else if (name === LANGUAGE && action.type === 'radio_buttons')
      await surfaces.set(whoIs(user), { language: action.selected_option?.value ?? null });
    else if (name === DM && action.type === 'checkboxes')
      await surfaces.set(whoIs(user), { dmOnFailure: action.selected_options.length > 0 });
  });

  app.view({ callback_id: RUN_FORM, type: 'view_submission' }, async ({ body, view, ack }) => {
    const state = view.state.values as FormState;
    const sent = await form.sent({ ...whoIs(body.user), memory: view.private_metadata, state });
    if (sent.kind === 'errors') await ack({ response_action: 'errors', errors: sent.errors });
    else await ack({ response_action: 'push', view: sent.view });
  });

  app.view<ViewSubmitAction>({ callback_id: RUN_CONFIRM, type: 'view_submission' }, async ({ body, view, ack }) => {
    const { origin, line } = recall(view.private_metadata);
    const key = `form ${view.id}`;
    const who = whoIs(body.user);
    if (line === null || line.startsWith('run ')) {
      await ack({ response_action: 'clear' });
      await form.confirmed(who, view.private_metadata, key);
      return;
    }
    // What only tells something is read best where it was asked.
    await ack({ response_action: 'update', view: toModal(loadingModal(view.private_metadata), surfaces.language()) });
    await answer({ line, ...who, trigger: body.trigger_id, key, origin, modal: view.id });
  });

  app.function(STEP, async ({ event }) => {
    const { tables, note, user } = event.inputs as Readonly<Record<string, unknown>>;
    await steps.begin({
      execution: event.function_execution_id,
      tables: typeof tables === 'string' ? tables : '',
      note: typeof note === 'string' ? note : '',
      user: typeof user === 'string' ? user : null,
    });
  });
}

const whoIs = ({ id, team_id: team }: { readonly id: string; readonly team_id?: string }): Who => ({
  user: id,
  team: team ?? null,
});

/** By it Slack knows whether what a person sees is what we published last. */
const hashOf = (view: object | undefined): string | null =>
  view !== undefined && 'hash' in view && typeof view.hash === 'string' ? view.hash : null;

/** A button of App Home or of a modal was pressed; it is acknowledged already. */
export async function clicked(
  surfaces: Surfaces,
  body: BlockAction,
  { value, action_id }: { readonly value: string; readonly action_id: string },
): Promise<void> {
  const { view, user, trigger_id: trigger } = body;
  if (view === undefined) return;
  const modal = view.type === 'modal' ? view.id : null;
  const origin: Origin = modal === null ? null : recall(view.private_metadata).origin;
  if (asksForForm(value)) {
    await surfaces.form.open({ ...whoIs(user), trigger, origin, ...(modal === null ? {} : { over: 'modal' }) });
    return;
  }
  const key = `click ${trigger} ${action_id}`;
  await surfaces.answer({ line: value, ...whoIs(user), trigger, key, origin, modal });
}
