import type { SlackMessage } from '../../src/bot/blocks.ts';
import { createConversation, type Said } from '../../src/bot/conversation.ts';
import type { Directory } from '../../src/bot/directory.ts';
import { createStands } from '../../src/bot/standing.ts';
import { fakeDirectory } from './fake-directory.ts';
import type { FakeJobs } from './fake-jobs.ts';
import { fakeLanguages } from './fake-languages.ts';
import type { HandClock } from './hand-clock.ts';

/** A Slack in which people type and press, and what each was answered: the headline of the last answer. */
export function peopleOf(jobs: FakeJobs, clock: HandClock, directory: Directory = fakeDirectory()) {
  const answers: SlackMessage[] = [];
  const log = { info() {}, warn() {}, error() {} };
  const converse = createConversation({
    jobs,
    notifier: { announce: async () => ({ kind: 'here' }) },
    stands: createStands(jobs, directory),
    languages: fakeLanguages(jobs, clock, { directory }),
    deliver: async () => ({ said: true, trouble: null }),
    timers: clock,
    log,
  });
  let keys = 0;
  const say = async (user: string, line: string, rest: Partial<Said> = {}): Promise<string> => {
    answers.length = 0;
    keys += 1;
    await converse({
      line,
      user,
      place: { channel: 'C0DATA', thread: null },
      key: `said ${keys}`,
      answer: async (message) => void answers.push(message),
      ...rest,
    });
    return answers.at(-1)?.text ?? '';
  };
  return { say, answers };
}
