import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from './clock.ts';

/** A process as the history knows it. Numbers of processes mean something on one `host` only. */
export type Identity = { readonly id: string; readonly pid: number; readonly host: string };

/** This process, under a name that no other one has, not even one with the same number after a restart. */
export function thisProcess(clock: Clock): Identity {
  return { id: `${process.pid}-${shortId(clock)}`, pid: process.pid, host: `${hostname()}${namespace()}` };
}

/** Whether another process of this host lives. Whoever had our own number before us is dead. */
export function alive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Six letters and digits: enough to tell processes, histories and attempts apart. */
export function shortId(clock: Clock): string {
  return Math.floor(clock.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
}

/** Containers that share a name and a history number their processes each for themselves. */
function namespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}
