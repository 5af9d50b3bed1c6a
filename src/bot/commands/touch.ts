import type { Concerns, Run, Scope, TableSpec } from '../../jobs/index.ts';
import { type Call, lineOf } from '../parse.ts';
import { findAll, joined } from '../selector.ts';
import { type Context, runNumber } from './command.ts';
import { scopeOf } from './scope.ts';
import { knownOf } from './select.ts';

/** What a command would touch: all that the rules of `danger`, a freeze and the audit ask of it. */
export type Touch = {
  /** As far as its words mean any. */
  readonly tables: readonly string[];
  /** Which rules of `danger` concern it; null: none. */
  readonly concerns: Concerns | null;
  /** What of them is read; several where not all of it is asked for in one way. */
  readonly scopes: readonly Scope[];
  /** It starts a run, or lets one go on: refused while everything is frozen. */
  readonly starts: boolean;
  /** Rows that are known to be waiting; null: as many as the table had the last time. */
  readonly staged: number | null;
  /** What is carried out when another person agrees: by names, so that it means the same then. */
  readonly line: string;
};

const DUE: readonly Scope[] = [{ kind: 'due' }];
/** What stops or pauses something is never dangerous, and what only looks is nobody's business. */
const NOTHING = { concerns: null, scopes: DUE, starts: false, staged: null } as const;
const STARTS = { concerns: 'rows', scopes: DUE, starts: true, staged: null } as const;
/** The last run that is over is among so many. */
const LOOKED_AT = 20;
const isOver = ({ state }: Run): boolean => ['success', 'failed', 'canceled'].includes(state);
type Asks = (context: Context, call: Call, tables: readonly string[]) => Omit<Touch, 'tables' | 'line'>;

/** Every verb that a rule of `danger` or a freeze concerns. */
const CONCERNS: Readonly<Record<string, Asks>> = {
  run: (context, { flags }, tables) => {
    const asked = scopeOf(flags, specsOf(context, tables));
    return asked.ok && flags['dry-run'] === undefined ? { ...STARTS, scopes: [asked.scope] } : NOTHING;
  },
  retry: (context, { args }, tables) => {
    const { jobs } = context;
    const named = args.flatMap((arg) => jobs.run(runNumber(context, arg) ?? -1) ?? []);
    // What was asked for again may be more than what is due: all of it counts.
    const last = tables.flatMap((table) => jobs.history(table, LOOKED_AT).find(isOver) ?? []);
    const scopes = [...named, ...last].map(({ scope }) => scope).filter(({ kind }) => kind !== 'due');
    const full = scopes.filter(({ kind }) => kind === 'full').slice(0, 1);
    const windows = scopes.filter(({ kind }) => kind === 'window');
    return { ...STARTS, scopes: full.length + windows.length === 0 ? DUE : [...full, ...windows] };
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
  return [...new Set([...new Set(apart(context, words))].flatMap((word) => namesOf(context, word) ?? []))];
}

/** Words as the commands take them: numbers of runs, and between them `tag: core` as `tag:core`. */
function apart(context: Context, words: readonly string[]): readonly string[] {
  const isRun = (word: string): boolean => runNumber(context, word) !== null;
  return [...words.filter(isRun), ...joined(words.filter((word) => !isRun(word)))];
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
  if (verb === 'publish') {
    // The run that is held now: another one that is held then is another question.
    const [said, ...more] = args;
    const table = said === undefined || runNumber(context, said) !== null ? undefined : namesOf(context, said)?.[0];
    const held = table === undefined ? null : context.jobs.activeRun(table);
    return lineOf(held?.state === 'held' ? { ...call, args: [String(held.id), ...more] } : call);
  }
  if (verb !== 'run' && verb !== 'retry') return lineOf(call);
  const named = [...new Set(apart(context, args))].flatMap((arg) =>
    runNumber(context, arg) === null ? (namesOf(context, arg) ?? [arg]) : [arg],
  );
  // Another person agrees to it: nobody is asked whether it is meant.
  return lineOf({ verb, args: [...new Set(named)], flags: { ...flags, ...(named.length > 1 ? { yes: '' } : {}) } });
}
