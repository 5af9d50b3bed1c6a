import type { Concerns, Scope, TableSpec } from '../../jobs/index.ts';
import { type Call, lineOf } from '../parse.ts';
import { findAll } from '../selector.ts';
import { type Context, runNumber } from './command.ts';
import { scopeOf } from './scope.ts';
import { knownOf } from './select.ts';

/** What a command would touch: all that the rules of `danger`, a freeze and the audit ask of it. */
export type Touch = {
  /** As far as its words mean any. */
  readonly tables: readonly string[];
  /** Which rules of `danger` concern it; null: none. */
  readonly concerns: Concerns | null;
  readonly scope: Scope;
  /** It starts a run, or lets one go on: refused while everything is frozen. */
  readonly starts: boolean;
  /** Rows that are known to be waiting; null: as many as the table had the last time. */
  readonly staged: number | null;
  /** What is carried out when another person agrees: by names, so that it means the same then. */
  readonly line: string;
};

const DUE: Scope = { kind: 'due' };
/** What stops or pauses something is never dangerous, and what only looks is nobody's business. */
const NOTHING = { concerns: null, scope: DUE, starts: false, staged: null } as const;
const STARTS = { concerns: 'rows', scope: DUE, starts: true, staged: null } as const;
type Asks = (context: Context, call: Call, tables: readonly string[]) => Omit<Touch, 'tables' | 'line'>;

/** Every verb that a rule of `danger` or a freeze concerns. */
const CONCERNS: Readonly<Record<string, Asks>> = {
  run: (context, { flags }, tables) => {
    const asked = scopeOf(flags, specsOf(context, tables));
    return asked.ok ? { ...STARTS, scope: asked.scope } : NOTHING;
  },
  retry: (context, { args }) => {
    const runs = args.flatMap((arg) => context.jobs.run(runNumber(context, arg) ?? -1) ?? []);
    // What was asked for again may be more than what is due.
    return { ...STARTS, scope: runs.find(({ scope }) => scope.kind !== 'due')?.scope ?? DUE };
  },
  publish: ({ jobs }, _, tables) => {
    const held = jobs.activeRun(tables[0] ?? '')?.held;
    return { ...STARTS, staged: held?.kind === 'guard' ? held.pending.staged.rowsStaged : null };
  },
  undo: (_, { flags }) => (flags.yes === undefined ? NOTHING : STARTS),
  column: (_, { args }) =>
    args[2]?.toLowerCase() === 'mask' && args[3] === undefined ? NOTHING : { ...NOTHING, concerns: 'words' },
  revert: () => ({ ...NOTHING, concerns: 'words' }),
};

/** Whether a verb starts a run, or lets one go on. */
export const startsRuns = (verb: string): boolean => ['run', 'retry', 'publish', 'undo'].includes(verb);

export function touchOf(context: Context, call: Call): Touch {
  const tables = tablesOf(context, call);
  const asks = CONCERNS[call.verb]?.(context, call, tables) ?? NOTHING;
  return { ...asks, tables, line: lineByName(context, call) };
}

const specsOf = ({ jobs }: Context, tables: readonly string[]): readonly TableSpec[] =>
  tables.flatMap((table) => jobs.config().tables[table] ?? []);

/** Which tables the words of a command mean; empty where they mean none. */
function tablesOf(context: Context, { verb, args }: Call): readonly string[] {
  const { jobs } = context;
  if (verb === 'revert') {
    const id = Number(args[0]?.replace(/^#/, ''));
    return jobs
      .changes(null, Number.MAX_SAFE_INTEGER)
      .filter((change) => change.id === id)
      .map(({ table }) => table);
  }
  if (verb === 'approve' || verb === 'deny') return jobs.request(Number(args[0]?.replace(/^#/, '')))?.tables ?? [];
  // The other words of this one are no tables.
  const words = verb === 'column' ? args.slice(0, 1) : args;
  return [...new Set(words.flatMap((word) => namesOf(context, word) ?? []))];
}

/** Null where it is no name of tables. */
function namesOf(context: Context, word: string): readonly string[] | null {
  const id = runNumber(context, word);
  if (id !== null) {
    const table = context.jobs.run(id)?.table;
    return table === undefined ? null : [table];
  }
  const found = findAll([word], knownOf(context));
  return found.kind === 'tables' ? found.names : null;
}

function lineByName(context: Context, call: Call): string {
  const { verb, args, flags } = call;
  if (verb !== 'run' && verb !== 'retry') return lineOf(call);
  const named = args.flatMap((arg) => (runNumber(context, arg) === null ? (namesOf(context, arg) ?? [arg]) : [arg]));
  // Another person agrees to it: nobody is asked whether it is meant.
  return lineOf({ verb, args: [...new Set(named)], flags: { ...flags, ...(named.length > 1 ? { yes: '' } : {}) } });
}
