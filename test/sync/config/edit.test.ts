import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editTable, type TableEdit } from '../../../src/sync/config/edit.ts';

const mask: TableEdit = { do: 'mask', column: 'email', mask: 'hash' };
const exclude: TableEdit = { do: 'list', key: 'exclude', column: 'email' };
const unmasked: TableEdit = { do: 'list', key: 'unmasked', column: 'email' };

/** What stands around the place in every case: none of its bytes may change. */
const HEAD = `# 先頭: comments,   odd   spacing and "quotes" stay\ntimezone:   'Asia/Tokyo'   # why\nconnections: {shop:   {type: sqlite,path: ./shop.db}}\ntables:\n`;
const TAIL = `  # the next one\n  other: &o { from:   x,   exclude: [ a,b ] }   # kept\n  long: { where: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }\n`;

/** [what, the table before, the edit, the table after] */
const CASES: readonly (readonly [string, string, TableEdit, string])[] = [
  ['a flow map', '  users: { mask: { name: redact } }\n', mask, '  users: { mask: { name: redact, email: hash } }\n'],
  ['a tight flow map', '  users: {mask: {name: redact}}\n', mask, '  users: {mask: {name: redact, email: hash}}\n'],
  ['an empty flow map', '  users: { mask: {} }\n', mask, '  users: { mask: { email: hash } }\n'],
  ['a flow table without the key', '  users: { from: u }\n', mask, '  users: { from: u, mask: { email: hash } }\n'],
  [
    'a block map',
    '  users:\n    mask:\n      name: redact   # their names\n    where: x\n',
    mask,
    '  users:\n    mask:\n      name: redact   # their names\n      email: hash\n    where: x\n',
  ],
  [
    'a flow map over several lines, with a comma at its end',
    '  users:\n    mask: {\n      name: redact, # names\n      phone: last4, # phones\n    }\n',
    mask,
    '  users:\n    mask: {\n      name: redact, # names\n      phone: last4, email: hash, # phones\n    }\n',
  ],
  [
    'a block table without the key',
    '  users:\n    from: u # theirs\n    # the last word\n\n',
    mask,
    '  users:\n    from: u # theirs\n    mask: { email: hash }\n    # the last word\n\n',
  ],
  [
    'a block table that ends in a nested map',
    '  users:\n    checks:\n      min_rows: 1\n',
    exclude,
    '  users:\n    checks:\n      min_rows: 1\n    exclude: [email]\n',
  ],
  [
    'a block table that ends in a text of several lines',
    '  users:\n    where: >\n      a = 1\n      and b = 2\n',
    unmasked,
    '  users:\n    where: >\n      a = 1\n      and b = 2\n    unmasked: [email]\n',
  ],
  [
    'a block list',
    '  users:\n    exclude:\n      - a\n      - "b c" # why\n    from: u\n',
    exclude,
    '  users:\n    exclude:\n      - a\n      - "b c" # why\n      - email\n    from: u\n',
  ],
  [
    'a list that is not indented',
    '  users:\n    exclude:\n    - a\n',
    exclude,
    '  users:\n    exclude:\n    - a\n    - email\n',
  ],
  ['a flow list', '  users: { exclude: [a,b] }\n', exclude, '  users: { exclude: [a,b, email] }\n'],
  ['a table with nothing behind it', '  users:\n', mask, '  users:\n    mask: { email: hash }\n'],
  [
    'a table with a comment behind it',
    '  users: # all of it\n',
    mask,
    '  users: # all of it\n    mask: { email: hash }\n',
  ],
  [
    'quoted keys',
    '  "users":\n    "mask": { "name": redact }\n',
    mask,
    '  "users":\n    "mask": { "name": redact, email: hash }\n',
  ],
  [
    'a column that needs quotes',
    '  users: { exclude: [a] }\n',
    { do: 'list', key: 'exclude', column: `お名前 "x", ${'$'}{Y}` },
    `  users: { exclude: [a, "お名前 \\"x\\", ${'$$'}{Y}"] }\n`,
  ],
  [
    'a column called null',
    '  users: { from: u }\n',
    { ...mask, column: 'null' },
    '  users: { from: u, mask: { "null": hash } }\n',
  ],
  [
    'a place in a flow list',
    '  users: { columns: [id, name] }\n',
    { do: 'list', key: 'columns', column: 'email', at: 1 },
    '  users: { columns: [id, email, name] }\n',
  ],
  [
    'a place in a block list',
    '  users:\n    columns:\n      - id\n      - name # theirs\n',
    { do: 'list', key: 'columns', column: 'email', at: 1 },
    '  users:\n    columns:\n      - id\n      - email\n      - name # theirs\n',
  ],
  [
    'an anchor of its own',
    '  users: &u { mask: &m { a: hash } }\n',
    mask,
    '  users: &u { mask: &m { a: hash, email: hash } }\n',
  ],
];

