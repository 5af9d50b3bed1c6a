import { conversation, dm, happens, mention, passes, press, slash } from '../../support/conversations.ts';
import { aFailure, aHeldRun, aRun, aSuccess, KIM, LEE, NINE, shopConfig } from '../../support/fake-jobs.ts';

const GUEST = { kind: 'slack', id: 'U0GUEST' } as const;
const HOUR = 3_600_000;
const shop = shopConfig(['user_events']);
const many = (n: number) => shopConfig(Array.from({ length: n }, (_, i) => `orders_${String(i + 1).padStart(3, '0')}`));

conversation({
  name: 'typing',
  about: 'verbs and names that are nearly right are asked about, and one press says the rest',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'rnu users --note after the fix'),
    press(KIM, 'run users --note after the fix'),
    mention(LEE, 'run users'),
    happens('the run succeeds', ({ jobs }) => jobs.tell(aSuccess({ id: 12, by: KIM, note: 'after the fix' }))),
    slash(LEE, 'history usres'),
    press(LEE, 'history users'),
    slash(LEE, 'users'),
    press(LEE, 'status users'),
    slash(LEE, 'xyzzy'),
  ],
});

conversation({
  name: 'morning',
  about: 'somebody comes in, sees what the night left, and asks on from there',
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    jobs.store(aFailure({ table: 'purchases' }));
  },
  turns: [
    slash(GUEST, ''),
    press(GUEST, 'status'),
    press(GUEST, 'Status of purchases'),
    press(GUEST, 'Show log'),
    slash(GUEST, 'list'),
    slash(GUEST, 'next 24'),
    slash(GUEST, 'run purchases'),
    slash(GUEST, 'status tag:core --share'),
  ],
});

conversation({
  name: 'full-width',
  about: 'a Japanese keyboard left on: full-width letters, spaces, colons and digits, in Japanese word order too',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'ｒｕｎ　ｕｓｅｒｓ'),
    slash(KIM, '一覧　ｔａｇ：ｃｏｒｅ'),
    slash(KIM, '停止 purchases、user_events ーーuntil １８：００ ーーwhy 「索引の再構築」'),
    slash(KIM, '再開 purchases、user_events'),
    slash(KIM, 'usersの履歴　５'),
    slash(KIM, '中止 users'),
    slash(KIM, 'ヘルプ　再試行'),
  ],
});

conversation({
  name: 'phone',
  about: 'a phone made dashes long, quotes curly and names into links',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'run <http://shop.users|shop.users> —note “after the fix”'),
    slash(KIM, 'pause `purchases` —for 2h —why it’s being moved'),
    slash(KIM, 'resume “purchases”'),
    slash(KIM, "pause 'purchases until=18:00 why=half a quote"),
  ],
});

conversation({
  name: 'thread',
  about: 'in the thread of a run a command without a table means that run',
  turns: [
    slash(KIM, 'run users'),
    mention(LEE, 'log', { thread: '1.0' }),
    mention(LEE, 'history', { thread: '1.0' }),
    happens('the run fails', ({ jobs }) => jobs.tell(aFailure({ id: 12, note: 'before the meeting' }))),
    mention(LEE, 'retry', { thread: '1.0' }),
    mention(KIM, 'cancel', { thread: '2.0' }),
    mention(KIM, 'retry', { thread: '9.9' }),
    mention(KIM, 'cancel', { thread: '1.0' }),
  ],
});

conversation({
  name: 'several',
  about: 'several tables at once: few start, many are asked about first with an estimate',
  config: many(9),
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    for (let i = 1; i <= 4; i += 1) jobs.store(aSuccess({ id: 20 + i, table: `orders_00${i}` }));
  },
  turns: [
    slash(KIM, 'run users, tag:core --note after the price fix'),
    slash(KIM, 'run orders_*'),
    press(KIM, 'Run all 9'),
    slash(LEE, 'run orders_00?'),
    slash(LEE, 'cancel running'),
    press(LEE, 'Cancel all 11'),
    slash(LEE, 'status orders_*'),
  ],
});

conversation({
  name: 'selectors',
  about: 'tables by connection, tag, owner, pattern and state; what finds nothing names what is near',
  config: shop,
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    jobs.store(aFailure({ table: 'purchases' }));
  },
  turns: [
    slash(KIM, 'list db:shop'),
    slash(KIM, 'list owner:<@U0OWNER|owner>'),
    slash(KIM, 'list user*, failed'),
    slash(KIM, 'run core'),
    slash(KIM, 'status tag:coer'),
    press(KIM, 'status tag:core'),
    slash(KIM, 'list held'),
    slash(KIM, 'history user*'),
    press(KIM, 'history user_events'),
    slash(KIM, 'plan nothing_like_it'),
  ],
});

conversation({
  name: 'retry',
  about: 'what failed is run again as it was asked for, and what did not fail is left alone',
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    jobs.store(aFailure({ id: 13, table: 'purchases', scope: { kind: 'full' }, note: 'after the price fix' }));
    jobs.store(aFailure({ id: 14, table: 'products' }));
  },
  turns: [
    slash(KIM, 'retry'),
    press(KIM, 'retry failed'),
    slash(KIM, 'retry 7'),
    slash(KIM, 'retry users, user_events'),
    slash(KIM, 'retry 999'),
    slash(LEE, 'retry 13'),
  ],
});

conversation({
  name: 'cancel',
  about: 'a run is stopped: by name, by number, twice, and when it has no message of its own',
  before: ({ jobs }) => {
    jobs.store(
      aRun({
        id: 11,
        table: 'purchases',
        state: 'running',
        stage: 'copy',
        by: { kind: 'schedule', id: 'schedule' },
        startedAt: NINE - 60_000,
        attempt: 1,
        rowsRead: 12_000,
      }),
    );
  },
  turns: [
    slash(KIM, 'cancel'),
    press(KIM, 'Cancel 11 purchases'),
    slash(LEE, 'cancel 11'),
    slash(LEE, 'cancel users'),
    slash(LEE, 'cancel 4711'),
    slash(GUEST, 'cancel users'),
  ],
});

