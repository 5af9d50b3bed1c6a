import type { Sum } from '../estimates.ts';
import { command, field, fields, type Message, message, say, type Text, text } from '../message.ts';
import { count, duration, rows } from './quantities.ts';
import { folded } from './select.ts';

/** What is asked before something is done to many tables at once. */
export type Asked = {
  readonly what: 'run' | 'retry' | 'cancel' | 'pause';
  readonly tables: readonly string[];
  readonly estimate: Sum | null;
  /** The command that does it. */
  readonly again: string;
  readonly said: string;
};

const SHOWN = 20;

const TITLE: Readonly<Record<Asked['what'], (n: number) => Text>> = {
  run: (n) => say`Run ${count(n)} tables?`,
  retry: (n) => say`Retry ${count(n)} tables?`,
  cancel: (n) => say`Cancel ${count(n)} runs?`,
  pause: (n) => say`Pause ${count(n)} tables?`,
};
const YES: Readonly<Record<Asked['what'], (n: number) => Text>> = {
  run: (n) => say`Run all ${count(n)}`,
  retry: (n) => say`Retry all ${count(n)}`,
  cancel: (n) => say`Cancel all ${count(n)}`,
  pause: (n) => say`Pause all ${count(n)}`,
};

export const confirmMessage = ({ what, tables, estimate, again, said }: Asked): Message =>
  message('neutral', TITLE[what](tables.length), {
    parts: [
      text(folded(tables, SHOWN)),
      ...(estimate === null || estimate.known === 0 || what === 'pause' ? [] : [fields(...amounts(estimate))]),
    ],
    context: [say`Nothing was done yet. All of them: ${command(`list ${said}`)}`],
    actions: [{ label: YES[what](tables.length), command: again, style: what === 'cancel' ? 'danger' : 'primary' }],
  });

function amounts({ ms, rows: moved, known, of }: Sum) {
  const missing = of - known;
  return [
    field('Rows, as of late', rows(moved)),
    field('Time, about', duration(ms)),
    missing === 0 ? null : field('Not counted', say`${count(missing)} that never succeeded`),
  ];
}
