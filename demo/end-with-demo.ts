/**
 * Loaded by the demo's bot before its own code (`node --import`): the bot's standard input is a pipe from the demo, and
 * once that is closed the demo is gone, however it ended, so that the bot has to go as well. Its workers, which inherit
 * the flag, have a channel to the bot and end with it.
 */
const PATIENCE_MS = 30_000;

if (process.channel === undefined) {
  process.stdin.on('end', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
  });
  process.stdin.resume();
  if ('unref' in process.stdin) process.stdin.unref();
}

export {};
