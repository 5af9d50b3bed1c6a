/** What local-slack's page cannot draw of a view, as something that it can draw and that looks like Slack. */

type Json = Readonly<Record<string, unknown>>;
const textOf = (one: unknown): string => String(((one as Json | undefined)?.text as Json | undefined)?.text ?? '');

/** Menus whose choices are asked for, and settings beside a text, become menus that show what is chosen. */
export function drawable(view: object): object {
  const blocks = ((view as Json).blocks as readonly Json[]).map((block) => ({
    ...block,
    ...(block.accessory === undefined ? {} : { accessory: menu(block.accessory as Json, true) }),
    ...(block.element === undefined ? {} : { element: menu(block.element as Json, false) }),
  }));
  return { id: 'V0SCREEN', ...view, blocks };
}

function menu(one: Json, beside: boolean): Json {
  const searched = String(one.type).includes('external_select');
  const listed = beside && (one.type === 'radio_buttons' || one.type === 'checkboxes');
  if (!searched && !listed) return one;
  const chosen = [one.initial_option, ...((one.initial_options ?? []) as readonly unknown[])]
    .map(textOf)
    .filter(Boolean);
  const options = (one.options ?? []) as readonly Json[];
  const first = listed ? `☐ ${textOf(options[0])}` : String((one.placeholder as Json | undefined)?.text ?? '');
  const text = chosen.length === 0 ? first : chosen.join('  ×   ');
  return { type: 'static_select', action_id: one.action_id, placeholder: { type: 'plain_text', text }, options: [] };
}

/** The labels of radio buttons and checkboxes that are chosen at first: the page draws them when they are clicked. */
export function chosenLabels(view: object): readonly string[] {
  const elements = ((view as Json).blocks as readonly Json[])
    .map(({ element }) => element as Json | undefined)
    .filter((one) => one !== undefined);
  return elements
    .filter(({ type }) => type === 'radio_buttons' || type === 'checkboxes')
    .flatMap((one) => [one.initial_option, ...((one.initial_options ?? []) as readonly unknown[])])
    .map(textOf)
    .filter(Boolean);
}