conversation({
  name: 'log',
  about: 'a long log shows its end, one stage of it, the lines with a word, or all of it as a file',
  before: ({ jobs }) => {
    jobs.store(aFailure({ id: 13 }));
    const lines = [
      'stage connect, 0 rows read',
      'stage plan, 0 rows read',
      'stage copy, 0 rows read',
      ...Array.from({ length: 33 }, (_, i) => `stage copy, ${(i + 1) * 1000} rows read`),
      'stage check, 33000 rows read',
      'src.refused at connect',
    ];
    jobs.logs.set(
      13,
      lines.map((text, i) => ({ at: NINE - 60_000 + i * 1000, attempt: 1, text })),
    );
  },
  turns: [
    slash(GUEST, 'log users'),
    slash(GUEST, 'log 13 --step plan'),
    slash(GUEST, 'log 13 --grep REFUSED'),
    press(GUEST, 'All lines'),
    slash(GUEST, 'log 13 --grep nowhere'),
    slash(GUEST, 'log 13 --step nowhere'),
    press(GUEST, 'Whole log as a file'),
    slash(GUEST, 'log 4711'),
  ],
});

conversation({
  name: 'next',
  about: 'what the schedules start, until when it takes, and what reads one database at the same time',
  before: ({ jobs }) => {
    for (const [i, table] of ['users', 'purchases', 'user_events'].entries())
      jobs.store(aSuccess({ id: 5 + i, table }));
    jobs.pause({ table: 'purchases', until: NINE + 30 * HOUR, why: 'index rebuild on shop', by: KIM });
  },
  turns: [slash(GUEST, 'next'), slash(GUEST, 'next 1'), slash(GUEST, '予定 ４８時間'), slash(GUEST, 'next year')],
});

conversation({
  name: 'pause',
  about: 'schedules are held back with a reason and an end, and the channel hears when they start again',
  turns: [
    slash(KIM, 'pause users, user_events'),
    slash(KIM, 'pause users, user_events --for 2h'),
    slash(KIM, 'pause users, user_events --for 2h --why index rebuild on shop'),
    slash(LEE, 'list paused'),
    slash(LEE, 'status users'),
    passes(2 * HOUR, 'two hours pass'),
    happens('the pause is over', ({ jobs }) =>
      jobs.emit({
        type: 'pauses over',
        pauses: ['users', 'user_events'].flatMap((table) => jobs.resume(table, KIM) ?? []),
      }),
    ),
    slash(LEE, 'resume users'),
    slash(LEE, 'resume'),
    slash(LEE, 'pause users --for soon --why the shop is closed'),
  ],
});

conversation({
  name: 'paging',
  about: 'a list of more than a hundred tables has pages',
  config: many(130),
  turns: [
    slash(GUEST, 'list'),
    press(GUEST, 'Page 2 of 3'),
    slash(GUEST, 'list --page 9'),
    slash(GUEST, 'list orders_13*'),
  ],
});

conversation({
  name: 'help',
  about: 'help is searched by any word, and explains one command',
  turns: [
    slash(GUEST, 'help'),
    press(GUEST, 'All commands'),
    slash(GUEST, 'help reason'),
    slash(GUEST, 'help retry'),
    slash(GUEST, 'help 監査'),
    slash(GUEST, 'help hstory'),
    slash(GUEST, 'help qqqq'),
  ],
});

conversation({
  name: 'direct',
  about: 'in a direct message nothing has to stand before the command',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    dm(KIM, 'status users'),
    dm(KIM, 'run users'),
    dm(KIM, 'users を実行して'),
    happens('the run succeeds', ({ jobs }) => jobs.tell(aSuccess({ id: 12, by: KIM }))),
    dm(KIM, 'thanks!'),
  ],
});

conversation({
  name: 'already',
  about: 'a table that runs already is shown and linked, and never started a second time',
  before: ({ jobs }) => jobs.store(aHeldRun({ id: 9, table: 'purchases' })),
  turns: [slash(KIM, 'run users'), slash(LEE, 'run users'), slash(LEE, 'run users, purchases'), slash(LEE, 'retry 12')],
});

conversation({
  name: 'asked',
  about: 'a command without what it needs asks for it, and offers what is likely',
  before: ({ jobs }) => jobs.store(aFailure({ table: 'purchases' })),
  turns: [
    slash(KIM, 'run'),
    press(KIM, 'run purchases'),
    slash(KIM, 'history'),
    slash(KIM, 'log'),
    slash(KIM, 'run users --fast'),
    slash(KIM, 'run users --from 2026-11-01'),
    slash(KIM, 'history users 1000'),
  ],
});

const failing = (id: number, table: string) =>
  aFailure({ id, table, by: { kind: 'schedule', id: 'schedule' }, dueAt: NINE - HOUR });

conversation({
  name: 'alert-thread',
  about: 'in the thread of an alert a command without a number means that alert, and what it is about',
  turns: [
    happens('two tables fail for one reason', ({ jobs }) => {
      jobs.tell(failing(13, 'users'));
      jobs.tell(failing(14, 'purchases'));
    }),
    mention(LEE, 'ack', { channel: '#data-syncs', thread: '1.0' }),
    mention(LEE, 'snooze 2h', { channel: '#data-syncs', thread: '1.0' }),
    mention(LEE, 'log', { channel: '#data-syncs', thread: '1.0' }),
    mention(LEE, 'retry', { channel: '#data-syncs', thread: '1.0' }),
  ],
});
