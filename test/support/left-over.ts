// What of a Japanese message is still English: words in a row that are neither a command nor a name.

/** Lines of a transcript that belong to no message: titles, what people type, what happens. */
const FRAME = /^(?:==|>>>|---|\*\*\*|!!!|# (?!.*[ぁ-ヿ一-鿿]))/u;
/** The message as a terminal prints it breaks its lines anywhere; the same words stand in the part for Slack. */
const TERMINAL = /^== .*: terminal\n[\s\S]*?(?=^== )/gmu;
/** Preformatted text, code, dates, and what a button types. */
const TAKEN = [/```[\s\S]*?```/g, /`[^`\n]*`/g, /<![^>\n]*>/g, /\] [^\n]*?(?= \(asks: |$)/gmu];
/** Three words of Latin letters or more, one after the other. */
const ENGLISH = /[A-Za-z][A-Za-z'’-]*(?:[,;:]? [A-Za-z][A-Za-z'’-]*){2,}/g;

/** Runs of English words in a Japanese transcript, without `data`: what people wrote, and what other programs said. */
export function leftOver(transcript: string, data: readonly string[]): readonly string[] {
  let words = transcript.replace(TERMINAL, '');
  words = words
    .split('\n')
    .filter((line) => !FRAME.test(line))
    .join('\n');
  for (const pattern of TAKEN) words = words.replace(pattern, '。');
  for (const one of data) words = words.replaceAll(one, '。');
  return [...words.matchAll(ENGLISH)].map(([found]) => found);
}
