import { toBlocks } from '../../src/bot/blocks.ts';
import type { Message } from '../../src/bot/message.ts';
import { toText } from '../../src/bot/text.ts';
import { assertTranscript } from './golden.ts';
import { printBlocks } from './print-blocks.ts';

/** Beside each golden in English stands the Japanese of the same messages: test/transcripts/<name>.ja.txt. */
export function bothLanguages() {
  const shown: (readonly [string, Message])[] = [];
  return {
    /** A message that the next golden is about. */
    show(title: string, message: Message): void {
      shown.push([title, message]);
    },
    /** Compares what was said in English with its golden, and the Japanese of what was shown since the last one. */
    assertBoth(name: string, english: string): void {
      const messages = shown.splice(0);
      assertTranscript(name, english);
      assertTranscript(`${name}.ja`, messages.map(([title, message]) => japanese(title, message)).join('\n'));
    },
  };
}

const japanese = (title: string, message: Message): string =>
  [
    `== ${title}: terminal`,
    toText(message, { width: 80, color: false, language: 'ja' }),
    `== ${title}: Slack`,
    printBlocks(toBlocks(message, 'ja').blocks),
    '',
  ].join('\n');
