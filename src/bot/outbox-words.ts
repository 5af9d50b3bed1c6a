import { type SlackMessage, smallPrint } from './blocks.ts';
import type { Language } from './language/index.ts';
import { code, say } from './message.ts';

// The body of a letter as the history holds it, and what is done to one that cannot go as it was written.

export type Body = {
  readonly language: Language;
  readonly broadcast: boolean;
  readonly text: string;
  readonly blocks?: SlackMessage['blocks'];
};
export type Note =
  /** An earlier copy may stand there already. */
  { readonly kind: 'again' } | { readonly kind: 'refused'; readonly channel: string; readonly reason: string };

const MOST_BLOCKS = 50;
const MOST_TEXT = 3000;

export const written = (message: SlackMessage, said: Pick<Body, 'language' | 'broadcast'>): string =>
  JSON.stringify({ ...said, ...message });
export const read = (body: string): Body => JSON.parse(body) as Body;

/** The same with a line of small print. */
export function withNote(body: string, note: Note): string {
  const { language, broadcast, text, blocks } = read(body);
  const { text: words, block } = smallPrint(
    note.kind === 'again'
      ? say`Slack did not confirm the first try: this message may be here twice.`
      : say`This could not be posted in ${code(note.channel)} (${code(note.reason)}). Invite me there, or name another channel in tables.yml.`,
    language,
  );
  const room = blocks !== undefined && blocks.length < MOST_BLOCKS;
  const all = { language, broadcast, text: `${text}\n${words}`, ...(blocks === undefined ? {} : { blocks }) };
  return JSON.stringify(room ? { ...all, blocks: [...blocks, block] } : all);
}

/** Words alone: what is left where Slack does not take the blocks. */
export function plainBody(body: string): string {
  const { language, broadcast, text } = read(body);
  return JSON.stringify({ language, broadcast, text: text.slice(0, MOST_TEXT) });
}
