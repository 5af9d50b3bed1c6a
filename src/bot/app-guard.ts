import type { IncomingMessage } from 'node:http';
import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import type { Log } from './log.ts';
import type { Timers } from './timers.ts';

/** What of a signed request is looked at again once Bolt has found its signature to be right. */
export const signedFacts = (request: IncomingMessage) => ({
  signedAt: request.headers['x-slack-request-timestamp'],
  signature: request.headers['x-slack-signature'],
});

const MOST_SKEW_S = 300;

type Ports = {
  readonly isFirst: (key: string, now: number) => boolean;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/**
 * A signature that is right says who wrote a request, not that it comes for the first time. Bolt refuses requests signed
 * long ago; here goes what is signed for the future, which could be kept and sent later, and what was heard already.
 */
export function createGuard({ isFirst, timers, log }: Ports) {
  return async (args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const { signedAt, signature } = args.context;
    const skew = Number(signedAt ?? Number.NaN) - timers.now() / 1000;
    if (Math.abs(skew) > MOST_SKEW_S) {
      log.warn({ seconds: Math.round(skew) }, 'a request signed too long ago or for the future was ignored');
      return;
    }
    if (typeof signature === 'string' && !isFirst(`signature ${signature}`, timers.now())) {
      log.warn({}, 'a signed request came again and was ignored');
      // Slack's own second delivery, if it is one, need not come a third time.
      if ('ack' in args && typeof args.ack === 'function') await args.ack();
      return;
    }
    await args.next();
  };
}
