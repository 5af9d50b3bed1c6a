/** What tables.yml says of people: where they are told things, what they may do, and what needs two of them. */
import { z } from 'zod';
import { cron, duration, list, NAME, offWord, TAG, text, whole } from './raw-values.ts';
import type { Language } from './slack-spec.ts';
import type { Config } from './spec.ts';

const WHO = 'a Slack user (U…), user group (S…) or channel (C…) by its id, like U0123ABC, or "*" for everybody';
const who = list(
  z.string(WHO).regex(/^([UWSCG][A-Z0-9]{2,20}|\*)$/, WHO),
  'a list of ids of Slack users, user groups or channels, like [U0123ABC]',
);

const SILENCE = 'off, or a duration (allowed: 5m, 30m, 2h; from 5m to 24d)';
const LANGUAGE = z.enum(['en', 'ja']);

const CHANNEL = /^(?:#\S{1,80}|[CG][A-Z0-9]{2,20})$/;
const CHANNELS = z
  .record(
    z.string(),
    z.strictObject({ language: LANGUAGE.optional() }, 'a map with the key language, like { language: ja }'),
    'a map of channels, like { "#data-jp": { language: ja } }',
  )
  .superRefine((channels, context) => {
    for (const key of Object.keys(channels)) {
      if (CHANNEL.test(key)) continue;
      const message = 'under the name of a channel in quotes, like "#data-jp", or its id, like C0123ABC';
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
const CALLED = 'a Slack user (U…) or user group (S…) by its id, like U0123ABC';
const ESCALATION = z.strictObject(
  {
    after: duration(60_000).optional(),
    to: list(
      z.string(CALLED).regex(/^[UWS][A-Z0-9]{2,20}$/, CALLED),
      'a list of ids of Slack users or user groups, like [U0123ABC]',
    ).optional(),
    tags: list(z.string(TAG).regex(NAME, TAG), 'a list of tags, like [core]').optional(),
    reminder: duration(60_000).optional(),
  },
  'a map of after, to, tags and reminder',
);

const SLACK = z.strictObject(
  {
    channel: text('a channel in quotes, like "#data-syncs"').regex(/^\S+$/, 'a channel, like "#data-syncs"').optional(),
    language: LANGUAGE.optional(),
    channels: CHANNELS.optional(),
    digest: cron.optional(),
    fallback: text('a channel in quotes, like "#ops"').regex(/^\S+$/, 'a channel, like "#ops"').optional(),
    silence_alarm: z.preprocess(offWord, z.union([z.literal('off'), duration(300_000)], SILENCE)).optional(),
    escalation: ESCALATION.optional(),
  },
  'a map of channel, language, channels, digest and escalation',
);

const HOURS = 'hours of the day in quotes, like "09:00-18:00"';
const hours = z
  .string(HOURS)
  .refine((written) => hoursOf(written) !== null, HOURS)
  .transform((written) => hoursOf(written) ?? { from: 0, to: 0 });

const DANGER = z.strictObject(
  {
    rows: whole(1, 999_999_999_999).optional(),
    days: whole(1, 36_500).optional(),
    hours: hours.optional(),
    tags: list(z.string(TAG).regex(NAME, TAG), 'a list of tags, like [pii]').optional(),
    expires: duration(60_000).optional(),
  },
  'a map of rows, days, hours, tags and expires',
);

/** The keys of the main file that are about people. */
export const CHAT = {
  slack: SLACK.optional(),
  roles: z
    .strictObject(
      { operator: who.optional(), approver: who.optional(), admin: who.optional() },
      'a map of operator, approver and admin',
    )
    .optional(),
  danger: DANGER.optional(),
} as const;

type Raw = z.output<z.ZodObject<typeof CHAT>>;

const CALL_AFTER_MS = 900_000;
const REMINDER_MS = 4 * 3_600_000;
const EXPIRES_MS = 4 * 3_600_000;

/** With every default filled. */
export function readChat({ slack, roles, danger }: Raw): Pick<Config, 'slack' | 'roles' | 'danger'> {
  return {
    slack: {
      channel: slack?.channel ?? null,
      language: slack?.language ?? 'en',
      channels: spokenIn(slack?.channels ?? {}),
      digest: slack?.digest ?? '0 9 * * *',
      fallback: slack?.fallback ?? null,
      silenceAlarmMs: typeof slack?.silence_alarm === 'number' ? slack.silence_alarm : null,
      escalation: {
        afterMs: slack?.escalation?.after ?? CALL_AFTER_MS,
        to: slack?.escalation?.to ?? [],
        tags: slack?.escalation?.tags ?? [],
        reminderMs: slack?.escalation?.reminder ?? REMINDER_MS,
      },
    },
    roles: { operator: roles?.operator ?? [], approver: roles?.approver ?? [], admin: roles?.admin ?? [] },
    danger: {
      rows: danger?.rows ?? null,
      days: danger?.days ?? null,
      hours: danger?.hours ?? null,
      tags: danger?.tags ?? [],
      expiresMs: danger?.expires ?? EXPIRES_MS,
    },
  };
}

const spokenIn = (channels: Readonly<Record<string, { readonly language?: Language | undefined }>>) =>
  Object.fromEntries(
    Object.entries(channels).flatMap(([channel, { language }]) =>
      language === undefined ? [] : [[channel, { language }]],
    ),
  );

/** `09:00-18:00` in minutes of the day; over midnight too: `22:00-02:00`. Null for anything else, and for no time at all. */
function hoursOf(written: string): { readonly from: number; readonly to: number } | null {
  const [, a, b, c, d] = /^([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)$/.exec(written) ?? [];
  if (a === undefined) return null;
  const [from, to] = [Number(a) * 60 + Number(b), Number(c) * 60 + Number(d)];
  return from === to || to > 1440 ? null : { from, to };
}
