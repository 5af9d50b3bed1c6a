/** How are long answers cut into pages? */
import { ApiError } from './api-error.ts';

/** The part of a list that a request asks for, and the token of the next. */
export function page<T>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly items: readonly T[]; readonly nextPageToken: string | undefined } {
  const { start, size } = asked(query, 50);
  const end = start + size;
  return { items: all.slice(start, end), nextPageToken: end < all.length ? tokenOf(end) : undefined };
}

/** Where a page begins, and how long it may be at most. */
export function asked(query: URLSearchParams, usual: number): { readonly start: number; readonly size: number } {
  const token = query.get('pageToken');
  const startIndex = query.get('startIndex');
  const start = token !== null && token !== '' ? ofToken(token) : natural(startIndex ?? '0', 'startIndex');
  const size = query.get('maxResults');
  return { start, size: size === null ? usual : Math.min(natural(size, 'maxResults'), usual * 1000) };
}

export function tokenOf(start: number): string {
  return Buffer.from(`from ${start}`).toString('base64url');
}

function ofToken(token: string): number {
  const found = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (found === null) throw new ApiError('invalid', 'Invalid page token', 'pageToken');
  return Number(found[1]);
}

function natural(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new ApiError('invalid', `Invalid value "${text}" for ${name}`, name);
  return Number(text);
}
