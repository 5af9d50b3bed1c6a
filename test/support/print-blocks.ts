/** Block Kit as text, the way a person reads it: dates in the zone of tables.yml, buttons with what they type. */

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

export type Button = { readonly label: string; readonly command: string };

export const buttonsOf = (blocks: readonly unknown[]): readonly Button[] =>
  list(blocks)
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => list(elements))
    .flatMap((element) =>
      element.type === 'static_select'
        ? list(element.options).map((option) => ({ label: words(option.text), command: String(option.value) }))
        : element.type === 'button'
          ? [{ label: words(element.text), command: String(element.value ?? '') }]
          : [],
    );

export const printBlocks = (blocks: readonly unknown[]): string => list(blocks).map(printBlock).join('\n');

function printBlock(block: Json): string {
  switch (block.type) {
    case 'header':
      return `# ${words(block.text)}`;
    case 'section':
      return [
        ...(block.text === undefined ? [] : [words(block.text)]),
        ...list(block.fields).map((field) => `  ${words(field).replace('\n', ': ')}`),
      ].join('\n');
    case 'context':
      return list(block.elements)
        .map((element) => `· ${words(element)}`)
        .join('\n');
    case 'actions':
      return list(block.elements)
        .map((element) => printElement(element))
        .join('\n');
    case 'divider':
      return '----';
    // A block that nobody has printed so far is shown whole, so that the transcript shows that it is there.
    default:
      return JSON.stringify(block);
  }
}

function printElement(element: Json): string {
  if (element.type === 'static_select') {
    const options = list(element.options).map((option) => `${words(option.text)} = ${String(option.value)}`);
    return `[${words(element.placeholder)} ▾] ${options.join(' · ')}`;
  }
  if (element.type !== 'button') return `[${words(element.placeholder)}: ${String(element.type)}]`;
  const confirm = isJson(element.confirm)
    ? ` (asks: ${words(element.confirm.title)} ${words(element.confirm.text)})`
    : '';
  return `[${words(element.text)}] ${String(element.value ?? element.url ?? '')}${confirm}`;
}

/** Markup that the reader does not see is taken away. */
function words(text: unknown): string {
  if (!isJson(text)) return '';
  return String(text.text)
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^|>]*)\|([^>]*)>/g, '$2 ($1)')
    .replace(/<@([A-Z0-9]+)>/g, '@$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
