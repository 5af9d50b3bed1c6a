// PostgreSQL's COPY binary format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const FIXED = SIGNATURE.length + 8;

/** What stands before the first row and behind the last: no flags, no extension; a row of -1 fields. */
export const BINARY_HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
export const BINARY_END = Buffer.from([0xff, 0xff]);

/** Whole rows, without header and end, so that rows of several streams can stand behind one another. */
export type BinaryRows = { readonly data: Buffer; readonly rows: number };

/**
 * Finds the ends of rows in COPY binary, cut anywhere. `push` gives the rows that are complete; `end` throws where the
 * stream ended before its own end mark.
 */
export function binaryRows(): { push(data: Buffer): BinaryRows | null; end(): void } {
  let held: Buffer[] = [];
  let bytes = 0;
  // More than is held: a large value is joined once and not again with every piece of it.
  let needed = FIXED;
  let started = false;
  let over = false;

  return {
    push(piece) {
      held.push(piece);
      bytes += piece.length;
      if (bytes < needed || over) return null;
      const all = held.length === 1 ? piece : Buffer.concat(held, bytes);
      let start = 0;
      if (!started) {
        if (!all.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no COPY binary stream');
        start = FIXED + all.readInt32BE(FIXED - 4);
        started = true;
      }
      const first = start;
      let rows = 0;
      needed = 0;
      // Row by row: a count of fields, and of each its length (-1 is NULL) and its bytes.
      while (needed === 0 && !over) {
        let at = start + 2;
        if (at > all.length) {
          needed = at;
          break;
        }
        const fields = all.readInt16BE(start);
        if (fields === -1) {
          over = true;
          break;
        }
        for (let field = 0; field < fields; field++) {
          if (at + 4 > all.length) {
            needed = at + 4;
            break;
          }
          const length = all.readInt32BE(at);
          at += length < 0 ? 4 : 4 + length;
        }
        if (needed === 0 && at > all.length) needed = at;
        if (needed > 0) break;
        start = at;
        rows++;
      }
      const rest = all.subarray(start);
      held = rest.length === 0 ? [] : [rest];
      bytes = rest.length;
      needed = Math.max(0, needed - start);
      return rows === 0 ? null : { data: all.subarray(first, start), rows };
    },
    end() {
      if (!over) throw new Error('the COPY stream ended before its end mark');
    },
  };
}
