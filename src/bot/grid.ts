import Table from 'cli-table3';
import type { PlainColumn } from './language/plain.ts';

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;
const GAP = NO_BORDERS.middle.length;
const NARROWEST = 5;

/**
 * Rows as aligned lines, the head first, at most `width` columns of a screen wide (a Japanese character takes two).
 * What does not fit is cut in the widest column, with an ellipsis.
 */
export function grid(columns: readonly PlainColumn[], rows: readonly (readonly string[])[], width: number): string[] {
  // No cell can show more than the whole width; measuring a long one costs by its length.
  const start = (cell: string): string => oneLine(cell.slice(0, 4 * width));
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(start));
  const natural = draw(columns, cells, []);
  const widths = natural.widths;
  let excess = widths.reduce((sum, w) => sum + w, GAP * (widths.length - 1)) - width;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= NARROWEST) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return draw(columns, cells, widths).lines;
}

function draw(columns: readonly PlainColumn[], cells: readonly string[][], colWidths: number[]) {
  const table = new Table({
    chars: NO_BORDERS,
    colWidths,
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  table.push(...cells);
  const lines = table
    .toString()
    .split('\n')
    // A cut in the middle of an emoji leaves half a character.
    .map((line) => line.replace(/\p{Cs}/gu, '').trimEnd());
  return { lines, widths: [...(table.options.colWidths as number[])] };
}

/** Control characters would move the cursor or break the line. */
const oneLine = (cell: string): string => cell.replace(/\p{Cc}+/gu, ' ');
