import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINARY_END, BINARY_HEADER, binaryRows } from '../../../src/sync/format/pg-binary.ts';

/** A row as the server sends it. */
function row(...fields: readonly (string | null)[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(fields.length);
  const parts = fields.map((field) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? -1 : Buffer.byteLength(field));
    return Buffer.concat([length, Buffer.from(field ?? '')]);
  });
  return Buffer.concat([count, ...parts]);
}

const ROWS = [row('a', null, ''), row(null, null, null), row('x'.repeat(5000), 'ÿ\n\t', '\u0000'), row()];
const STREAM = Buffer.concat([BINARY_HEADER, ...ROWS, BINARY_END]);

test('wherever the stream is cut, the same rows come out whole', () => {
  for (let size = 1; size < 60; size++) {
    const rows = binaryRows();
    const found: Buffer[] = [];
    let count = 0;
    for (let at = 0; at < STREAM.length; at += size) {
      const some = rows.push(STREAM.subarray(at, at + size));
      if (some === null) continue;
      found.push(some.data);
      count += some.rows;
    }
    rows.end();
    assert.equal(count, ROWS.length);
    assert.deepEqual(Buffer.concat(found), Buffer.concat(ROWS), `pieces of ${size}`);
  }
});

test('a stream that ends too early, or is something else, is an error', () => {
  for (const cut of [0, 10, BINARY_HEADER.length, STREAM.length - 3, STREAM.length - 1]) {
    const rows = binaryRows();
    rows.push(STREAM.subarray(0, cut));
    assert.throws(() => rows.end(), /before its end mark/, `cut at ${cut}`);
  }
  assert.throws(() => binaryRows().push(Buffer.from('1\ta text that is no binary\n')), /no COPY binary/);
});

test('no rows are no rows', () => {
  const rows = binaryRows();
  assert.equal(rows.push(Buffer.concat([BINARY_HEADER, BINARY_END])), null);
  rows.end();
});
