import { command, type Message, message, say, text } from '../message.ts';

/** What a person sees in a modal where the answer stands somewhere else: the message of a run, a file. */
export const answeredMessage = (alone: boolean): Message =>
  message('success', 'Done', {
    parts: [
      text(
        alone
          ? say`The answer is in your conversation with me. A message of a run is edited there until the run is over.`
          : say`The answer is where you asked. A message of a run is edited there until the run is over.`,
      ),
    ],
    context: [say`See what goes on: ${command('status')}`],
    actions: [{ label: 'Status', command: 'status' }],
  });
