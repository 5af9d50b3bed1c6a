// What of a Japanese message is not Japanese: the words that are left when commands, codes and names are taken away.

/** Lines of a transcript that are not part of a message: titles, what people type, what happens. */
const FRAME = /^(?:==|>>>|---|\*\*\*|# (?![^\n]*[ぁ-ヿ一-鿿])|\/sync |npx )/;

/** Taken away before words are looked for; each is data, or stays as it is in every language. */
const DATA: readonly RegExp[] = [
  /```[\s\S]*?```/g,
  /`[^`\n]*`/g,
  // A button: what it types.
  /\] [^\n(]*/g,
  /npx sync-bot [^\n、。()]*/g,
  /\/sync [a-z][^\n、。()]*/g,
  /https?:\/\/\S+|gs:\/\/\S+/g,
  // Moments and their zone.
  /\b(?:Asia\/Tokyo|UTC)\b/g,
  // Flags, codes, names with a dot or an underscore: src.refused, warehouse.users, max_age, tables.yml.
  /--[a-z][\w-]*/g,
  /@?\b[A-Za-z0-9]+(?:[._/-][A-Za-z0-9*]+)+\b/g,
  /\b[UCSD]0[A-Z0-9]+\b/g,
];

/** The words of Latin letters that are left in a transcript, with the line they stand in. */
export function leftOver(transcript: string, allowed: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const text = DATA.reduce(
    (words, pattern) => words.replace(pattern, (piece) => piece.replace(/[^\n]/g, ' ')),
    transcript,
  );
  const lines = transcript.split('\n');
  for (const [i, line] of text.split('\n').entries()) {
    if (FRAME.test(lines[i] ?? '')) continue;
    for (const [word] of line.matchAll(/[A-Za-z][A-Za-z']+/g))
      if (!allowed.has(word)) found.push(`${word} | ${lines[i]}`);
  }
  return found;
}
