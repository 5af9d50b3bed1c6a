/** Slack's limits for a modal or App Home, as its documentation and its refusals state them. Pure: nothing is sent. */

type Json = { readonly [key: string]: unknown };

/** What Slack would refuse in a view; empty where it is fine. */
export function viewProblems(given: unknown): string[] {
  const view = given as Json;
  const problems: string[] = [];
  const check = (ok: boolean, problem: string) => {
    if (!ok) problems.push(problem);
  };
  const length = (value: unknown, min: number, max: number, where: string) => {
    const text = String((value as Json | undefined)?.text ?? value ?? '');
    check(text.length >= min && text.length <= max, `${where}: ${text.length} characters, allowed ${min} to ${max}`);
    check(text.isWellFormed(), `${where}: half a character`);
  };
  const blocks = (view.blocks ?? []) as readonly Json[];
  check(blocks.length >= 1 && blocks.length <= 100, `${blocks.length} blocks`);
  check(JSON.stringify(view).length <= 250_000, `${JSON.stringify(view).length} characters in all`);
  length(view.callback_id, 1, 255, 'callback_id');
  length(view.private_metadata ?? '', 0, 3000, 'private_metadata');
  if (view.type === 'modal') {
    length(view.title, 1, 24, 'title');
    length(view.close, 1, 24, 'close');
    if (view.submit !== undefined) length(view.submit, 1, 24, 'submit');
    const inputs = blocks.some(({ type }) => type === 'input');
    check(!inputs || view.submit !== undefined, 'inputs without a submit button');
  } else check(view.type === 'home', `a view of type ${view.type}`);
  const ids = blocks.flatMap(({ block_id: id }) => id ?? []);
  check(new Set(ids).size === ids.length, 'block ids repeat');

  function element(one: Json, at: string): void {
    length(one.action_id, 1, 255, `${at} action_id`);
    if (one.placeholder !== undefined) length(one.placeholder, 1, 150, `${at} placeholder`);
    const options = (one.options ?? []) as readonly Json[];
    const first = one.initial_option === undefined ? [] : [one.initial_option as Json];
    const chosen = [...((one.initial_options ?? []) as readonly Json[]), ...first];
    for (const option of [...options, ...chosen]) {
      length(option.text, 1, 75, `${at} option`);
      length(option.value, 1, 75, `${at} value of an option`);
      if (option.description !== undefined) length(option.description, 1, 75, `${at} description`);
    }
    switch (one.type) {
      case 'button': {
        length(one.text, 1, 75, `${at} button`);
        length(one.value ?? '', 0, 2000, `${at} value`);
        const confirm = one.confirm as Json | undefined;
        if (confirm === undefined) break;
        length(confirm.title, 1, 100, `${at} confirm title`);
        length(confirm.text, 1, 300, `${at} confirm text`);
        length(confirm.confirm, 1, 30, `${at} confirm yes`);
        length(confirm.deny, 1, 30, `${at} confirm no`);
        break;
      }
      case 'radio_buttons':
      case 'checkboxes':
        check(options.length >= 1 && options.length <= 10, `${at}: ${options.length} options`);
        for (const option of chosen)
          check(
            options.some((other) => JSON.stringify(other) === JSON.stringify(option)),
            `${at}: chosen, and no option`,
          );
        check(one.initial_options === undefined || chosen.length > 0, `${at}: an empty list of chosen options`);
        break;
      case 'external_select':
      case 'multi_external_select':
        check(chosen.length <= 100, `${at}: ${chosen.length} chosen`);
        check(one.initial_options === undefined || chosen.length > 0, `${at}: an empty list of chosen options`);
        break;
      case 'datepicker':
        check(one.initial_date === undefined || /^\d{4}-\d\d-\d\d$/.test(String(one.initial_date)), `${at}: no date`);
        break;
      case 'plain_text_input':
        check(Number(one.max_length ?? 1) <= 3000, `${at}: max_length`);
        break;
      default:
        problems.push(`${at}: an element of type ${one.type}`);
    }
  }

  for (const [i, block] of blocks.entries()) {
    const at = `block ${i} (${block.type})`;
    if (block.block_id !== undefined) length(block.block_id, 1, 255, `${at} block_id`);
    switch (block.type) {
      case 'divider':
        break;
      case 'header':
        length(block.text, 1, 150, at);
        check((block.text as Json).type === 'plain_text', `${at}: not plain_text`);
        break;
      case 'section': {
        const fields = block.fields as readonly unknown[] | undefined;
        if (block.text !== undefined) length(block.text, 1, 3000, at);
        check(block.text !== undefined || fields !== undefined, `${at}: neither text nor fields`);
        check(fields === undefined || (fields.length >= 1 && fields.length <= 10), `${at}: ${fields?.length} fields`);
        for (const field of fields ?? []) length(field, 1, 2000, `${at} field`);
        if (block.accessory !== undefined) element(block.accessory as Json, at);
        break;
      }
      case 'context': {
        const elements = block.elements as readonly unknown[];
        check(elements.length >= 1 && elements.length <= 10, `${at}: ${elements.length} elements`);
        for (const one of elements) length(one, 1, 3000, `${at} element`);
        break;
      }
      case 'actions': {
        const elements = block.elements as readonly Json[];
        check(elements.length >= 1 && elements.length <= 25, `${at}: ${elements.length} elements`);
        const actions = elements.map(({ action_id: id }) => id);
        check(new Set(actions).size === actions.length, `${at}: action ids repeat`);
        for (const one of elements) element(one, at);
        break;
      }
      case 'input':
        length(block.label, 1, 2000, `${at} label`);
        if (block.hint !== undefined) length(block.hint, 1, 2000, `${at} hint`);
        element(block.element as Json, at);
        break;
      default:
        problems.push(`${at}: not a block that every client draws`);
    }
  }
  return problems;
}
