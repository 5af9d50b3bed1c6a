/** How problems are gathered, and the limits of what stands in many places: texts, ids, options, confirmations. */

export type Json = { readonly [key: string]: unknown };
export const at = (value: unknown): Json => (value ?? {}) as Json;

export type Check = {
  readonly problems: string[];
  that(ok: boolean, problem: string): void;
  /** Ids have to be new within what is sent. */
  id(kind: 'block_id' | 'action_id', value: unknown, where: string): void;
  /** An object of the kind plain_text or mrkdwn. */
  words(value: unknown, max: number, where: string, plain?: 'plain'): void;
  option(value: unknown, where: string): void;
  confirm(value: unknown, where: string): void;
};

export function checker(): Check {
  const problems: string[] = [];
  const seen = new Set<string>();
  const check: Check = {
    problems,
    that(ok, problem) {
      if (!ok) problems.push(problem);
    },
    id(kind, value, where) {
      if (value === undefined) return;
      textIn(check, value, 1, 255, `${where} ${kind}`);
      // An action id only has to be new within its block.
      const key = kind === 'block_id' ? `${kind} ${value}` : `${kind} ${where.split(' ')[0]} ${value}`;
      check.that(!seen.has(key), `${where}: ${kind} ${value} repeats`);
      seen.add(key);
    },
    words(value, max, where, plain) {
      const { type, text } = at(value);
      check.that(
        type === 'plain_text' || (type === 'mrkdwn' && plain === undefined),
        `${where}: a text of type ${type}`,
      );
      textIn(check, text, 1, max, where);
    },
    option(value, where) {
      const { text, value: chosen, description } = at(value);
      check.words(text, 75, `${where} text`);
      textIn(check, chosen, 1, 75, `${where} value`);
      if (description !== undefined) check.words(description, 75, `${where} description`);
    },
    confirm(value, where) {
      if (value === undefined) return;
      const { title, text, confirm, deny } = at(value);
      check.words(title, 100, `${where} confirm title`, 'plain');
      check.words(text, 300, `${where} confirm text`);
      check.words(confirm, 30, `${where} confirm yes`, 'plain');
      check.words(deny, 30, `${where} confirm no`, 'plain');
    },
  };
  return check;
}

export function textIn(check: Check, value: unknown, min: number, max: number, where: string): void {
  if (typeof value !== 'string') {
    check.that(false, `${where}: ${value === undefined ? 'missing' : typeof value} instead of text`);
    return;
  }
  check.that(
    value.length >= min && value.length <= max,
    `${where}: ${value.length} characters, allowed ${min} to ${max}`,
  );
  check.that(value.isWellFormed(), `${where}: half a character`);
  // What a button carries is a command, and nobody sees it.
  if (where.endsWith('value')) return;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  check.that(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value), `${where}: a control character`);
}
