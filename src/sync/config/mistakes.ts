import { isAbsolute, relative } from 'node:path';
import type { Mistake } from './spec.ts';

/** Where something stands: absolute file, line from 1, offset in the file's text. */
export type Place = { readonly file: string; readonly line: number; readonly offset: number };

/** Something in a file that can be wrong: its place, and its path of keys (`tables.users.mask`), empty for the file itself. */
export type Spot = { readonly path: string; readonly place: Place };

/** Gathers mistakes while the files are read, so that none hides another. */
export type Report = {
  /** One mistake. The same words about the same spot count once (a YAML alias shows one spot several times). */
  at(spot: Spot, text: string): void;
  /** As `at`, but only the first time for this `key`, wherever the spot is. */
  once(key: string, spot: Spot, text: string): void;
  /** One true thing worth saying that is no mistake. */
  warn(spot: Spot, text: string): void;
  /** All mistakes so far, in the order of `files`, then of lines. */
  inOrder(files: readonly string[]): readonly Mistake[];
  /** The same of what is no mistake. */
  warnings(files: readonly string[]): readonly Mistake[];
};

export function openReport(): Report {
  const seen = new Set<string>();
  const found: Found[] = [];
  const warned: Found[] = [];
  const told = (spot: Spot, text: string): Found => ({
    place: spot.place,
    message: spot.path === '' ? text : `${printable(spot.path)}: ${text}`,
  });
  const once = (key: string, spot: Spot, text: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    found.push(told(spot, text));
  };
  return {
    at: (spot, text) => once(`${spot.place.file}:${spot.place.offset}:${text}`, spot, text),
    once,
    warn: (spot, text) => void warned.push(told(spot, text)),
    inOrder: (files) => ordered(found, files),
    warnings: (files) => ordered(warned, files),
  };
}

type Found = { readonly place: Place; readonly message: string };

function ordered(found: readonly Found[], files: readonly string[]): readonly Mistake[] {
  return found
    .toSorted(
      (a, b) =>
        files.indexOf(a.place.file) - files.indexOf(b.place.file) ||
        a.place.line - b.place.line ||
        a.place.offset - b.place.offset,
    )
    .map(({ place, message }) => ({ file: place.file, line: place.line, message }));
}

/** `tables.yml:12: …`, with the file's path as seen from `cwd`. */
export function printMistake(mistake: Mistake, cwd: string): string {
  return `${shortPath(mistake.file, cwd)}:${mistake.line}: ${mistake.message}`;
}

/** A path below `cwd` relative to it, any other as it is. */
export function shortPath(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? file : short;
}

/** A key may hold a line break, and one mistake is one line. */
function printable(path: string): string {
  return path.replace(/\p{Cc}/gu, (char) => JSON.stringify(char).slice(1, -1));
}