const OPPOSITE = (edit: TableEdit): TableEdit =>
  edit.do === 'mask'
    ? { do: 'unmask', column: edit.column }
    : { do: 'unlist', key: (edit as Extract<TableEdit, { do: 'list' }>).key, column: edit.column };

for (const [what, before, edit, after] of CASES) {
  for (const eol of ['\n', '\r\n']) {
    test(`${what}${eol === '\n' ? '' : ' with CRLF'}: only the lines concerned change, and back`, () => {
      const whole = (table: string): string => (HEAD + table + TAIL).replaceAll('\n', eol);
      const edited = editTable(whole(before), 'users', edit);
      assert.equal(edited, whole(after));
      assert.equal(editTable(edited as string, 'users', edit), null, 'made already');
      const back = editTable(edited as string, 'users', OPPOSITE(edit));
      if (what === 'an empty flow map') assert.doesNotMatch(back ?? 'email', /email/);
      else assert.equal(back, whole(before));
    });
  }
}

test('a file that ends without a line end, and one that begins with a byte order mark', () => {
  assert.equal(editTable('tables:\n  users:', 'users', mask), 'tables:\n  users:\n    mask: { email: hash }');
  assert.equal(
    editTable('\uFEFFtables:\n  users:\n    from: u', 'users', mask),
    '\uFEFFtables:\n  users:\n    from: u\n    mask: { email: hash }',
  );
  assert.equal(
    editTable('tables:\n  users:\n    from: u\n    mask: { email: hash }', 'users', { do: 'unmask', column: 'email' }),
    'tables:\n  users:\n    from: u',
  );
});

test('what comes first or in the middle is taken out too', () => {
  const unmask = (column: string): TableEdit => ({ do: 'unmask', column });
  const flow = 'tables: { users: { mask: { a: hash, b: null, c: year } } }';
  assert.equal(editTable(flow, 'users', unmask('a')), 'tables: { users: { mask: { b: null, c: year } } }');
  assert.equal(editTable(flow, 'users', unmask('b')), 'tables: { users: { mask: { a: hash, c: year } } }');
  const block = 'tables:\n  users:\n    mask:\n      a: hash\n      b: null\n';
  assert.equal(editTable(block, 'users', unmask('a')), 'tables:\n  users:\n    mask:\n      b: null\n');
});

test('a place that is an alias, a table that is not there and a broken file are left alone', () => {
  const shared =
    'tables:\n  a: { mask: &m { x: hash } }\n  users: { mask: *m }\n  whole: &w { from: u }\n  again: *w\n';
  assert.equal(editTable(shared, 'users', mask), null);
  assert.equal(editTable(shared, 'again', mask), null);
  assert.equal(editTable(shared, 'nobody', mask), null);
  assert.equal(editTable('tables: { users: { ', 'users', mask), null);
  assert.equal(editTable('', 'users', mask), null);
  assert.equal(editTable('tables: { users: { mask: hash } }', 'users', mask), null);
});
