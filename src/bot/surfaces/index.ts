import type { Jobs, Request } from '../../jobs/index.ts';
import { reaches } from '../access.ts';
import { type Context, whenOf } from '../commands/command.ts';
import { COMMANDS } from '../commands/index.ts';
import { knownOf } from '../commands/select.ts';
import type { Contexts, Who } from '../contexts.ts';
import type { Said } from '../conversation.ts';
import { statusesOf } from '../facts.ts';
import type { Log } from '../log.ts';
import { lineOf, parse } from '../parse.ts';
import { find } from '../selector.ts';
import type { Timers } from '../timers.ts';
import type { HomeFacts, ListName } from '../views/home-parts.ts';
import { split } from '../words.ts';
import { createAnswers } from './answers.ts';
import { wordsOfChoices } from './choices.ts';
import { createHome } from './home.ts';
import { createRunForm } from './run-form.ts';
import { createSteps, type StepEnds } from './step.ts';
import type { Views } from './views.ts';

export type SurfacesOptions = {
  readonly jobs: Jobs;
  readonly views: Views;
  readonly ends: StepEnds;
  readonly converse: (said: Said) => Promise<void>;
  readonly contexts: Contexts;
  readonly timers: Timers;
  readonly log: Log;
};

export type Surfaces = ReturnType<typeof createSurfaces>;

/** App Home, modals, shortcuts and the step of workflows, over the same commands as everything else. */
export function createSurfaces({ jobs, views, ends, converse, contexts, timers, log }: SurfacesOptions) {
  const language = () => jobs.config().slack.language;
  const select = (context: Context, word: string): readonly string[] => {
    const found = find(word, knownOf(context));
    return found.kind === 'tables' ? found.names : [];
  };
  const facts = (context: Context, long: ListName | null): HomeFacts => ({
    user: context.asker.id,
    when: whenOf(context),
    tables: statusesOf(jobs),
    isMe: (owner) => owner.replace(/^@/, '') === context.asker.id,
    alerts: [],
    late: [],
    requests: jobs.requests().map((request) => ({ request, mayDecide: mayDecide(context, request) })),
    frozen: jobs.frozen(),
    delivery: { waiting: 0, since: null, sockets: null },
    settings: jobs.settings(context.asker.id),
    long,
  });
  const shared = { jobs, views, converse, contexts, language, timers, log };
  const home = createHome({ ...shared, facts });
  const steps = createSteps({ ...shared, ends });
  return {
    answer: createAnswers(shared),
    form: createRunForm({ ...shared, select, approval: () => [] }),
    home,
    steps,
    language,
    /** What is said about a table that was looked up. */
    lineOfChoice(id: string): string {
      const { words } = wordsOfChoices([id], Object.keys(jobs.config().tables));
      const [word] = words;
      if (word === undefined) return 'list';
      const known = jobs.config().tables[word] !== undefined;
      return lineOf({ verb: known ? 'status' : 'list', args: [word], flags: {} });
    },
    /** What a person sets for themselves on App Home, which shows it at once. */
    async set(who: Who, change: { readonly language?: string | null; readonly dmOnFailure?: boolean }): Promise<void> {
      const { language: chosen, dmOnFailure } = change;
      const language = chosen === 'en' || chosen === 'ja' ? chosen : null;
      const set = jobs.settings(who.user);
      jobs.saveSettings({
        ...set,
        ...(chosen === undefined ? {} : { language }),
        ...(dmOnFailure === undefined ? {} : { dmOnFailure }),
      });
      await home.refresh(who);
    },
    /** The run of which a message in Slack tells; null where it tells of none. */
    runOf: (channel: string, ts: readonly string[]): number | null =>
      ts.map((one) => jobs.posts.at(channel, one)).find((id) => id !== null) ?? null,
    stop(): void {
      home.stop();
      steps.stop();
    },
  };
}

/** Nobody approves what they have asked for themselves. */
const mayDecide = ({ role, asker }: Context, { by }: Request): boolean =>
  reaches(role, 'approver') && !(by.kind === asker.kind && by.id === asker.id);

/** Whether somebody asks for the form: `run`, and nothing behind it. */
export function asksForForm(line: string): boolean {
  const parsed = parse(split(line), COMMANDS);
  if (parsed.kind !== 'call') return false;
  const { verb, args, flags } = parsed.call;
  return verb === 'run' && args.length === 0 && Object.keys(flags).length === 0;
}
