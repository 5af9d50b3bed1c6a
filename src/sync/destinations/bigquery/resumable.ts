import { beginSession, sendPiece, type UploadPlace } from './upload-session.ts';

// Bytes of unknown number, uploaded in pieces: the official client sends all in one request and does not try again.

/** Pieces other than the last have to be a multiple of this. */
const PIECE_UNIT = 256 * 1024;
// Two of them are all the memory that an upload takes; larger ones are not faster where the rows are the wall.
const PIECE_BYTES = 16 * PIECE_UNIT;

export type Upload = {
  /** Takes the bytes over; waits where two pieces are full. Throws what an earlier piece met. */
  write(bytes: Uint8Array): Promise<void>;
  /** Sends what is left, and gives what the server said to the last byte: the job, or the object. */
  finish(): Promise<unknown>;
  /** Stops whatever is under way, at once. Safe at any stage. */
  abort(): void;
};

/**
 * Begins an upload. Bytes are sent in pieces of `pieceBytes` (a multiple of 256 KiB); two of them are in memory at most,
 * one filling and one on its way, which stays until the server has said that it has it.
 */
export async function openResumable(place: UploadPlace, pieceBytes: number = PIECE_BYTES): Promise<Upload> {
  if (pieceBytes % PIECE_UNIT !== 0) throw new Error(`pieces of ${pieceBytes} bytes`);
  const aborted = new AbortController();
  const { signal } = aborted;
  const session = await beginSession(place, signal);
  let [filling, idle, filled, start] = [Buffer.alloc(0), Buffer.alloc(0), 0, 0];
  let sending: Promise<unknown> = Promise.resolve();

  /** A full piece goes on its way as soon as the one before it has arrived. */
  async function pass(): Promise<void> {
    await sending;
    const piece = { start, bytes: filling.subarray(0, filled), total: null };
    start += filled;
    [filling, idle, filled] = [idle, filling, 0];
    sending = sendPiece(place, session, piece, signal);
    // Whoever writes next hears of it.
    sending.catch(() => {});
  }

  return {
    async write(bytes) {
      signal.throwIfAborted();
      for (let at = 0; at < bytes.length; ) {
        if (filled === pieceBytes) await pass();
        const taken = Math.min(pieceBytes - filled, bytes.length - at);
        filling = roomFor(filling, filled, { needed: filled + taken, most: pieceBytes });
        filling.set(bytes.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
      }
    },
    async finish() {
      await sending;
      const last = { start, bytes: filling.subarray(0, filled), total: start + filled };
      return (await sendPiece(place, session, last, signal))?.answer;
    },
    abort() {
      aborted.abort();
    },
  };
}

/** A small table needs no large buffer, and one that grows step by step leaves as much behind as it takes. */
function roomFor(
  buffer: Buffer<ArrayBuffer>,
  used: number,
  { needed, most }: { readonly needed: number; readonly most: number },
): Buffer<ArrayBuffer> {
  if (buffer.length >= needed) return buffer;
  const larger = Buffer.allocUnsafeSlow(needed <= PIECE_UNIT ? PIECE_UNIT : most);
  buffer.copy(larger, 0, 0, used);
  return larger;
}
