import type { BilledJob, Cost } from '../../versions.ts';
import type { DoneJob } from './session.ts';

/** Collects what jobs have cost, each once. */
export function costs(): { readonly add: (job: DoneJob) => void; readonly spent: () => Cost } {
  const jobs = new Map<string, BilledJob>();
  return {
    add: (job) => jobs.set(job.id, billed(job)),
    spent() {
      const all = [...jobs.values()];
      const sum = (of: (job: BilledJob) => number): number => all.reduce((total, job) => total + of(job), 0);
      return {
        bytesProcessed: sum((job) => job.bytesProcessed),
        bytesBilled: sum((job) => job.bytesBilled),
        slotMs: sum((job) => job.slotMs),
        jobs: all,
      };
    },
  };
}

function billed({ id, configuration, statistics }: DoneJob): BilledJob {
  const query = statistics.query as { totalBytesProcessed?: string; totalBytesBilled?: string } | undefined;
  return {
    id,
    what: configuration.query !== undefined ? 'query' : configuration.load !== undefined ? 'load' : 'copy',
    bytesProcessed: Number(query?.totalBytesProcessed ?? 0),
    bytesBilled: Number(query?.totalBytesBilled ?? 0),
    slotMs: Number(statistics.totalSlotMs ?? 0),
  };
}
