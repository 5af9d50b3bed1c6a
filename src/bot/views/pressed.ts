import type { Run } from '../../jobs/index.ts';
import { code, command, list, type Message, message, person, say } from '../message.ts';

export type Pressed = {
  readonly by: string;
  readonly agoMs: number;
  /** What the first press started. */
  readonly started: readonly Run[];
};

const MOST_NAMED = 5;

/** Somebody pressed the same button of the same message before. */
export function alreadyPressedMessage({ by, agoMs, started }: Pressed): Message {
  const seconds = Math.max(1, Math.round(agoMs / 1000));
  const when =
    seconds < 100
      ? say`${person(by)} pressed this button ${seconds} s ago; nothing was done a second time.`
      : say`${person(by)} pressed this button ${Math.round(seconds / 60)} min ago; nothing was done a second time.`;
  const runs = started.slice(0, MOST_NAMED);
  const named = list(runs.map(({ id, table }) => code(`#${id} ${table}`)));
  const first = runs[0];
  return message('neutral', 'Already done', {
    parts: [
      { kind: 'text', text: when },
      ...(runs.length === 0 ? [] : [{ kind: 'text', text: say`It started ${named}.` } as const]),
    ],
    context: [
      first === undefined
        ? say`Next: ${command('status')} shows how things stand. The button works again when its message changes, or in ten minutes.`
        : say`Next: ${command(`log ${first.id}`)} shows how it goes. The button works again when that is over.`,
    ],
    actions: [
      first === undefined
        ? { label: 'Show status', command: 'status' }
        : { label: 'Show log', command: `log ${first.id}` },
    ],
  });
}
