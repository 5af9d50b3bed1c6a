/** Which tables are measured? Two that differ as tables do: wide rows of text, and narrow rows of numbers. */

export type Shape = {
  readonly name: 'users' | 'purchases';
  readonly columns: readonly string[];
  /** Columns whose text may hold what COPY text format has to escape. */
  readonly texts: readonly string[];
  readonly mysql: string;
  readonly postgres: string;
  /** An INSERT … SELECT of so many rows, by the server itself. */
  readonly fillMysql: (rows: number) => string;
  readonly fillPostgres: (rows: number) => string;
};

const NOTE = "'said \"yes\", it''s fine; 日本語 ✓ and a line'";

export const SHAPES: readonly Shape[] = [
  {
    name: 'users',
    columns: ['id', 'name', 'balance', 'seen_at', 'active', 'settings', 'note'],
    texts: ['name', 'settings', 'note'],
    mysql: `id bigint primary key, name varchar(80), balance decimal(18,4), seen_at datetime(6), active tinyint,
      settings longtext, note text`,
    postgres: `id bigint, name varchar(80), balance numeric(18,4), seen_at timestamp(6), active smallint, settings text, note text`,
    fillMysql: (rows) => `insert into users select seq, if(seq % 11 = 0, null, concat('user number ', seq)),
      seq * 1.2345, '2024-01-01' + interval seq second + interval (seq % 1000000) microsecond, seq % 2,
      concat('{"theme": "dark", "size": ', seq % 40, ', "tags": ["a", "b"]}'),
      if(seq % 7 = 0, null, concat(${NOTE}, char(10), 'tab', char(9), 'and back\\\\slash ', seq, repeat('.', seq % 60)))
      from seq_1_to_${rows}`,
    fillPostgres: (rows) => `insert into users select i, case when i % 11 = 0 then null else 'user number ' || i end,
      i * 1.2345, timestamp '2024-01-01' + i * interval '1 second' + (i % 1000000) * interval '1 microsecond', i % 2,
      '{"theme": "dark", "size": ' || i % 40 || ', "tags": ["a", "b"]}',
      case when i % 7 = 0 then null else ${NOTE} || chr(10) || 'tab' || chr(9) || 'and back\\slash ' || i || repeat('.', (i % 60)::int) end
      from generate_series(1, ${rows}::bigint) i`,
  },
  {
    name: 'purchases',
    columns: ['id', 'user_id', 'product_id', 'quantity', 'amount', 'bought_at'],
    texts: [],
    mysql:
      'id bigint primary key, user_id bigint, product_id int, quantity smallint, amount decimal(12,2), bought_at datetime',
    postgres:
      'id bigint, user_id bigint, product_id int, quantity smallint, amount numeric(12,2), bought_at timestamp(0)',
    fillMysql: (
      rows,
    ) => `insert into purchases select seq, seq % 2000000, seq % 5000, 1 + seq % 9, (seq % 100000) / 100,
      '2023-01-01' + interval seq second from seq_1_to_${rows}`,
    fillPostgres: (rows) => `insert into purchases select i, i % 2000000, i % 5000, 1 + i % 9, (i % 100000) / 100.0,
      timestamp '2023-01-01' + i * interval '1 second' from generate_series(1, ${rows}::bigint) i`,
  },
];
