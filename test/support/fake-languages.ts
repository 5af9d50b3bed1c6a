import type { Directory } from '../../src/bot/directory.ts';
import { createLanguages, type Languages } from '../../src/bot/language/of.ts';
import type { Jobs } from '../../src/jobs/index.ts';
import { fakeDirectory } from './fake-directory.ts';
import type { HandClock } from './hand-clock.ts';

/** The real choice of languages over a Slack in which channels are called as `names` says, by id. */
export function fakeLanguages(
  jobs: Jobs,
  timers: HandClock,
  {
    directory = fakeDirectory(),
    names = {},
  }: { readonly directory?: Directory; readonly names?: Readonly<Record<string, string>> } = {},
): Languages {
  const client = {
    conversations: { info: async ({ channel }: { channel: string }) => ({ channel: { name: names[channel] } }) },
  };
  return createLanguages({ jobs, directory, client, timers, log: { info() {}, warn() {}, error() {} } });
}
