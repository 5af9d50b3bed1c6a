/** How does a file arrive in pieces? The protocol of resumable uploads, for jobs and for objects. */
import { randomBytes } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { LoopbackClock } from './clock.ts';
import type { Answer, Call } from './http.ts';

/** What takes the bytes of a session. */
export type Sink = {
  write(piece: Buffer): void;
  /** All is there. Gives the answer of the request that brought the last byte. */
  end(): Promise<Answer>;
};

export type Sessions = {
  /** Opens a session: the answer has its address. */
  open(call: Call, sink: Sink): Answer;
  /** A piece, or a question how much there is. */
  put(call: Call): Promise<Answer>;
  /** The client gives the upload up. */
  abandon(call: Call): Answer;
  /** Forgets all sessions, as the service does after a week or when it breaks: 410 or 404 from then on. */
  kill(status: 404 | 410): void;
};

type Session = {
  readonly sink: Sink;
  readonly opened: number;
  readonly announced: number | null;
  /** Bytes that are kept. */
  kept: number;
  /** Received, but not yet a whole number of 256 KiB. */
  loose: Buffer;
  finished: Promise<Answer> | null;
  dead: 404 | 410 | 499 | null;
  /** The request that is being answered: a second one waits, as one does that comes while a broken one still ends. */
  turn: Promise<unknown>;
};

export const GRAIN = 256 * 1024;
const WEEK_MS = 7 * 24 * 3600 * 1000;

export function openSessions(clock: LoopbackClock): Sessions {
  const sessions = new Map<string, Session>();
  const find = (call: Call): Session => {
    const session = sessions.get(call.query.get('upload_id') ?? '');
    const old = session !== undefined && clock.now() - session.opened > WEEK_MS;
    if (session === undefined || session.dead === 404) throw new ApiError('notFound', 'Upload session not found');
    if (old || session.dead !== null) throw new ApiError('gone', 'Upload session is gone');
    return session;
  };
  return {
    open(call, sink) {
      const length = call.headers['x-upload-content-length'];
      const id = randomBytes(16).toString('hex');
      sessions.set(id, {
        sink,
        opened: clock.now(),
        announced: length === undefined ? null : Number(length),
        kept: 0,
        loose: Buffer.alloc(0),
        finished: null,
        dead: null,
        turn: Promise.resolve(),
      });
      const address = `${call.origin}${call.path}?uploadType=resumable&upload_id=${id}`;
      return { status: 200, headers: { Location: address, 'X-GUploader-UploadID': id } };
    },
    async put(call) {
      const session = find(call);
      const before = session.turn;
      const mine = Promise.withResolvers<void>();
      session.turn = mine.promise;
      await before;
      try {
        return await putAlone(call, session);
      } finally {
        mine.resolve();
      }
    },
    abandon(call) {
      find(call).dead = 499;
      return { status: 499 };
    },
    kill(status) {
      for (const session of sessions.values()) session.dead = status;
    },
  };
}

async function putAlone(call: Call, session: Session): Promise<Answer> {
  if (session.finished !== null) return session.finished;
  const range = readRange(call.headers['content-range'], call.headers['content-length'], session);
  if (range.first !== null) await receive(call, session, range.first, range.total);
  const { total } = range;
  if (total === null || session.kept + session.loose.length < total) return incomplete(session);
  return finish(session, total);
}

type Range = { readonly first: number | null; readonly total: number | null };

/** `bytes 0-524287/*`, `bytes 524288-600000/600001`, `bytes * /*` (without the blank) or none: everything at once. */
function readRange(header: string | undefined, length: string | undefined, session: Session): Range {
  if (header === undefined) return { first: 0, total: length === undefined ? null : Number(length) };
  const found = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header);
  if (found === null) throw new ApiError('invalid', `Invalid Content-Range "${header}"`, 'Content-Range');
  const [, first, last, all] = found;
  const total = all === '*' || all === undefined ? null : Number(all);
  if (total !== null && session.announced !== null && total !== session.announced) {
    throw new ApiError(
      'invalid',
      `Content-Range says ${total} bytes in all, X-Upload-Content-Length ${session.announced}`,
    );
  }
  if (first === undefined || last === undefined) return { first: null, total };
  const size = Number(last) - Number(first) + 1;
  if (length !== undefined && Number(length) !== size) {
    throw new ApiError('invalid', `Content-Range has ${size} bytes, Content-Length ${length}`, 'Content-Range');
  }
  const isLast = total !== null && Number(last) + 1 === total;
  if (size <= 0 || (total !== null && Number(last) >= total)) {
    throw new ApiError('invalid', `Invalid Content-Range "${header}"`, 'Content-Range');
  }
  if (!isLast && size % GRAIN !== 0) {
    throw new ApiError('invalid', `A piece of ${size} bytes that is not the last must be a multiple of ${GRAIN}`);
  }
  return { first: Number(first), total };
}

/** Keeps what arrives in whole grains, so that a cut loses less than one. */
async function receive(call: Call, session: Session, first: number, total: number | null): Promise<void> {
  if (first > session.kept) {
    throw new ApiError(
      'invalid',
      `The piece begins at ${first}, but only ${session.kept} bytes are there`,
      'Content-Range',
    );
  }
  session.loose = Buffer.alloc(0);
  let position = first;
  for await (const chunk of call.body()) {
    const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, session.kept + session.loose.length - position)));
    position += chunk.length;
    if (total !== null && position > total) throw new ApiError('invalid', `More than ${total} bytes arrived`);
    const bytes = session.loose.length === 0 ? fresh : Buffer.concat([session.loose, fresh]);
    const whole = bytes.length - (bytes.length % GRAIN);
    if (whole > 0) {
      session.sink.write(bytes.subarray(0, whole));
      session.kept += whole;
    }
    session.loose = Buffer.from(bytes.subarray(whole));
  }
}

function incomplete({ kept }: Session): Answer {
  return { status: 308, ...(kept === 0 ? {} : { headers: { Range: `bytes=0-${kept - 1}` } }) };
}

function finish(session: Session, total: number): Promise<Answer> {
  if (session.announced !== null && session.announced !== total) {
    throw new ApiError('invalid', `${session.announced} bytes were announced, ${total} arrived`);
  }
  session.sink.write(session.loose);
  session.kept += session.loose.length;
  session.loose = Buffer.alloc(0);
  session.finished = session.sink.end();
  return session.finished;
}
