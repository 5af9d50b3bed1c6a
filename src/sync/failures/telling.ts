import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** What is told and stops no run: lateness, slowness, and messages that do not arrive. */
export const TELLING = [
  {
    codes: { any: 'guard.late' },
    retry: 'never',
    title: () => 'Data late',
    message: (w) => phrase`${w.table} is older than it may be, or was not started in time`,
    hint: (w) => phrase`Look at /sync status ${w.table} for what it waits for.`,
  },
  {
    codes: { any: 'guard.slow' },
    retry: 'never',
    title: () => 'Slower than usual',
    message: (w) => phrase`the run of ${w.table} takes much longer than usual`,
    hint: (w) => phrase`Look at /sync chart ${w.table} duration, and at what else goes on in ${w.connection}.`,
  },
  {
    codes: { any: 'slack.slow' },
    side: 'local',
    retry: 'backoff',
    title: () => 'Slack asks for patience',
    message: () => 'fewer requests are asked for by Slack, or it has trouble itself; what is to be told waits',
    hint: () => 'Look at slack-status.com if it goes on; the messages are kept and sent again.',
    signs: [
      {
        slack: [
          'ratelimited',
          'rate_limited',
          'rate_limited_error',
          'request_error',
          'http_error',
          'internal_error',
          'fatal_error',
          'service_unavailable',
          'request_timeout',
          'team_added_to_org',
        ],
      },
    ],
  },
  {
    codes: { any: 'slack.delivery' },
    side: 'local',
    retry: 'never',
    title: () => 'Message not delivered',
    message: (w) => phrase`a message is not taken by Slack${w.because === '' ? '' : phrase` for ${w.because}`}`,
    hint: () =>
      'Invite the app into the channel, correct slack.channel or slack.fallback in tables.yml, or install the app anew where its token was taken back.',
    signs: [
      {
        slack: [
          'channel_not_found',
          'not_in_channel',
          'is_archived',
          'restricted_action',
          'token_revoked',
          'token_expired',
          'account_inactive',
          'invalid_auth',
          'not_authed',
          'missing_scope',
          'no_permission',
          'msg_too_long',
          'invalid_blocks',
          'user_not_found',
          'cannot_dm_bot',
        ],
      },
    ],
  },
] as const satisfies readonly FailureRow[];
