import type { Jobs } from '../../jobs/index.ts';
import type { Context } from '../commands/command.ts';
import type { Contexts, Who } from '../contexts.ts';
import { type Log, traceOf } from '../log.ts';
import { toHome } from '../surface-blocks.ts';
import type { Timers } from '../timers.ts';
import { homeView } from '../views/home.ts';
import type { HomeFacts, ListName } from '../views/home-parts.ts';
import type { Views } from './views.ts';

/** Who has not looked for this long looks no more; Slack does not tell when somebody leaves. */
const VIEWER_MS = 60 * 60_000;
/** The shortest time between two publications to one person that nobody asked for. */
const INTERVAL_MS = 30_000;
/** Slack takes about 100 views a minute from the whole app. */
const PER_VIEWER_MS = 800;
const MOST_TRIES = 3;

type Viewer = {
  readonly user: string;
  readonly team: string | null;
  seenAt: number;
  publishedAt: number;
  hash: string | null;
  long: ListName | null;
  /** Being published now; `again`: something changed meanwhile. */
  sending: Promise<void> | null;
  again: boolean;
  unschedule: (() => void) | null;
};

export type HomeOptions = {
  readonly jobs: Pick<Jobs, 'on'>;
  readonly views: Views;
  readonly contexts: Contexts;
  readonly timers: Timers;
  readonly log: Log;
  readonly facts: (context: Context, long: ListName | null) => HomeFacts;
};

/** Keeps App Home true for those who look at it: at once where they ask for it, else seldom. */
export function createHome({ jobs, views, contexts, timers, log, facts }: HomeOptions) {
  const viewers = new Map<string, Viewer>();
  let stopped = false;

  const unsubscribe = jobs.on(() => {
    for (const viewer of viewers.values()) later(viewer);
  });

  function viewerOf({ user, team }: Who): Viewer {
    const known = viewers.get(user);
    const now = timers.now();
    if (known !== undefined) {
      known.seenAt = now;
      return known;
    }
    const made: Viewer = {
      user,
      team,
      seenAt: now,
      publishedAt: 0,
      hash: null,
      long: null,
      sending: null,
      again: false,
      unschedule: null,
    };
    viewers.set(user, made);
    return made;
  }

  function later(viewer: Viewer, leastMs = 0): void {
    if (stopped || viewer.unschedule !== null) return;
    const now = timers.now();
    if (now - viewer.seenAt > VIEWER_MS) {
      viewers.delete(viewer.user);
      return;
    }
    const interval = Math.max(INTERVAL_MS, viewers.size * PER_VIEWER_MS);
    viewer.unschedule = timers.after(Math.max(leastMs, viewer.publishedAt + interval - now, 0), () => {
      viewer.unschedule = null;
      void publish(viewer);
    });
  }

  /** One at a time for each person, and never an older view over a newer one. */
  function publish(viewer: Viewer): Promise<void> {
    viewer.again = viewer.sending !== null;
    viewer.sending ??= send(viewer, 1)
      .catch((error: unknown) => log.error(traceOf(error), 'publishing App Home went wrong'))
      .then(() => {
        viewer.sending = null;
        if (viewer.again && !stopped) return publish(viewer);
      });
    return viewer.sending;
  }

  async function send(viewer: Viewer, tries: number): Promise<void> {
    const context = await contexts(viewer, null);
    const view = toHome(homeView(facts(context, viewer.long)), context.language);
    viewer.publishedAt = timers.now();
    const done = await views.publish(viewer.user, view, viewer.hash);
    if (done.kind === 'published') viewer.hash = done.hash;
    else if (done.kind === 'conflict') {
      // Another process, or this one before a restart: what is shown is as old as that, and this is newer.
      viewer.hash = null;
      if (tries < MOST_TRIES) await send(viewer, tries + 1);
    } else if (done.kind === 'later') later(viewer, done.afterMs ?? INTERVAL_MS);
    else {
      log.warn({ reason: done.reason }, 'App Home cannot be published');
      viewers.delete(viewer.user);
    }
  }

  return {
    /** Somebody looks; `hash` is that of what Slack shows them meanwhile. */
    opened(who: Who, hash: string | null): Promise<void> {
      const viewer = viewerOf(who);
      viewer.hash = hash ?? viewer.hash;
      viewer.long = null;
      return publish(viewer);
    },
    more(who: Who, list: ListName): Promise<void> {
      const viewer = viewerOf(who);
      viewer.long = list;
      return publish(viewer);
    },
    /** What this person sees has to change at once. */
    refresh: (who: Who): Promise<void> => publish(viewerOf(who)),
    stop(): void {
      stopped = true;
      unsubscribe();
      for (const viewer of viewers.values()) viewer.unschedule?.();
    },
  };
}
