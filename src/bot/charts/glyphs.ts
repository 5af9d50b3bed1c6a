/** Which characters a TrueType font can draw, from its `cmap`: whatever it lacks would be a box. */
export function glyphsOf(font: Buffer): (codePoint: number) => boolean {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + i * 16);
  const cmap = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap');
  if (cmap === undefined) return () => false;
  const start = font.readUInt32BE(cmap + 8);
  const subtables = Array.from(
    { length: font.readUInt16BE(start + 2) },
    (_, i) => start + font.readUInt32BE(start + 8 + i * 8),
  );
  const ranges = subtables.flatMap((at) => rangesOf(font, at));
  return (codePoint) => ranges.some(([first, last]) => codePoint >= first && codePoint <= last);
}

type Range = readonly [number, number];

/** Formats 4 and 12: every font of today has one of them. */
function rangesOf(font: Buffer, at: number): readonly Range[] {
  const format = font.readUInt16BE(at);
  if (format === 12) {
    return Array.from({ length: font.readUInt32BE(at + 12) }, (_, i) => {
      const group = at + 16 + i * 12;
      return [font.readUInt32BE(group), font.readUInt32BE(group + 4)] as const;
    });
  }
  if (format !== 4) return [];
  const segments = font.readUInt16BE(at + 6) / 2;
  return Array.from({ length: segments }, (_, i) => {
    const last = font.readUInt16BE(at + 14 + i * 2);
    const first = font.readUInt16BE(at + 16 + segments * 2 + i * 2);
    return [first, last] as const;
    // The last segment is 0xffff alone, which is no character.
  }).filter(([first]) => first !== 0xffff);
}
