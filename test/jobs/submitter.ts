/** A process of its own that asks for runs when it is told to: node submitter.ts TABLES_YML table… */
import { once } from 'node:events';
import { openTestJobs, TESTER } from '../support/jobs.ts';

const [file = '', ...tables] = process.argv.slice(2);
// A run that another process carries out gives this one nothing to wait on.
process.on('message', () => {});
const jobs = await openTestJobs(file);
process.send?.('ready');
await once(process, 'message');
const submissions = tables.map((table) => jobs.submit({ table, by: TESTER }));
const told = submissions.map((submission) => ({
  kind: submission.kind,
  id: submission.kind === 'draining' ? 0 : submission.run.id,
}));
const ends = await Promise.all(told.map(({ id }) => jobs.finished(id)));
process.send?.({ told, states: ends.map((run) => run.state) });
await jobs.stop(0);
process.disconnect();
