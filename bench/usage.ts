/** What has a process used? */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Timing = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMb: number };

/** Linux only: elsewhere both are NaN, and printed so. */
export function usage(pid: number): Pick<Timing, 'cpuSeconds' | 'peakMb'> {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticks, peakMb: Number(peak) / 1024 };
  } catch {
    return { cpuSeconds: Number.NaN, peakMb: Number.NaN };
  }
}

export const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number;
