/** A modal or App Home as lines of text, as a person would read it down. */

type Json = { readonly [key: string]: unknown };
const textOf = (value: unknown): string => String((value as Json | undefined)?.text ?? '');

export function printView(view: object): string {
  const { type, title, submit, close, blocks } = view as Json;
  const foot = [submit, close].filter((one) => one !== undefined).map((one) => `[${textOf(one)}]`);
  return [
    ...(type === 'modal' ? [`=== ${textOf(title)} ===`] : []),
    ...(blocks as readonly Json[]).flatMap(printBlock),
    ...(foot.length === 0 ? [] : [foot.join(' ')]),
    '',
  ].join('\n');
}

function printBlock(block: Json): readonly string[] {
  switch (block.type) {
    case 'divider':
      return ['---'];
    case 'header':
      return ['', `# ${textOf(block.text)}`];
    case 'section':
      return [
        `${textOf(block.text)}${block.accessory === undefined ? '' : `  ${printElement(block.accessory as Json)}`}`,
      ];
    case 'context':
      return (block.elements as readonly Json[]).map((one) => `  ${textOf(one)}`);
    case 'actions':
      return [(block.elements as readonly Json[]).map(printElement).join(' ')];
    case 'input':
      return [
        '',
        `${textOf(block.label)}${block.optional === true ? '' : ' *'}`,
        `  ${printElement(block.element as Json)}`,
        ...(block.hint === undefined ? [] : [`  (${textOf(block.hint)})`]),
      ];
    default:
      return [JSON.stringify(block)];
  }
}

function printElement(one: Json): string {
  const options = (one.options ?? []) as readonly Json[];
  const chosen = JSON.stringify([one.initial_option, one.initial_options]);
  switch (one.type) {
    case 'button':
      return `[${textOf(one.text)}${one.value === undefined ? '' : ` → ${String(one.value)}`}${one.confirm === undefined ? '' : ' ?'}]`;
    case 'radio_buttons':
    case 'checkboxes':
      return options
        .map(
          (option) =>
            `${chosen.includes(JSON.stringify(option)) ? '(x)' : '( )'} ${textOf(option.text)}${option.description === undefined ? '' : ` – ${textOf(option.description)}`}`,
        )
        .join('\n  ');
    default: {
      const all = ((one.initial_options ?? []) as readonly Json[]).map((option) => textOf(option.text));
      return `<${[...all, String(one.initial_date ?? ''), textOf(one.placeholder)].filter((word) => word !== '').join(' | ')}>`;
    }
  }
}
