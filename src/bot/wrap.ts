import stringWidth from 'string-width';

/** How many columns of a terminal a text takes: a Japanese character takes two. */
export const columnsOf = (words: string): number => stringWidth(words);

/** Filled with spaces up to `columns`. */
export const padded = (words: string, columns: number): string =>
  words + ' '.repeat(Math.max(0, columns - columnsOf(words)));

// A Japanese line may break behind every character, but no line starts with what ends a clause and none ends with what opens one.
const JAPANESE = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/;
const PIECE =
  /[「『（【〈《]*[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef][、。，．・：；？！」』）】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*|[^\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+/g;

/** Breaks at spaces, and between Japanese characters; any other word longer than the line stays whole, so that it can be copied. */
export function wrap(words: string, width: number): string {
  return words
    .split('\n')
    .map((paragraph) => {
      const lines = [''];
      for (const [i, word] of paragraph.split(' ').entries()) {
        const pieces = JAPANESE.test(word) ? (word.match(PIECE) ?? []) : [word];
        for (const [j, piece] of pieces.entries()) {
          const line = lines.at(-1)!;
          const gap = i > 0 && j === 0 && line !== '' ? ' ' : '';
          if (line !== '' && columnsOf(line + gap + piece) > width) lines.push(piece);
          else lines[lines.length - 1] = line + gap + piece;
        }
      }
      return lines.join('\n');
    })
    .join('\n');
}
