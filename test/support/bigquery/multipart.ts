/** How do metadata and a file come in one request? multipart/related of two parts. */
import { ApiError } from './api-error.ts';
import { type Call, whole } from './http.ts';

export type TwoParts = { readonly metadata: unknown; readonly media: Buffer; readonly mediaType: string };

export async function readMultipart(call: Call): Promise<TwoParts> {
  const type = call.headers['content-type'] ?? '';
  const boundary = /^multipart\/related;.*boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined)
    throw new ApiError('badRequest', `Invalid content type ${type}: expects multipart/related`);
  const body = await whole(call.body());
  const parts = split(body, boundary);
  const [first, second] = parts;
  if (first === undefined || second === undefined || parts.length !== 2) {
    throw new ApiError('badRequest', `Expected two parts of the body, got ${parts.length}`);
  }
  if (!first.type.startsWith('application/json')) {
    throw new ApiError('badRequest', `The first part is ${first.type}: expects application/json`);
  }
  try {
    return { metadata: JSON.parse(first.bytes.toString()), media: second.bytes, mediaType: second.type };
  } catch {
    throw new ApiError('parseError', 'Parse Error: the first part is not JSON');
  }
}

function split(body: Buffer, boundary: string): readonly { readonly type: string; readonly bytes: Buffer }[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: { readonly type: string; readonly bytes: Buffer }[] = [];
  let from = body.indexOf(delimiter);
  for (;;) {
    const start = from + delimiter.length;
    if (from < 0 || body.subarray(start, start + 2).toString() === '--') break;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start);
    const blank = body.indexOf('\r\n\r\n', start);
    if (next < 0 || blank < 0) throw new ApiError('badRequest', 'The body ends within a part');
    const headers = body.subarray(start, blank).toString();
    parts.push({
      type: /content-type:\s*(\S[^\r\n]*)/i.exec(headers)?.[1] ?? '',
      bytes: body.subarray(blank + 4, Math.max(blank + 4, next)),
    });
    from = next + 2;
  }
  return parts;
}
