import type { Bot, BotOptions } from './bot.ts';

// The door of the bot layer. What a terminal needs loads without Slack's packages, for it has to answer at once.
export type { SlackSettings } from './app.ts';
export type { Bot, BotOptions } from './bot.ts';
export type { Context, Reply } from './commands/command.ts';
export { runData } from './commands/data.ts';
export { dispatch, roleNeeded } from './commands/index.ts';
export { factsOf } from './facts.ts';
export { flat, type Language } from './language/index.ts';
export { type Log, traceOf } from './log.ts';
export { say } from './message.ts';
export { saveFile } from './save.ts';
export { toText } from './text.ts';
export { looksText } from './views/columns.ts';
export { plural } from './views/quantities.ts';
export { runMessage } from './views/run.ts';
export { fromShell } from './words.ts';

/** Makes a bot over these jobs; it connects when it is started. */
export async function createBot(options: BotOptions): Promise<Bot> {
  const { assembleBot } = await import('./bot.ts');
  return assembleBot(options);
}
