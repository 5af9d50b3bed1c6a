import { distance } from 'fastest-levenshtein';

const LISTED = 20;

/** The name that was probably meant: at most a third of the letters differ, or they stand in another order. */
export function nearest<Name extends string>(written: string, names: readonly Name[]): Name | null {
  const word = written.toLowerCase();
  let best: Name | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const other = name.toLowerCase();
    const steps = sorted(word) === sorted(other) ? 1 : distance(word, other);
    if (steps > Math.max(1, Math.floor(other.length / 3)) || steps >= Math.min(least, other.length)) continue;
    best = name;
    least = steps;
  }
  return best;
}

/** `; did you mean "shop"? (allowed: shop, blog)`, to stand behind what is wrong with `written`. */
export function choices(written: string, names: readonly string[]): string {
  return `${didYouMean(written, names)} ${allowed(names)}`;
}

/** `; did you mean "shop"?` where a name comes near, else nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  const name = nearest(written, names);
  return name === null ? '' : `; did you mean "${name}"?`;
}

/** `(allowed: a, b, c)` in the order given; the tail of a long list is counted. */
export function allowed(names: readonly string[]): string {
  if (names.length === 0) return '(allowed: none yet)';
  const shown = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? `(allowed: ${shown} and ${names.length - LISTED} more)` : `(allowed: ${shown})`;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
