import { conversation, dm, happens, mention, press, type Stage, slash } from '../../support/conversations.ts';
import { aFailure, aHeldRun, aSuccess, KIM, LEE, NINE } from '../../support/fake-jobs.ts';

const DAY = 86_400_000;

/** A run a day, 14 days back, with two that failed and one that waits for a person. */
function fortnight({ jobs }: Stage): void {
  for (let i = 0; i < 14; i += 1) {
    const at = NINE - (14 - i) * DAY - 4 * 3_600_000;
    const times = { queuedAt: at, startedAt: at, finishedAt: at + (240 + i) * 1000 };
    const usual = aSuccess();
    const result = { ...usual.result!, rowsWritten: 1_200_000 + i * 1500, seconds: 240 + i };
    jobs.store(i === 5 || i === 6 ? aFailure({ id: 20 + i, ...times }) : aSuccess({ id: 20 + i, ...times, result }));
  }
  jobs.store(aHeldRun({ id: 40 }));
}

conversation({
  name: 'chart',
  about: 'a chart is posted where it was asked for, with its numbers beside it and in its alt text',
  before: fortnight,
  turns: [
    slash(KIM, 'chart users'),
    mention(LEE, 'グラフ users 所要時間 14', { thread: '1700000000.000100' }),
    dm(KIM, 'chart users age 14d'),
    slash(KIM, 'chart users rows --dm'),
  ],
});

conversation({
  name: 'chart-refused',
  about: 'where Slack takes no picture the numbers are said as text, with what helps',
  before: fortnight,
  refusesFiles: 'missing_scope',
  turns: [slash(KIM, 'chart users 14'), press(KIM, 'Duration')],
});

conversation({
  name: 'chart-nothing',
  about: 'a chart of nothing says so, and what is not understood is answered with what is',
  turns: [
    slash(KIM, 'chart users'),
    slash(KIM, 'chart usres duration'),
    slash(KIM, 'chart users colour'),
    slash(KIM, 'chart users 4000'),
    slash(KIM, 'chart users --out users.png'),
    slash(KIM, 'chart'),
    happens('the first run fails', ({ jobs }) =>
      jobs.store(aFailure({ id: 12, startedAt: NINE - 65_000, finishedAt: NINE - 5_000 })),
    ),
    slash(KIM, 'chart users'),
  ],
});
