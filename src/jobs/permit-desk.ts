import type { Config } from '../sync/index.ts';
import { askerText } from './asker.ts';
import type { Clock } from './clock.ts';
import { configPrint, tablesPrint } from './fingerprint.ts';
import type { History } from './history.ts';
import type { Decided, Freeze, NewRequest, PermitDesk, Request } from './permits.ts';
import type { Asker, JobsEvent, Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly emit: (event: JobsEvent) => void;
  /** Runs may start again. */
  readonly pump: () => void;
};

const TIME: Asker = { kind: 'schedule', id: 'schedule' };
/** What is decided for longer than this is told to nobody any more. */
const STALE_MS = 7 * 86_400_000;
/** A message that could not be posted is tried again after this. */
const AGAIN_MS = 10_000;

/** Requests for approval, the freeze, and the written decisions. `look` is to be called again and again by the bot's process. */
export function createPermitDesk(ports: Ports): PermitDesk & { readonly look: () => void } {
  const { history, clock, config, emit, pump } = ports;
  const prints = new WeakMap<Config, string>();
  const toldAt = new Map<number, number>();

  const changed = (id: number): Request => {
    const request = history.request(id) as Request;
    toldAt.set(id, clock.now());
    emit({ type: 'request', request });
    return request;
  };

  function print(): string {
    const known = prints.get(config()) ?? configPrint(config());
    prints.set(config(), known);
    return known;
  }

  function ask(asked: NewRequest, how: Pick<Decided, 'verb' | 'role' | 'mouth'>): Request {
    const { by, line, tables, place, note: why } = asked;
    const now = clock.now();
    for (const one of history.waitingRequests()) if (one.expiresAt <= now) expire(one);
    const { request, made } = history.together(() => {
      const waits = history.waitingFor(by, line);
      const request =
        waits ??
        history.addRequest({
          ...asked,
          config: tablesPrint(config(), tables),
          askedAt: now,
          expiresAt: now + config().danger.expiresMs,
        });
      noteDecision({ ...how, by, line, tables, place, why, decision: 'asked', request: request.id });
      return { request, made: waits === null };
    });
    return made ? changed(request.id) : request;
  }

  function noteDecision(decided: Omit<Decided, 'id' | 'at' | 'config'>): Decided {
    const note = { ...decided, at: clock.now(), config: print() };
    return { ...note, id: history.addDecision(note) };
  }

  function expire(request: Request, decided: Request['decided'] = null): void {
    const { by, line, tables, place, id } = request;
    const verb = line.split(' ')[0] ?? '';
    const why = decided?.why ?? null;
    history.together(() => {
      if (!history.expireRequest(id, decided)) return;
      noteDecision({
        by,
        verb,
        line,
        tables,
        place,
        why,
        decision: 'expired',
        role: 'viewer',
        mouth: 'time',
        request: id,
      });
    });
    changed(id);
  }

  function tell(freeze: Freeze): void {
    if (history.claimFreeze(freeze.id, freeze.thawed === null ? 'on' : 'off')) emit({ type: 'freeze', freeze });
  }

  return {
    requests: () => history.waitingRequests().filter(({ expiresAt }) => expiresAt > clock.now()),
    request: (id) => history.request(id),
    ask,
    decideRequest(id, what, by, why) {
      const request = history.request(id);
      if (request === null || (what === 'approved' && same(request.by, by))) return null;
      const decided = { by: { kind: by.kind, id: by.id }, at: clock.now(), why };
      return history.decideRequest(id, what, decided, clock.now()) ? changed(id) : null;
    },
    lapse(id, why) {
      const request = history.request(id);
      if (request !== null) expire(request, { by: TIME, at: clock.now(), why });
    },
    approvalOf: (run) => history.approvalOf(run),
    requestDone(id, runs, refused) {
      if (history.requestDone(id, { at: clock.now(), runs, refused })) changed(id);
    },
    requestShown: (id, channel, ts, shows) => history.requestShown(id, { channel, ts }, shows),
    requestsLeft: () =>
      history.requestsLeft().filter(({ id }) => {
        const carried = history.carriedOut(id);
        if (carried !== null && history.requestDone(id, { at: clock.now(), runs: carried.runs, refused: null }))
          changed(id);
        return carried === null;
      }),
    requestsUntold: () => history.requestsUntold(clock.now() - STALE_MS),
    frozen: () => history.frozen(),
    freeze(by, why) {
      history.addFreeze(by, clock.now(), why);
      return history.frozen() as Freeze;
    },
    thaw(by) {
      const freeze = history.thaw(by, clock.now());
      if (freeze !== null) pump();
      return freeze;
    },
    missedIn({ at, thawed }): readonly Run[] {
      return history.frozenOut(at, thawed?.at ?? clock.now());
    },
    noteDecision,
    decisions: (from) => history.decisions(from),
    fingerprint: (tables) => tablesPrint(config(), tables),
    look() {
      const now = clock.now();
      for (const request of history.waitingRequests()) if (request.expiresAt <= now) expire(request);
      for (const request of history.requestsUntold(now - STALE_MS)) {
        if (Math.abs(now - (toldAt.get(request.id) ?? 0)) >= AGAIN_MS) changed(request.id);
      }
      const freeze = history.untoldFreeze();
      if (freeze !== null) tell(freeze);
    },
  };
}

const same = (one: Asker, other: Asker): boolean => askerText(one) === askerText(other);
