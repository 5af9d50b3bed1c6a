import { hash } from 'node:crypto';
import { nativeCode, type RawError } from './raw.ts';
import type { FailurePlace } from './row.ts';

/**
 * Ten hex digits that are the same whenever the same thing goes wrong at the same stage, whatever the row, and from
 * which nothing of the text can be read back: quoted parts, bracketed keys, e-mails, numbers and long words go first.
 */
export function fingerprint(thrown: unknown, raw: RawError, at: FailurePlace): string {
  const name = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return hash('sha256', [name, at.side, at.stage, nativeCode(raw) ?? '', withoutValues(raw.text)].join('\n')).slice(
    0,
    10,
  );
}

/** Exported for its test. */
export function withoutValues(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(
      /(?<![\p{L}\p{N}])'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|[«„“「『][^»”“」』]*[»”“」』]/gsu,
      '?',
    )
    .replaceAll(/\([^()]*\)/gs, '?')
    .replaceAll(/\S+@\S+/g, '?')
    .replaceAll(/[^\s]*\d[^\s]*/g, '?')
    .replaceAll(/\S{25,}/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
