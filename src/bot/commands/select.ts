import { type Keyword, knownTable } from '../../jobs/index.ts';
import { type Call, lineOf } from '../parse.ts';
import { type Found, findAll, joined, type Known } from '../selector.ts';
import { nothingIsMessage, unknownTableMessage, whichTableMessage } from '../views/select.ts';
import { type Context, type Reply, reply } from './command.ts';

export type Selected =
  | { readonly ok: true; readonly tables: readonly string[] }
  /** Nothing was done: nobody is called so, or it has to be asked who is meant. */
  | { readonly ok: false; readonly reply: Reply };

/**
 * The tables that words of a command mean: all of its arguments where nothing else is said. What is asked back has the
 * whole command again on every button.
 */
export function select(context: Context, call: Call, words: readonly string[] = call.args): Selected {
  const found = findAll(words, knownOf(context));
  return found.kind === 'tables'
    ? { ok: true, tables: found.names }
    : { ok: false, reply: askBack(call, words, found) };
}

/** The same for a command that is about one table. */
export function selectOne(
  context: Context,
  call: Call,
  word: string,
): { readonly ok: true; readonly table: string } | { readonly ok: false; readonly reply: Reply } {
  const selected = select(context, call, [word]);
  if (!selected.ok) return selected;
  const [table] = selected.tables;
  if (table !== undefined && selected.tables.length === 1) return { ok: true, table };
  return { ok: false, reply: askBack(call, [word], { kind: 'several', said: word, names: selected.tables }) };
}

export function knownOf({ jobs, asker }: Context): Known {
  return {
    tables: Object.values(jobs.config().tables).map(knownTable),
    batch: (moment) => {
      const at = Date.parse(moment);
      const runs = Number.isNaN(at) ? [] : (jobs.batch(at)?.runs ?? []);
      return runs.map(({ table, state, finishedAt }) => ({
        table,
        state: state === 'queued' ? ('waits' as const) : finishedAt === null ? ('goes on' as const) : ('over' as const),
      }));
    },
    are: (keyword) =>
      keyword === 'late'
        ? jobs.late().map(({ table }) => table)
        : jobs
            .statuses()
            .filter(({ active, last, pause }) => {
              if (keyword === 'failed') return last?.state === 'failed';
              if (keyword === 'paused') return pause !== null;
              if (keyword === 'held') return active?.state === 'held';
              return keyword === 'running' && active !== null && active.state !== 'held';
            })
            .map(({ name }) => name),
    me: asker.id,
  };
}

function askBack(call: Call, words: readonly string[], found: Exclude<Found, { readonly kind: 'tables' }>): Reply {
  if (found.kind === 'empty') {
    const data = { error: `no table is ${found.keyword}`, selected: [] };
    return reply(nothingIsMessage(found.keyword satisfies Keyword), data, { outcome: 'refused' });
  }
  const again = (name: string): string => lineOf({ ...call, args: replaced(call.args, words, found.said, name) });
  if (found.kind === 'none') {
    const near = found.near.map((name) => ({ name, again: again(name) }));
    const data = { error: `no table is called ${found.said}`, near: found.near };
    return reply(unknownTableMessage(found.said, near), data, { outcome: 'usage' });
  }
  const options = found.names.map((name) => ({ name, again: again(name) }));
  const data = { error: `${found.said} means ${found.names.length} tables`, near: found.names };
  return reply(whichTableMessage(found.said, options), data, { outcome: 'usage' });
}

/** The arguments with `name` in the place of what was said. */
function replaced(args: readonly string[], words: readonly string[], said: string, name: string): readonly string[] {
  const all = joined(args);
  const at = all.findIndex((arg) => arg === said || (words.includes(arg) && arg.includes(said)));
  return at < 0 ? [name] : all.map((arg, i) => (i === at ? name : arg));
}
