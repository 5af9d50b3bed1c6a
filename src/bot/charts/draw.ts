import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Spec } from 'vega';

const PAINTER = fileURLToPath(new URL('./painter.ts', import.meta.url));
/** Drawing takes a third of a second; a machine where it takes this long has other troubles. */
const TIMEOUT_MS = 20_000;
const HEAP_MB = 256;
/** Whoever asks when this many wait for theirs gets the numbers alone. */
const MOST_WAITING = 8;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * A picture as a PNG, drawn by another process, so that nobody waits for the bot meanwhile; one at a time. Rejects where
 * it cannot be drawn, or too many wait.
 */
export function draw(figure: Spec): Promise<Uint8Array> {
  if (waiting >= MOST_WAITING) return Promise.reject(new Error('too many pictures at once'));
  waiting += 1;
  const drawn = last.then(() => paint(JSON.stringify(figure)));
  last = drawn
    .catch(() => {})
    .finally(() => {
      waiting -= 1;
    });
  return drawn;
}

async function paint(figure: string): Promise<Uint8Array> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, PAINTER], {
    // No variable of the bot, for some are secret.
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const over = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A painter that died reads nothing more; how it ended says so.
  child.stdin.on('error', () => {});
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already.
  }
  child.stdin.end(figure);
  const [png, code] = await Promise.all([buffer(child.stdout), over]);
  if (code !== 0 || png.length === 0) throw new Error(`the picture could not be drawn (exit code ${code})`);
  return png;
}
