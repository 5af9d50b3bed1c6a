import type { Decision } from '../../jobs/index.ts';
import { factsOf } from '../facts.ts';
import type { Call } from '../parse.ts';
import { discardedMessage, notHeldMessage, nothingHeldMessage, publishingMessage } from '../views/held.ts';
import { unknownRunMessage } from '../views/refusals.ts';
import { runMessage } from '../views/run.ts';
import { badUsage, type Command, type Context, type Reply, reply, runNumber, whenOf } from './command.ts';
import { runData } from './data.ts';
import { selectOne } from './select.ts';

export const publish: Command = {
  verb: 'publish',
  aliases: ['公開'],
  role: 'operator',
  usage: 'publish RUN|TABLE [--note WHY]',
  example: 'publish users --note the shop closed two branches',
  summary: 'publish a held run anyway',
  about: 'run',
  flags: { note: 'text' },
  run: (context, call) => decide(context, publish, 'publish', call),
};

export const discard: Command = {
  verb: 'discard',
  aliases: ['破棄'],
  role: 'operator',
  usage: 'discard RUN|TABLE [--note WHY]',
  example: 'discard users',
  summary: 'drop the rows of a held run',
  about: 'run',
  flags: { note: 'text' },
  run: (context, call) => decide(context, discard, 'discard', call),
};

async function decide(context: Context, command: Command, what: Decision['what'], call: Call): Promise<Reply> {
  const { jobs, asker } = context;
  const { args } = call;
  const { note } = call.flags;
  const [said] = args;
  if (said === undefined || args.length > 1)
    return badUsage(command, said === undefined ? 'which run or table?' : 'one at a time');
  const number = runNumber(context, said);
  const selected = number === null ? selectOne(context, call, said) : null;
  if (selected?.ok === false) return selected.reply;
  const id = number ?? heldRun(context, selected?.table ?? said);
  if (id === null) {
    const held = jobs.activeRuns().filter((run) => run.state === 'held');
    return reply(nothingHeldMessage(said, held), { error: `no run of ${said} is held` }, { outcome: 'refused' });
  }
  const verdict = await jobs.decide(id, what, asker, note);
  if (verdict.kind === 'unknown')
    return reply(unknownRunMessage(said), { error: `there is no run ${said}` }, { outcome: 'usage' });
  const { run } = verdict;
  if (verdict.kind === 'columns') {
    return reply(runMessage(factsOf(jobs, run), whenOf(context)), runData(run), { outcome: 'refused' });
  }
  if (verdict.kind === 'not_held')
    return reply(notHeldMessage(run, whenOf(context)), runData(run), { outcome: 'refused' });
  // Where the run has a message of its own, the channel sees it there.
  const visibility = jobs.posts.of(id).length > 0 ? 'private' : 'channel';
  if (what === 'discard') return reply(discardedMessage(run), runData(run), { visibility });
  return reply(publishingMessage(run), runData(run), { visibility, joined: [id] });
}

/** The run of the table that is held, or else the last one that was: then the answer says what became of it. */
function heldRun({ jobs }: Context, table: string): number | null {
  const active = jobs.activeRun(table);
  if (active?.state === 'held') return active.id;
  return jobs.history(table, 20).find((run) => run.held !== null)?.id ?? null;
}
