/**
 * How wide text is in the font of the pictures, near enough to find room for it: Japanese fills its square, Latin takes
 * a little more than half of it.
 */
export const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, char) => sum + (char.codePointAt(0)! >= 0x1100 ? 1 : 0.58), 0) * size;

/** The text, or its beginning with an ellipsis where it is wider than the room there is. */
export function fitted(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  const kept: string[] = [];
  let width = widthOf('…', size);
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += widthOf(segment, size);
    if (width > room) break;
    kept.push(segment);
  }
  return `${kept.join('')}…`;
}
