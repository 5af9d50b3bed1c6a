/** How is a real error provoked, checked against its class, and kept as JSON without what it quotes? */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { classify, type FailurePlace } from '../../src/sync/classify.ts';
import type { SyncError } from '../../src/sync/errors.ts';

/** Stands in rows, keys and where clauses of every provoked error, and may be in no sentence that comes of it. */
export const CANARY = 'canary-7f3a@example.com';

/** One error of a real server or driver, without its text unless that text is the driver's own and quotes nothing. */
export type Specimen = {
  readonly name: string;
  readonly class: string;
  readonly side: FailurePlace['side'];
  readonly stage: FailurePlace['stage'];
  /** Only the facts that recognition depends on. */
  readonly facts: FailurePlace['facts'];
  readonly error: SpecimenError;
};
export type SpecimenError = { readonly [field: string]: unknown; readonly errors?: readonly SpecimenError[] };

const STRUCTURED = [
  'name',
  'code',
  'errno',
  'sqlState',
  'syscall',
  'severity',
  'routine',
  'schema',
  'column',
  'constraint',
];

/** What `act` throws or rejects with. Fails the test if nothing comes. */
export async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
}

/** Provokes an error, classifies it, and asserts the class and that nothing of the error's values is in the summary. */
export async function provoked(
  file: string,
  name: string,
  expected: string,
  at: FailurePlace,
  act: () => unknown,
): Promise<SyncError> {
  const thrown = await thrownBy(act);
  const error = classify(thrown, at);
  assert.equal(error.summary.code, expected, `${name}: ${JSON.stringify(strip(thrown))}`);
  assert.ok(!JSON.stringify(error.summary).includes(CANARY), `${name} quotes a value`);
  assert.equal(error.cause, thrown);
  if (process.env.COLLECT_ERRORS === '1') {
    const { where, seconds, kind } = at.facts;
    const facts = { ...(kind && { kind }), ...(where && { where }), ...(seconds && { seconds }) };
    collect(file, { name, class: expected, side: at.side, stage: at.stage, facts, error: strip(thrown) });
  }
  return error;
}

/** The specimens of one file. */
export function specimens(file: string): readonly Specimen[] {
  return JSON.parse(readFileSync(path(file), 'utf8'));
}

function strip(thrown: unknown): SpecimenError {
  const fields = thrown as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(
    STRUCTURED.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]),
  );
  const inner = Array.isArray(fields.errors) ? { errors: fields.errors.map(strip) } : {};
  // SQLite's texts are part of its interface; of codeless errors the text is all there is.
  const own = fields.code === undefined && fields.errno === undefined;
  return { ...kept, ...inner, ...(own || fields.code === 'SQLITE_ERROR' ? { message: fields.message } : {}) };
}

/** `COLLECT_ERRORS=1 npm test -- test/errors && npx biome check --write test/errors` refreshes the JSON files. */
function collect(file: string, specimen: Specimen): void {
  const text = JSON.stringify(specimen);
  assert.ok(!text.includes(CANARY), `${specimen.name} would keep a value`);
  let all: readonly Specimen[] = [];
  try {
    all = specimens(file);
  } catch {
    // The first specimen makes the file.
  }
  const others = all.filter((other) => other.name !== specimen.name);
  const sorted = [...others, specimen].sort((a, b) => (a.name < b.name ? -1 : 1));
  writeFileSync(path(file), `[\n${sorted.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
}

function path(file: string): URL {
  return new URL(`${file}.json`, import.meta.url);
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function deadPort(): Promise<number> {
  const { port, server } = await listen();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Something that takes connections and never says a word. */
export async function silentServer(): Promise<{ readonly port: number; close(): void }> {
  const { port, server } = await listen();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function listen(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, server };
}
