/** What does an error say when a server cannot be started? */

/** An error with the command that would fix it, for the last lines of a run. */
export function cannotStart(reason: string, fix: string): Error {
  return Object.assign(new Error(reason), { fix });
}
