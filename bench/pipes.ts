/** What does the shell do the same job with? The databases' own clients, joined by a pipe: the mark to be measured by. */
import { spawn } from 'node:child_process';
import type { Shape } from './shapes.ts';

/** MariaDB → PostgreSQL, correct: the source's own server writes COPY text, the pipe only carries it. */
export function mysqlPipe(shape: Shape, source: string, target: string): readonly [string[], string[]] {
  const url = new URL(source);
  const escaped = (column: string): string => {
    if (!shape.texts.includes(column)) return `ifnull(${column}, '\\\\N')`;
    const steps = [
      ['\\\\', '\\\\\\\\'],
      ['\\n', '\\\\n'],
      ['\\r', '\\\\r'],
      ['\\t', '\\\\t'],
    ];
    return `ifnull(${steps.reduce((text, [from, to]) => `replace(${text}, '${from}', '${to}')`, column)}, '\\\\N')`;
  };
  const sql = `select concat_ws('\\t', ${shape.columns.map(escaped).join(', ')}) from ${shape.name}`;
  return [
    [
      'mariadb',
      `--host=${url.hostname}`,
      `--port=${url.port}`,
      `--user=${decodeURIComponent(url.username)}`,
      `--password=${decodeURIComponent(url.password)}`,
      '--default-character-set=utf8mb4',
      '--quick',
      '--batch',
      '--raw',
      '--skip-column-names',
      '-e',
      sql,
      url.pathname.slice(1),
    ],
    ['psql', '-qX', target, '-c', `copy ${shape.name}_pipe (${shape.columns.join(', ')}) from stdin`],
  ];
}

/** PostgreSQL → PostgreSQL: COPY text out, COPY text in. */
export function postgresPipe(shape: Shape, source: string, target: string): readonly [string[], string[]] {
  const columns = shape.columns.join(', ');
  return [
    ['psql', '-qX', source, '-c', `copy ${shape.name} (${columns}) to stdout`],
    ['psql', '-qX', target, '-c', `copy ${shape.name}_pipe (${columns}) from stdin`],
  ];
}

/** Runs both programs, the first one's output into the second. Rejects where either fails. */
export async function runPipe([left, right]: readonly [string[], string[]]): Promise<void> {
  const from = spawn(left[0] as string, left.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const to = spawn(right[0] as string, right.slice(1), { stdio: [from.stdout, 'inherit', 'inherit'] });
  const ends = [from, to].map(
    (child) =>
      new Promise<void>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`)),
        );
      }),
  );
  from.stdout.destroy();
  await Promise.all(ends);
}
