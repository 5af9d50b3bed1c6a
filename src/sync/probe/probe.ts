import { existsSync } from 'node:fs';
import { classify } from '../classify.ts';
import type { ConnectionSpec } from '../config/spec.ts';
import { type ErrorSummary, misconfigured, type Stage } from '../errors.ts';
import { connectionFacts, tableText } from '../facts.ts';
import type { OrderTo } from '../orders.ts';
import { phrase } from '../phrase.ts';
import type { Openers } from '../whereabouts.ts';
import { addressOf, knock, knockTls, resolveName } from './reach.ts';
import type { ProbeReport, ProbeStep } from './report.ts';

/** What a server says of itself and of the session. `at`: its clock, epoch ms; null where it has none of its own. */
export type Vitals = { readonly at: number | null; readonly encrypted: boolean | null };
export type ProbeOpeners = Pick<Openers, 'source' | 'destination'> & {
  /** By a short session of its own. Throws the driver's error. */
  vitals(spec: ConnectionSpec, label: string): Promise<Vitals>;
};

const LABEL = 'sync-bot doctor';
const LIMIT_MS = 30_000;

/** Goes the way to a database step by step, until one fails, and changes nothing. Never throws what a step throws. */
export async function probe(order: OrderTo<'probe'>, openers: ProbeOpeners): Promise<ProbeReport> {
  const { connection, as, look: table } = order;
  const steps: ProbeStep[] = [];
  let vitals: Vitals = { at: null, encrypted: null };
  const facts = { ...connectionFacts(connection), ...(table === null ? {} : { table: tableText(table) }) };

  async function step(name: ProbeStep['name'], stage: Stage, work: () => Promise<void>): Promise<void> {
    if (steps.some(({ ok }) => !ok)) return;
    let error: ErrorSummary | null = null;
    try {
      await work();
    } catch (thrown) {
      error = classify(thrown, { side: as, stage, facts }).summary;
    }
    steps.push({ name, ok: error === null, error });
  }

  const address = addressOf(connection);
  if (address !== null) {
    await step('dns', 'connect', () => resolveName(address));
    await step('tcp', 'connect', () => knock(address));
    if (address.tls) await step('tls', 'connect', () => knockTls(address));
  }
  // A file that is written is made by the first run.
  if (connection.type === 'sqlite' && as === 'destination' && !existsSync(connection.path)) {
    return { steps: [{ name: 'login', ok: true, error: null }], ...vitals };
  }
  await step('login', 'connect', async () => {
    if (connection.type === 'bigquery') await (await openers.destination(connection, LABEL)).close();
    else vitals = await openers.vitals(connection, LABEL);
  });
  await step('read', 'plan', () => read(order, openers));
  return { steps, at: vitals.at, encrypted: vitals.encrypted ?? (address?.tls === true ? true : null) };
}

async function read({ connection, as, look: table }: OrderTo<'probe'>, openers: ProbeOpeners): Promise<void> {
  if (table === null) return;
  if (connection.type === 'bigquery') {
    const destination = await openers.destination(connection, LABEL);
    await destination.describe(table).finally(() => destination.close());
    return;
  }
  const source = await openers.source(connection, LABEL, LIMIT_MS);
  const shape = await source.describe(table).finally(() => source.close());
  if (shape !== null || as === 'destination') return;
  throw misconfigured(
    'plan',
    phrase`${tableText(table)} is not there, or the bot may not see it`,
    phrase`Grant the bot's user the right to read ${tableText(table)}, or correct its name in tables.yml.`,
  );
}
