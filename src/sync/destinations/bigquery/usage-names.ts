import type { UsageQuery } from '../../types.ts';
import { tablesPath } from './paths.ts';
import type { BigQuerySession, TableId } from './session.ts';

type Page = {
  readonly tables?: readonly { readonly type?: string; readonly tableReference: { readonly tableId: string } }[];
  readonly nextPageToken?: string;
};

/** Names that are one table in many: `events_20261121`, `stats_2026-11`. */
const DATED = /^(.*?[^\d-])\d{4}(?:-?\d{2}){0,3}$/;
/** sync-bot's own: staging, and versions kept for an undo. */
const OWN = /^_sync_bot_/;

/**
 * The names that are asked for. `*` alone stands for every table of the data set that no other name covers, each by its
 * own name; those that differ in a date at their end are one name with a `*`.
 */
export async function namesOf(
  session: BigQuerySession,
  asked: UsageQuery['tables'],
  signal?: AbortSignal,
): Promise<readonly TableId[]> {
  const all = asked.map((table) => session.resolve(table));
  const named = all.filter(({ name }) => name !== '*');
  const names = [...named];
  for (const dataset of all.filter(({ name }) => name === '*')) {
    const others = (await tablesOf(session, dataset, signal)).filter(
      (name) => !OWN.test(name) && !named.some((one) => sameDataset(one, dataset) && covers(one.name, name)),
    );
    names.push(...gathered(others).map((name) => ({ ...dataset, name })));
  }
  return names;
}

/** The names of a data set's tables; views are none, and a data set that is not there has none. */
export function tablesOf(
  session: BigQuerySession,
  dataset: Pick<TableId, 'project' | 'dataset'>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return namesOfKind(session, dataset, 'TABLE', signal);
}

/** The same of its snapshots. */
export function snapshotsOf(
  session: BigQuerySession,
  dataset: Pick<TableId, 'project' | 'dataset'>,
): Promise<readonly string[]> {
  return namesOfKind(session, dataset, 'SNAPSHOT');
}

async function namesOfKind(
  session: BigQuerySession,
  { project, dataset }: Pick<TableId, 'project' | 'dataset'>,
  kind: 'TABLE' | 'SNAPSHOT',
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  let pageToken: string | undefined;
  do {
    const from = pageToken === undefined ? {} : { pageToken };
    const page: Page | null = await session.find<Page>(
      { method: 'GET', path: tablesPath({ project, dataset }), query: { maxResults: 1000, ...from } },
      signal,
    );
    for (const { type = 'TABLE', tableReference } of page?.tables ?? []) {
      if (type === kind) names.push(tableReference.tableId);
    }
    pageToken = page?.nextPageToken;
  } while (pageToken !== undefined);
  return names;
}

/** Whether a name, which may end in `*`, stands for this table. */
export function covers(asked: string, name: string): boolean {
  return asked.endsWith('*') ? name.startsWith(asked.slice(0, -1)) : name === asked;
}

function sameDataset(one: TableId, other: TableId): boolean {
  return one.project === other.project && one.dataset === other.dataset;
}

function gathered(names: readonly string[]): readonly string[] {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const stem = DATED.exec(name)?.[1];
    const family = stem === undefined ? name : `${stem}*`;
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  return [...families].map(([family, members]) => (members.length === 1 ? (members[0] ?? family) : family));
}
