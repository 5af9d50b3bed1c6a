import { conversation, happens, press, type Stage, slash } from '../../support/conversations.ts';
import { anError } from '../../support/failures.ts';
import { aFailure, aHeldRun, aRun, aSuccess, KIM, LEE, NINE } from '../../support/fake-jobs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;
const refused = anError({ errno: -111, code: 'ECONNREFUSED', syscall: 'connect' });

/** The same trouble four times before, each of which ended in another way. */
function refusedBefore({ jobs }: Stage): void {
  const failed = (id: number, at: number, rest: object = {}) =>
    jobs.store(aFailure({ id, by: SCHEDULE, error: refused, startedAt: at - MINUTE, finishedAt: at, ...rest }));
  const passed = (id: number, at: number, rest: object = {}) =>
    jobs.store(aSuccess({ id, queuedAt: at - MINUTE, startedAt: at - MINUTE, finishedAt: at, ...rest }));
  failed(2, NINE - 9 * DAY);
  passed(3, NINE - 8 * DAY);
  jobs.store(
    aRun({ id: 4, state: 'retry_wait', by: SCHEDULE, attempt: 1, error: refused, finishedAt: NINE - 5 * DAY }),
  );
  passed(4, NINE - 5 * DAY + 70_000, { attempt: 2 });
  failed(5, NINE - 3 * DAY, { table: 'purchases' });
  passed(6, NINE - 3 * DAY + 25 * MINUTE, { table: 'purchases', by: LEE });
  failed(8, NINE - DAY);
  jobs.made.push({
    id: 1,
    at: NINE - DAY + HOUR,
    by: KIM,
    table: 'users',
    column: 'email',
    file: 'tables.yml',
    key: 'mask',
    before: null,
    after: 'hash',
    undone: null,
  });
  passed(9, NINE - DAY + 2 * HOUR, { by: KIM });
  jobs.store(aFailure({ id: 13, error: refused }));
}

conversation({
  name: 'explain-refused',
  about: 'a run that could not connect is explained with what fixed it the last times',
  before: refusedBefore,
  turns: [slash(KIM, 'explain users'), press(KIM, 'Retry'), slash(LEE, 'explain 4')],
});

conversation({
  name: 'explain-data',
  about: 'a value that the destination refuses is explained with its column, and the columns can be compared',
  before: ({ jobs }) => {
    const error = anError(
      { code: '23502', column: 'email' },
      { side: 'destination', stage: 'copy', facts: { columns: ['id', 'email'] } },
    );
    jobs.store(aSuccess());
    jobs.store(aFailure({ id: 13, attempt: 1, stage: 'copy', rowsRead: 12_000, error }));
  },
  turns: [slash(KIM, 'why 13'), slash(KIM, '説明 users')],
});

conversation({
  name: 'explain-fine',
  about: 'runs that have nothing to answer for are explained too',
  before: ({ jobs }) => {
    jobs.store(aSuccess({ dueAt: NINE - 4 * HOUR }));
  },
  turns: [
    slash(KIM, 'explain 7'),
    happens('Lee runs it once more', ({ jobs }) =>
      jobs.store(
        aRun({
          id: 8,
          state: 'running',
          by: LEE,
          note: 'after the price fix',
          scope: { kind: 'full' },
          startedAt: NINE - MINUTE,
          attempt: 1,
          stage: 'copy',
          rowsRead: 20_000,
        }),
      ),
    ),
    slash(KIM, 'explain users'),
    slash(KIM, 'explain products'),
    slash(KIM, 'explain'),
    slash(KIM, 'explain usres'),
  ],
});

conversation({
  name: 'explain-held',
  about: 'a held run is explained, and decided from there',
  before: ({ jobs }) => {
    jobs.store(aSuccess());
    jobs.store(aHeldRun());
  },
  turns: [slash(KIM, 'explain users'), press(KIM, 'Discard'), slash(LEE, 'explain 14')],
});

conversation({
  name: 'unknown-report',
  about: 'errors without a class are told once a week with fingerprint and code, never with their text',
  before: ({ jobs }) => {
    const unknown = anError({ errno: 4999, code: 'ER_NEW' }, { stage: 'copy' });
    const codeless = anError({}, { side: 'destination', stage: 'commit' });
    jobs.store(aFailure({ id: 2, error: unknown, finishedAt: NINE - 5 * DAY }));
    jobs.store(aFailure({ id: 3, table: 'purchases', error: unknown, finishedAt: NINE - 4 * DAY }));
    jobs.store(aFailure({ id: 4, error: codeless, finishedAt: NINE - DAY }));
    jobs.store(aRun({ id: 5, state: 'retry_wait', attempt: 1, error: refused, finishedAt: NINE - HOUR }));
    jobs.store(aSuccess({ id: 5, attempt: 2 }));
  },
  turns: [
    happens('it is Monday, the time of the digest', ({ jobs }) =>
      jobs.emit({
        type: 'unclassified',
        channel: 'C0DATA',
        until: NINE,
        found: jobs.unclassified(NINE - 7 * DAY, NINE),
      }),
    ),
    press(KIM, 'Failures of the week'),
    slash(KIM, 'explain 2'),
    slash(KIM, 'failures none'),
    slash(KIM, 'failures 1'),
  ],
});
