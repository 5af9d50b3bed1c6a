import { expiredPlanMessage, otherPlanMessage, unknownPlanMessage } from '../views/pinned.ts';
import { type Context, type Reply, reply, whenOf } from './command.ts';

export type Pinned =
  | { readonly ok: true; readonly pin: string | null }
  /** Nothing was started: the plan is not there, is of another table, or is too old. */
  | { readonly ok: false; readonly reply: Reply };

/** The plan that a run shall carry out as it was shown; null where none is asked for. */
export function pinnedOf(context: Context, id: string | undefined, table: string): Pinned {
  if (id === undefined) return { ok: true, pin: null };
  const pin = context.jobs.pinned(id);
  const refused = (message: Reply['message'], error: string): Pinned => ({
    ok: false,
    reply: reply(message, { error, plan: id }, { outcome: 'refused' }),
  });
  if (pin === null) return refused(unknownPlanMessage(id, table), `there is no plan ${id}`);
  if (pin.table !== table) return refused(otherPlanMessage(pin, table), `plan ${id} is of ${pin.table}`);
  if (pin.expiresAt <= context.now) {
    return refused(expiredPlanMessage(pin, whenOf(context)), `plan ${id} has expired`);
  }
  return { ok: true, pin: pin.id };
}
