/** Which real database servers has this run, and what is said where one is missing? */
import { startMysql } from './mysql.ts';
import { startPostgres } from './postgres.ts';

/** A server that the tests may use until `stop`. */
export interface RunningServer {
  /** An administrator's URL. */
  readonly url: string;
  /** Product and version, for the first line of a run. */
  readonly product: string;
  stop(): Promise<void>;
}

const servers = {
  postgres: {
    name: 'PostgreSQL',
    variable: 'TEST_POSTGRES_URL',
    reason: 'TEST_POSTGRES_MISSING',
    start: startPostgres,
  },
  mysql: { name: 'MariaDB', variable: 'TEST_MYSQL_URL', reason: 'TEST_MYSQL_MISSING', start: startMysql },
} as const;

type ServerKind = keyof typeof servers;

/** What `startServers` came to. */
export interface Servers {
  /** One line for each server that runs. */
  readonly started: readonly string[];
  /** One line for each that does not: why, and the command that would fix it. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts both servers at once and writes TEST_POSTGRES_URL and TEST_MYSQL_URL into this process's environment, where
 * the test processes inherit them. A URL that is there already is used as it is. Never throws: what could not be
 * started is in `missing`, and the tests that need it say so through `needs`.
 */
export async function startServers(): Promise<Servers> {
  const running: RunningServer[] = [];
  const started: string[] = [];
  const missing: string[] = [];
  const kinds = Object.keys(servers) as ServerKind[];
  await Promise.all(
    kinds.map(async (kind) => {
      const { name, variable, reason, start } = servers[kind];
      const begun = performance.now();
      try {
        const server = await start(process.env[variable]);
        running.push(server);
        process.env[variable] = server.url;
        started.push(`${server.product} is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      } catch (error) {
        delete process.env[variable];
        const why = error instanceof Error ? error.message : String(error);
        const fix = error instanceof Error && 'fix' in error ? String(error.fix) : `set ${variable}`;
        process.env[reason] = `${name} could not be started: ${oneLine(why)}. To fix it: ${oneLine(fix)}`;
        missing.push(process.env[reason]);
      }
    }),
  );
  return {
    started: started.sort(),
    missing: missing.sort(),
    stop: async () => {
      await Promise.all(running.map((server) => server.stop()));
    },
  };
}

/**
 * The options of a test that needs these servers: `test('…', needs('mysql'), async () => { … })`. The test is skipped,
 * with the reason, where one of them does not run; under CI=true the run as a whole then fails.
 */
export function needs(...kinds: readonly ServerKind[]): { readonly skip: string | false } {
  const absent = kinds.find((kind) => process.env[servers[kind].variable] === undefined);
  if (absent === undefined) return { skip: false };
  const { name, reason } = servers[absent];
  return { skip: process.env[reason] ?? `${name} is started by npm test: npm test -- ${process.argv[1] ?? ''}` };
}

function oneLine(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .join(' · ')
    .replace(/\.$/, '');
}
