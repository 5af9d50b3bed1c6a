import { type ColumnDecision, type ColumnOutcome, MASKS, type Mask, SyncError } from '../../jobs/index.ts';
import { flat } from '../language/index.ts';
import { phrase, say, type Text } from '../message.ts';
import {
  changesMessage,
  notRevertedMessage,
  notWrittenMessage,
  revertedMessage,
  writtenMessage,
} from '../views/changes.ts';
import { masksMessage } from '../views/columns.ts';
import { cannotPlanMessage } from '../views/refusals.ts';
import {
  badUsage,
  type Command,
  type Context,
  type Reply,
  refuseModel,
  reply,
  unknownTable,
  whenOf,
} from './command.ts';
import { iso } from './data.ts';
import { selectOne } from './select.ts';

const WORDS: Readonly<Record<string, ColumnDecision>> = {
  exclude: { what: 'exclude' },
  ignore: { what: 'exclude' },
  fine: { what: 'unmasked' },
  add: { what: 'unmasked' },
};
const ALLOWED = `mask ${MASKS.join('|')}, exclude, fine`;
const MOST = 100;
const WHICH = 'which change? changes lists them with their numbers';

/** Decides about a column: written into tables.yml. */
export const column: Command = {
  verb: 'column',
  aliases: ['列'],
  role: 'operator',
  usage: 'column TABLE COLUMN DECISION',
  example: 'column users contact_note mask hash',
  summary: 'decide how a column is copied',
  more: [
    say`DECISION is mask and one of ${MASKS.join(', ')}; or exclude, to leave it out; or fine, to copy it as it is`,
    'It is written into tables.yml, and can be taken back: revert',
  ],
  flags: {},
  run: async (context, call) => {
    const { jobs, asker } = context;
    const { args } = call;
    const [said, name, word = '', mask, ...more] = args;
    if (said === undefined || name === undefined) return badUsage(column, 'which table, and which column?');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    const refused = refuseModel(context, 'column', table);
    if (refused !== null) return refused;
    const verb = word.toLowerCase();
    if (verb === 'mask' && mask === undefined) {
      const masks = suitable(context, table, name);
      return reply(masksMessage(table, name, masks), { masks });
    }
    const how = MASKS.find((one) => one === mask?.toLowerCase());
    const decision =
      verb === 'mask' ? (how === undefined ? undefined : { what: 'mask' as const, mask: how }) : WORDS[verb];
    if (decision === undefined || more.length > 0 || (verb !== 'mask' && mask !== undefined)) {
      return badUsage(
        column,
        say`${args.slice(2).join(' ') || phrase('nothing')} is not a decision (allowed: ${ALLOWED})`,
      );
    }
    try {
      const verdict = await jobs.decideColumn(table, name, decision, asker);
      if (verdict.kind !== 'written') return notWritten([`${table}.${name}`], verdict);
      const { run } = verdict;
      const follow = run === null || run.state === 'held' ? [] : [run.id];
      return reply(
        writtenMessage(table, told(name, decision), verdict),
        { ...verdict, run: run?.id ?? null },
        {
          visibility: 'channel',
          joined: follow,
        },
      );
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return reply(cannotPlanMessage(table, error.summary), { error: error.summary }, { outcome: 'refused' });
    }
  },
};

/** Masks that suit it, as far as it is asked about; all of them else. */
function suitable({ jobs }: Context, table: string, name: string): readonly Mask[] {
  const held = jobs.activeRun(table)?.held;
  const waiting = held?.kind === 'columns' ? held.columns.find((one) => one.column === name) : undefined;
  const asked = jobs.questions().find((one) => one.table === table && one.column.name === name);
  return waiting?.masks ?? asked?.column.masks ?? MASKS;
}

function told(name: string, decision: ColumnDecision): Text {
  if (decision.what === 'mask') return say`${name} is masked (${decision.mask})`;
  return decision.what === 'exclude' ? say`${name} is left out` : say`${name} is copied as it is`;
}

function notWritten(what: Text, verdict: Exclude<ColumnOutcome, { kind: 'written' }>): Reply {
  const error = verdict.kind === 'unknown' ? `${flat('en', what)} is not known` : verdict.said;
  const outcome = verdict.kind === 'unknown' ? 'usage' : 'refused';
  return reply(notWrittenMessage(what, verdict), { error, ...verdict }, { outcome });
}

export const changes: Command = {
  verb: 'changes',
  aliases: ['変更'],
  role: 'viewer',
  usage: 'changes [TABLE]',
  example: 'changes users',
  summary: 'see what was changed in tables.yml',
  flags: {},
  run: async (context, { args }) => {
    const [table, ...more] = args;
    if (more.length > 0) return badUsage(changes, 'one table at a time');
    const unknown = table === undefined ? null : unknownTable(context, 'changes', [table]);
    if (unknown !== null) return unknown;
    const found = context.jobs.changes(table ?? null, MOST);
    return reply(
      changesMessage(table ?? null, found, whenOf(context)),
      found.map(({ at, by, undone, ...rest }) => ({
        at: iso(at),
        by: by.id,
        ...rest,
        undone: undone === null ? null : { ...undone, at: iso(undone.at) },
      })),
    );
  },
};

export const revert: Command = {
  verb: 'revert',
  aliases: ['取消'],
  role: 'operator',
  usage: 'revert CHANGE',
  example: 'revert 3',
  summary: 'undo a change of tables.yml',
  flags: {},
  more: [
    'changes lists them with their numbers',
    'The lines are put back as they were; what was copied meanwhile stays',
  ],
  run: async ({ jobs, asker }, { args }) => {
    const [said, ...more] = args;
    const id = Number(said?.replace(/^#/, ''));
    if (said === undefined || more.length > 0 || !Number.isSafeInteger(id) || id < 1) {
      return badUsage(revert, said === undefined ? WHICH : say`${args.join(' ')} is not the number of one change`);
    }
    const change = jobs.changes(null, Number.MAX_SAFE_INTEGER).find((one) => one.id === id);
    const verdict = await jobs.undoChange(id, asker);
    if (change === undefined || change.undone !== null) {
      const error = change === undefined ? `there is no change ${id}` : `change ${id} is undone already`;
      const outcome = change === undefined ? 'usage' : 'refused';
      return reply(notRevertedMessage(id, change ?? null), { error }, { outcome });
    }
    if (verdict.kind !== 'written') return notWritten(say`Change ${id}`, verdict);
    return reply(revertedMessage(change, verdict), { ...verdict, run: null }, { visibility: 'channel' });
  },
};
