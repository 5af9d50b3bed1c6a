import { estimateOf, sumOf } from '../estimates.ts';
import { type Call, lineOf } from '../parse.ts';
import { type Asked, confirmMessage } from '../views/confirm.ts';
import { type Context, type Reply, reply } from './command.ts';

/** More tables than this at once are asked about first. */
export const MANY = 5;
/** A button carries 2,000 characters: a longer list is said again as it was said. */
const LONGEST = 1500;

/**
 * Asks before something is done to many tables: which, how much and how long. Null where it need not be asked: they are
 * few, it was answered (`--yes`, or by whoever approved it), or somebody at a terminal has typed each name.
 */
export function confirm(context: Context, call: Call, tables: readonly string[], what: Asked['what']): Reply | null {
  const typed = context.asker.kind === 'terminal' && call.args.length >= tables.length;
  const answered = call.flags.yes !== undefined || context.approval !== undefined;
  if (tables.length <= MANY || answered || typed) return null;
  const { jobs } = context;
  const estimate =
    what === 'cancel'
      ? null
      : sumOf(
          tables.map((table) => estimateOf(jobs, table)),
          jobs.config().maxRunning,
        );
  // What `failed` means may change until the button is pressed: the names are what was agreed to.
  const named = lineOf({ ...call, args: tables, flags: { ...call.flags, yes: '' } });
  const again = named.length <= LONGEST ? named : lineOf({ ...call, flags: { ...call.flags, yes: '' } });
  const message = confirmMessage({ what, tables, estimate, again, said: call.args.join(' ') });
  return reply(message, { asks: what, tables, again }, { outcome: 'refused' });
}
