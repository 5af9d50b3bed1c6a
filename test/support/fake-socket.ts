/** How does a test get the side of Socket Mode that Slack plays: sockets that say hello, hand things over, and go away? */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export type Link = {
  /** Says something, as Slack does: `{ type: 'disconnect', reason: 'refresh_requested' }`. */
  say(message: object): void;
  /** Answers no ping any more and says nothing; the connection stays open. */
  fallSilent(): void;
  /** Breaks the connection without a word. */
  cut(): void;
  /** The ids of envelopes that were acknowledged over it. */
  readonly acked: readonly string[];
  readonly open: boolean;
};

export type FakeSocket = {
  readonly url: string;
  /** Every connection there ever was, in the order in which they were opened. */
  readonly links: readonly Link[];
  /** Whether new connections hear a hello. */
  greeting: boolean;
  close(): Promise<void>;
};

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [TEXT, CLOSE, PING, PONG] = [0x1, 0x8, 0x9, 0xa];

export async function fakeSocket(): Promise<FakeSocket> {
  const links: (Link & { open: boolean })[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  const self = { greeting: true };

  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.add(socket);
    let silent = false;
    const acked: string[] = [];
    const send = (opcode: number, payload: Buffer): void => {
      const head =
        payload.length < 126
          ? Buffer.from([0x80 | opcode, payload.length])
          : Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff]);
      if (!socket.destroyed) socket.write(Buffer.concat([head, payload]));
    };
    const link = {
      say: (message: object) => send(TEXT, Buffer.from(JSON.stringify(message))),
      fallSilent: () => {
        silent = true;
      },
      cut: () => void socket.destroy(),
      acked,
      open: true,
    };
    links.push(link);
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let frame = take(rest); frame !== null; frame = take(rest)) {
        rest = rest.subarray(frame.size);
        if (silent) continue;
        if (frame.opcode === PING) send(PONG, frame.payload);
        if (frame.opcode === CLOSE) {
          send(CLOSE, frame.payload);
          socket.end();
        }
        if (frame.opcode === TEXT) {
          const { envelope_id } = JSON.parse(frame.payload.toString()) as { envelope_id?: string };
          if (envelope_id !== undefined) acked.push(envelope_id);
        }
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      link.open = false;
      sockets.delete(socket);
    });
    if (self.greeting) link.say({ type: 'hello', num_connections: sockets.size });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(self, {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    links,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

/** The first frame of what a client sent, unmasked; null where it is not there as a whole. Frames of up to 64 kB. */
function take(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer; readonly size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]! & 0x7f;
  const start = short === 126 ? 4 : 2;
  if (bytes.length < start + 4) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const size = start + 4 + length;
  if (bytes.length < size) return null;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, size).map((byte, i) => byte ^ mask[i % 4]!));
  return { opcode: bytes[0]! & 0x0f, payload, size };
}
