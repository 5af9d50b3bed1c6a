import type { Run } from '../../jobs/index.ts';
import { code, list, say, type Text } from '../message.ts';
import { plural } from './quantities.ts';

/** A table that works again, by the run that succeeded. */
export type Recovered = { readonly table: string; readonly mode: string; readonly run: Run | null };

/** Whether readers miss rows because of the trouble that is over, in a sentence. Null where nothing was loaded since. */
export function gapText(recovered: readonly Recovered[]): Text | null {
  const loaded = recovered.filter(({ run }) => run?.result != null);
  if (loaded.length === 0) return null;
  const [only] = loaded;
  if (loaded.length === 1 && only !== undefined) return ofOne(only);
  const whole = loaded.filter(wasWhole);
  if (whole.length === loaded.length)
    return say`No rows are lost: all ${plural(loaded.length, 'table')} were read as a whole.`;
  const parts = loaded.filter((one) => !wasWhole(one)).map(({ table }) => code(table));
  const shown = parts.slice(0, 10);
  return say`No rows are lost: ${plural(whole.length, 'table')} were read as a whole, and ${list(shown)}${shown.length < parts.length ? ' …' : ''} went on from where the last good run had ended.`;
}

function ofOne({ mode, run }: Recovered): Text {
  const result = run?.result;
  if (mode === 'replace' || mode === 'model') return say`No rows are lost: ${code(mode)} reads everything each time.`;
  if (result?.gaps != null) return say`No rows are lost: all keys were compared.`;
  const window = result?.window ?? null;
  if (window === null) return say`No rows are lost: everything was read again.`;
  const [from, to] = [window.from ?? '…', window.to ?? '…'];
  return say`No rows are lost: ${code(mode)} read the window from ${code(from)} to ${code(to)} again.`;
}

const wasWhole = ({ mode, run }: Recovered): boolean =>
  mode === 'replace' || mode === 'model' || run?.result?.window == null;
