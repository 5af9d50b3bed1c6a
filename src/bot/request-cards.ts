import type { Jobs, Request } from '../jobs/index.ts';
import { whoMay } from './access.ts';
import type { Language } from './language/index.ts';
import { type Log, traceOf } from './log.ts';
import type { Outbox } from './outbox.ts';
import { askedTables } from './requested.ts';
import { freezeMessage, thawedMessage } from './views/freeze.ts';
import { requestMessage } from './views/permits.ts';

export type RequestCardsOptions = {
  readonly jobs: Jobs;
  readonly outbox: Pick<Outbox, 'post' | 'edit'>;
  /** What is said in a channel. */
  readonly languageOf: (channel: string) => Language;
  readonly log: Log;
};
export type RequestCards = {
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  stop(): void;
};

/** Keeps the messages of requests true, and tells the channel of a freeze and of its end. */
export function createRequestCards({ jobs, outbox, languageOf, log }: RequestCardsOptions): RequestCards {
  /** One at a time for each request, so that the newest state is shown last. */
  const lanes = new Map<number, Promise<void>>();
  const pending = new Set<Promise<void>>();

  const whenNow = () => ({ now: jobs.now(), zone: jobs.config().timezone });
  const channel = (): string | null => jobs.config().slack.channel;

  function messageOf(request: Request) {
    const may = whoMay('approver', jobs.config().roles).filter((id) => id !== request.by.id);
    return requestMessage(request, askedTables(jobs, request), may, whenNow());
  }

  async function show(id: number): Promise<void> {
    const request = jobs.request(id);
    if (request === null) return;
    const shows = request.done === null ? request.state : 'done';
    if (request.card === null) {
      const to = channel() ?? request.place?.channel ?? null;
      // A request that nobody saw is not worth a message once it is over.
      if (to === null || request.state !== 'waiting') return;
      const posted = await outbox.post(to, messageOf(request), { key: `request ${id}`, language: languageOf(to) });
      if (posted.kind === 'posted') jobs.requestShown(id, posted.channel, posted.ts, shows);
      else log.warn({ request: id, reason: posted.reason }, 'a request for approval cannot be posted');
    } else if (request.card.shows !== shows) {
      const edited = await outbox.edit(request.card, messageOf(request), {
        language: languageOf(request.card.channel),
      });
      if (edited.kind === 'edited' || edited.kind === 'gone')
        jobs.requestShown(id, request.card.channel, request.card.ts, shows);
    }
  }

  function next(id: number): void {
    const work = (lanes.get(id) ?? Promise.resolve()).then(() => show(id));
    track(work, id);
  }

  function track(work: Promise<unknown>, id: number | null): void {
    const caught = work.then(
      () => {},
      (error: unknown) => log.error(traceOf(error), 'telling of a request or a freeze went wrong'),
    );
    pending.add(caught);
    if (id !== null) lanes.set(id, caught);
    void caught.then(() => {
      pending.delete(caught);
      if (id !== null && lanes.get(id) === caught) lanes.delete(id);
    });
  }

  const off = jobs.on((event) => {
    if (event.type === 'request') next(event.request.id);
    if (event.type !== 'freeze') return;
    const to = channel();
    if (to === null) return;
    const { freeze } = event;
    const running = jobs.activeRuns().filter(({ state }) => state === 'running').length;
    const [word, message] =
      freeze.thawed === null
        ? ['freeze', freezeMessage(freeze, running, whenNow())]
        : ['thaw', thawedMessage(freeze, jobs.missedIn(freeze), whenNow())];
    track(outbox.post(to, message, { key: `${word} ${freeze.id}`, language: languageOf(to) }), null);
  });

  return {
    idle: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
    stop: off,
  };
}
