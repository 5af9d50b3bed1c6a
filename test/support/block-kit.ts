/** Slack's limits for a message, as its documentation and its refusals state them. Pure: no message is sent. */

type Json = { readonly [key: string]: unknown };

/** What Slack would refuse in a message; empty where it is fine. */
export function blockKitProblems(message: { readonly text: string; readonly blocks: readonly unknown[] }): string[] {
  const problems: string[] = [];
  const check = (ok: boolean, problem: string) => {
    if (!ok) problems.push(problem);
  };
  const length = (value: unknown, min: number, max: number, where: string) => {
    const text = String((value as Json | undefined)?.text ?? value ?? '');
    check(text.length >= min && text.length <= max, `${where}: ${text.length} characters, allowed ${min} to ${max}`);
    check(text.isWellFormed(), `${where}: half a character`);
  };
  length(message.text, 1, 4000, 'text');
  check(message.blocks.length >= 1 && message.blocks.length <= 50, `${message.blocks.length} blocks`);
  check(
    JSON.stringify(message.blocks).length <= 13_000,
    `${JSON.stringify(message.blocks).length} characters in all blocks`,
  );

  for (const [i, raw] of message.blocks.entries()) {
    const block = raw as Json;
    const at = `block ${i} (${block.type})`;
    switch (block.type) {
      case 'header':
        length(block.text, 1, 150, at);
        check((block.text as Json).type === 'plain_text', `${at}: not plain_text`);
        break;
      case 'section': {
        if (block.text !== undefined) length(block.text, 1, 3000, at);
        const fields = block.fields as readonly unknown[] | undefined;
        check(block.text !== undefined || fields !== undefined, `${at}: neither text nor fields`);
        check(fields === undefined || (fields.length >= 1 && fields.length <= 10), `${at}: ${fields?.length} fields`);
        for (const field of fields ?? []) length(field, 1, 2000, `${at} field`);
        break;
      }
      case 'context': {
        const elements = block.elements as readonly unknown[];
        check(elements.length >= 1 && elements.length <= 10, `${at}: ${elements.length} elements`);
        for (const element of elements) length(element, 1, 3000, `${at} element`);
        break;
      }
      case 'actions': {
        const elements = block.elements as readonly Json[];
        check(elements.length >= 1 && elements.length <= 25, `${at}: ${elements.length} elements`);
        const ids = elements.map((element) => element.action_id);
        check(new Set(ids).size === ids.length, `${at}: action ids repeat`);
        for (const element of elements) {
          check(element.type === 'button', `${at}: ${element.type}`);
          length(element.text, 1, 75, `${at} button`);
          length(element.value, 1, 2000, `${at} value`);
          length(element.action_id, 1, 255, `${at} action_id`);
          const confirm = element.confirm as Json | undefined;
          if (confirm === undefined) continue;
          length(confirm.title, 1, 100, `${at} confirm title`);
          length(confirm.text, 1, 300, `${at} confirm text`);
          length(confirm.confirm, 1, 30, `${at} confirm yes`);
          length(confirm.deny, 1, 30, `${at} confirm no`);
        }
        break;
      }
      default:
        problems.push(`${at}: not a block that every client draws`);
    }
  }
  return problems;
}

/** Every text that Slack reads as mrkdwn: there `<!channel>` calls everybody. */
export function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  const own = object.type === 'mrkdwn' && typeof object.text === 'string' ? [object.text] : [];
  return [...own, ...Object.values(object).flatMap(mrkdwnOf)];
}
