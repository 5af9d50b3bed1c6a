import { createHash } from 'node:crypto';
import { say } from '../message.ts';
import { nearest } from '../nearest.ts';
import type { Choice } from '../surface.ts';

// Names of tables are longer than the 75 characters that Slack lets a choice carry: ids made of them travel instead.

export type Choosable = { readonly name: string; readonly about: string };
/** Which tables a selector means; empty where it means none. */
export type Select = (word: string) => readonly string[];

const MOST = 100;
const SELECTOR = 's:';

export const idOf = (name: string): string => `t:${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;

const choiceOf = ({ name, about }: Choosable): Choice => ({ id: idOf(name), label: [name], about: [about] });

/**
 * What a person may mean who has typed `query`: the best first, at most 100. A selector that means several tables is a
 * choice of its own, so that more than 100 can be chosen.
 */
export function choicesFor(query: string, tables: readonly Choosable[], select: Select): readonly Choice[] {
  const said = query.normalize('NFKC').trim();
  if (said === '') return tables.slice(0, MOST).map(choiceOf);
  const meant = new Set(select(said));
  const selector = /[*?:]/.test(said) || meant.size > 1;
  const word = said.toLowerCase();
  const rank = ({ name, about }: Choosable): number => {
    const lower = name.normalize('NFKC').toLowerCase();
    if (lower === word) return 0;
    if (meant.has(name)) return 1;
    if (lower.startsWith(word)) return 2;
    if (lower.includes(word)) return 3;
    return about.toLowerCase().includes(word) ? 4 : 9;
  };
  const found = tables
    .map((table) => ({ table, rank: rank(table) }))
    .filter((one) => one.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .map(({ table }) => table);
  const near =
    found.length > 0
      ? []
      : nearest(
          said,
          tables.map(({ name }) => name),
          10,
        );
  const listed = [...found, ...tables.filter(({ name }) => near.includes(name))].map(choiceOf);
  const id = SELECTOR + said;
  if (!selector || meant.size < 2 || id.length > 75) return listed.slice(0, MOST);
  const all: Choice = { id, label: say`All ${meant.size} of ${said}`, about: say`Whatever it means when it runs` };
  return [all, ...listed].slice(0, MOST);
}

/** What was chosen, as it is typed: names and selectors; `gone`: how many mean nothing any more. */
export function wordsOfChoices(
  ids: readonly string[],
  names: readonly string[],
): { readonly words: readonly string[]; readonly gone: number } {
  const byId = new Map(names.map((name) => [idOf(name), name]));
  const words = ids.flatMap((id) => {
    if (id.startsWith(SELECTOR)) return [id.slice(SELECTOR.length)];
    const name = byId.get(id);
    return name === undefined ? [] : [name];
  });
  return { words: [...new Set(words)], gone: ids.length - words.length };
}

/** The same words as choices again. */
export const choicesOfWords = (words: readonly string[], tables: readonly Choosable[]): readonly Choice[] =>
  words.map((word) => {
    const table = tables.find(({ name }) => name === word);
    return table === undefined ? { id: SELECTOR + word, label: [word] } : choiceOf(table);
  });
