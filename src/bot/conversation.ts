import type { Jobs } from '../jobs/index.ts';
import { aboutOf } from './about.ts';
import { type SlackMessage, toBlocks } from './blocks.ts';
import { createClicks } from './clicks.ts';
import type { Context, Reply } from './commands/command.ts';
import { dispatch, roleNeeded } from './commands/index.ts';
import { type Deliver, withTrouble } from './deliver.ts';
import type { Languages } from './language/of.ts';
import { type Log, traceOf } from './log.ts';
import { type Message, say, type Text, text } from './message.ts';
import type { Announced, Notifier, Place } from './notify.ts';
import { createSeen } from './seen.ts';
import type { Stands } from './standing.ts';
import type { Timers } from './timers.ts';
import { unexpectedMessage } from './views/refusals.ts';
import { split } from './words.ts';

/** One thing a person said in Slack, whatever way it came. */
export type Said = {
  readonly line: string;
  readonly user: string;
  /** The workspace that Slack named them with, where it named one. */
  readonly team?: string | null;
  readonly place: Place;
  /** False where the place was chosen and not spoken in: it gives nobody a role. */
  readonly spokenThere?: boolean;
  /** Which way it came, as the audit has it: `command` where nothing is said. */
  readonly mouth?: string;
  /** The same for every delivery of the same thing. */
  readonly key: string;
  /** Channel and ts of the message whose button was pressed; null where it was not a button. */
  readonly pressed?: string | null;
  readonly answer: (message: SlackMessage, visibility: Reply['visibility']) => Promise<void>;
};

export type ConversationOptions = {
  readonly jobs: Jobs;
  readonly notifier: Pick<Notifier, 'announce'>;
  /** What people may do. */
  readonly stands: Stands;
  readonly languages: Languages;
  readonly deliver: Deliver;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/** Turns what is said in Slack into commands and their replies into answers. Never throws. */
export function createConversation({
  jobs,
  notifier,
  stands,
  languages,
  deliver,
  timers,
  log,
}: ConversationOptions): (said: Said) => Promise<void> {
  const isFirst = createSeen(jobs, log);
  const clicks = createClicks(jobs);
  let mishaps = 0;

  async function carryOut(said: Said): Promise<void> {
    const { line, user, team = null, place, spokenThere = true, mouth = 'command', pressed = null, answer } = said;
    const asker = { kind: 'slack', id: user } as const;
    const [{ role, limit }] = await Promise.all([
      stands({ user, team, channel: spokenThere ? place.channel : null }),
      languages.meet(place.channel),
    ]);
    const language = await languages.person(user, place.channel);
    const tell = (message: Message): Promise<void> => answer(toBlocks(message, language), 'private');
    const context: Context = {
      jobs,
      asker,
      role,
      limit,
      mouth,
      stands: (other, channel) => stands({ user: other, channel }),
      language,
      place,
      about: aboutOf(jobs, place),
      now: timers.now(),
      tell,
    };
    const words = split(line);
    const press =
      pressed !== null && roleNeeded(words) !== 'viewer' ? { message: pressed, value: line, by: user } : null;
    const once = await clicks.once(press, () => dispatch(words, context));
    if ('already' in once) {
      await answer(toBlocks(once.already, language), 'private');
      return;
    }
    const { reply } = once;
    const announced = await Promise.all(
      [...(reply.together ? [] : reply.started), ...reply.shown].map((id) => notifier.announce(id, place)),
    );
    const displaced = announced.filter((one) => one.kind !== 'here');
    if (reply.saidByRuns && displaced.length === 0) return;
    // By what was just set, where that was the language; what everybody sees is said in the channel's.
    const alone = await languages.person(user, place.channel);
    const everybody = languages.channel(place.channel);
    const { file } = reply;
    const to = { user, place, language: file?.to === 'here' ? everybody : alone };
    const delivered = file === null ? null : await deliver(file, reply.message, to);
    if (delivered?.said) return;
    const message = delivered === null ? reply.message : withTrouble(reply.message, delivered);
    await answer(
      toBlocks(withPlaces(message, displaced), reply.visibility === 'channel' ? everybody : alone),
      reply.visibility,
    );
  }

  return async (said) => {
    if (!isFirst(said.key, timers.now())) {
      log.info({ key: said.key }, 'delivered again, not done again');
      return;
    }
    try {
      await carryOut(said);
    } catch (error) {
      mishaps += 1;
      const reference = `${timers.now().toString(36)}-${mishaps}`;
      log.error({ reference, ...traceOf(error) }, 'a command ended in an unexpected error');
      const language = await languages
        .person(said.user, said.place.channel)
        .catch(() => languages.channel(said.place.channel));
      await said.answer(toBlocks(unexpectedMessage(reference), language), 'private').catch((deaf: unknown) => {
        log.error({ reference, ...traceOf(deaf) }, 'and nobody could be told');
      });
    }
  };
}

/** Says where the messages of runs went that could not be posted where they were asked for. */
function withPlaces(message: Message, displaced: readonly Announced[]): Message {
  const lines = new Map<string, Text>();
  for (const one of displaced) {
    if (one.kind === 'elsewhere')
      lines.set(
        `elsewhere ${one.reason} ${one.channel}`,
        say`I cannot post here (${one.reason}), so the run is followed in ${one.channel}.`,
      );
    if (one.kind === 'later') lines.set('later', say`Slack is slow here: the message of the run follows by itself.`);
    if (one.kind === 'nowhere')
      lines.set(
        `nowhere ${one.reason}`,
        say`I cannot post here (${one.reason}): the run goes on without a message. Invite me to this channel to see the next one.`,
      );
  }
  return { ...message, parts: [...message.parts, ...[...lines.values()].map(text)] };
}
