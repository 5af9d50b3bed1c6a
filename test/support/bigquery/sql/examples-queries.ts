/** Queries over two small tables, and their rows. Also read by the second opinion. */

type Example = readonly [name: string, sql: string, rows: readonly (readonly (string | null)[])[]];

export const QUERIES: readonly Example[] = [
  [
    'names of every form',
    'SELECT id FROM `p-1.d.people` WHERE id = 1 UNION ALL SELECT id FROM `p-1`.d.people WHERE id = 1 UNION ALL SELECT p.id FROM p-1.d.people AS p WHERE p.id = 1 UNION ALL SELECT id FROM people WHERE id = 1',
    [['1'], ['1'], ['1'], ['1']],
  ],
  ['NULL first and bytes in order', 'SELECT name FROM d.people ORDER BY name', [[null], ['Ann'], ['Cid'], ['bob']]],
  ['NaN before numbers', 'SELECT score FROM d.people ORDER BY score DESC', [['4'], ['1.5'], ['NaN'], [null]]],
  ['NaN equal to nothing', 'SELECT id FROM d.people WHERE score = score ORDER BY id', [['1'], ['4']]],
  [
    'groups by alias and number',
    'SELECT UPPER(team) AS t, COUNT(*), COUNT(name) FROM d.people GROUP BY t ORDER BY 1',
    [
      ['A', '2', '2'],
      ['B', '2', '1'],
    ],
  ],
  [
    'an expression of what is grouped',
    'SELECT CONCAT(team, team) AS x FROM d.people GROUP BY team HAVING COUNT(*) > 1 ORDER BY x',
    [['aa'], ['bb']],
  ],
  [
    'no row of no rows but of an aggregate',
    'SELECT COUNT(*), SUM(id), MAX(name) FROM d.people WHERE FALSE',
    [['0', null, null]],
  ],
  [
    'a star with exceptions',
    'SELECT * EXCEPT (score) REPLACE (id + 1 AS id) FROM d.people WHERE id = 1',
    [['2', 'Ann', 'a']],
  ],
  [
    'USING',
    'SELECT team, name, title FROM d.people LEFT JOIN d.teams USING (team) WHERE id IN (1, 3) ORDER BY id',
    [
      ['a', 'Ann', 'Alpha'],
      ['b', 'Cid', null],
    ],
  ],
  [
    'a full join',
    'SELECT team, COUNT(id) FROM d.people FULL JOIN d.teams USING (team) GROUP BY team ORDER BY team',
    [
      ['a', '2'],
      ['b', '2'],
      ['c', '0'],
    ],
  ],
  [
    'QUALIFY',
    'SELECT id FROM d.people WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY team ORDER BY id DESC) = 1 ORDER BY id',
    [['2'], ['4']],
  ],
  [
    'windows',
    'SELECT id, LAG(id) OVER w, SUM(id) OVER w FROM d.people WINDOW w AS (PARTITION BY team ORDER BY id) ORDER BY id',
    [
      ['1', null, '1'],
      ['2', '1', '3'],
      ['3', null, '3'],
      ['4', '3', '7'],
    ],
  ],
  [
    'a correlated subquery',
    'SELECT p.id FROM d.people p WHERE EXISTS (SELECT 1 FROM d.teams t WHERE t.team = p.team) ORDER BY p.id',
    [['1'], ['2']],
  ],
  ['NOT IN with NULL', 'SELECT id FROM d.people WHERE id NOT IN (SELECT NULL)', []],
  [
    'a WITH over another',
    'WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT a.x, b.x FROM a CROSS JOIN b'.replace(
      'b.x',
      'b.x AS y',
    ),
    [['1', '2']],
  ],
  ['a WITH of the name of a table', 'WITH people AS (SELECT 7 AS id) SELECT id FROM people', [['7']]],
  ['set operations', 'SELECT 1 AS x UNION DISTINCT SELECT 1 UNION DISTINCT SELECT NULL ORDER BY x', [[null], ['1']]],
  ['EXCEPT', '(SELECT team FROM d.people) EXCEPT DISTINCT (SELECT team FROM d.teams)', [['b']]],
  [
    'UNNEST with an offset',
    "SELECT x, n FROM UNNEST(['a', 'b']) AS x WITH OFFSET AS n ORDER BY n DESC",
    [
      ['b', '1'],
      ['a', '0'],
    ],
  ],
  ['UNNEST of structs', "SELECT s.a, b FROM UNNEST([STRUCT(1 AS a, 'x' AS b)]) AS s", [['1', 'x']]],
  [
    'texts in an order',
    "SELECT STRING_AGG(name, '|' ORDER BY name DESC LIMIT 2), ARRAY_LENGTH(ARRAY_AGG(name IGNORE NULLS)) FROM d.people",
    [['bob|Cid', '3']],
  ],
  [
    'the latest of each',
    'SELECT team, MAX_BY(name, id), ARRAY_AGG(id ORDER BY id DESC LIMIT 1)[OFFSET(0)] FROM d.people GROUP BY team ORDER BY team',
    [
      ['a', 'bob', '2'],
      ['b', null, '4'],
    ],
  ],
  [
    'CASE',
    "SELECT CASE team WHEN 'a' THEN 1 ELSE 2.5 END FROM d.people WHERE id < 4 ORDER BY id",
    [['1'], ['1'], ['2.5']],
  ],
  [
    'ORDER BY what is not listed',
    'SELECT name FROM d.people WHERE id < 4 ORDER BY id DESC LIMIT 1 OFFSET 1',
    [['bob']],
  ],
  ['ORDER BY an alias before a column', 'SELECT -id AS id FROM d.people ORDER BY id LIMIT 1', [['-4']]],
  ['IS DISTINCT FROM', 'SELECT NULL IS DISTINCT FROM NULL, 1 IS DISTINCT FROM NULL', [['f', 't']]],
  ['comments and a comma at the end', 'SELECT 1, /* two */ 2, -- three\n# four\nFROM d.teams LIMIT 1', [['1', '2']]],
];
