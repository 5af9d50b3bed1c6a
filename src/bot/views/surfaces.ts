import { command, type Message, message, say, text } from '../message.ts';

/** What a person sees in a modal where everything else is said by the messages of runs. */
export const saidByRunsMessage = (elsewhere: boolean): Message =>
  message('success', 'Done', {
    parts: [
      text(
        elsewhere
          ? say`The message of the run is in your conversation with me and is edited until the run is over.`
          : say`The message of the run is in the channel where you asked, and is edited until the run is over.`,
      ),
    ],
    context: [say`See what goes on: ${command('status')}`],
    actions: [{ label: 'status', command: 'status' }],
  });
