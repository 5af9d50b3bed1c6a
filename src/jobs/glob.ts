/**
 * Whether `text` is what `pattern` says, `*` for anything and `?` for one character, without regard to case. In time of
 * the two lengths multiplied at most, whatever the pattern: a person types it, and everybody else waits.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const given = [...text.toLowerCase()];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < given.length; ) {
    if (wanted[at] === '*') {
      star = at;
      at += 1;
      resume = i;
    } else if (wanted[at] === '?' || wanted[at] === given[i]) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      // The last star takes one character more; what stood before it stands.
      at = star + 1;
      resume += 1;
      i = resume;
    } else return false;
  }
  return wanted.slice(at).every((char) => char === '*');
}
