import type { Config } from '../sync/index.ts';
import type { History } from './history.ts';
import type { Alert, Run } from './types.ts';
import { type Unusual, USUAL_MS, unusual, usualOf } from './usual.ts';

/** What a digest says beside what failed: only what is worth a look. */
export type DigestNotes = {
  /** Runs of schedules that succeeded and had started in time, of all that were due. */
  readonly onTime: number;
  readonly due: number;
  readonly unusual: readonly (Unusual & { readonly table: string })[];
  readonly newColumns: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** Alerts that nobody has taken. */
  readonly alerts: readonly Alert[];
  /** Messages that a bot would post that tells of each success, each try and each failure by one of its own. */
  readonly suppressed: number;
};

type Ports = {
  readonly history: Pick<History, 'trend' | 'openAlerts' | 'openedAlerts'>;
  readonly config: () => Pick<Config, 'tables' | 'slack'>;
};

export function digestNotes(
  { history, config }: Ports,
  { from, until }: { readonly from: number; readonly until: number },
  ended: readonly Run[],
  due: readonly Run[],
): DigestNotes {
  const { tables, slack } = config();
  const started = due.filter(({ state }) => state !== 'skipped');
  const last = new Map(ended.filter(({ state }) => state === 'success').map((run) => [run.table, run]));
  const trouble = ended.filter(({ state }) => state === 'failed').length;
  return {
    onTime: started.filter((run) => run.state === 'success' && inTime(run, tables[run.table]?.startWithinMs ?? 0))
      .length,
    due: started.length,
    unusual: [...last.values()].flatMap((run) => {
      const before = history.trend(run.table, until - USUAL_MS).points.filter((point) => point.run < run.id);
      const found = unusual(run, usualOf(before.filter(({ state }) => state === 'success')));
      return found === null ? [] : [{ table: run.table, ...found }];
    }),
    newColumns: [...last.values()].flatMap(({ table, result }) => {
      const columns = (result?.newColumns ?? []).map(({ name }) => name);
      return columns.length === 0 ? [] : [{ table, columns }];
    }),
    alerts: history.openAlerts().filter(({ state, channel }) => state === 'open' && channel === slack.channel),
    suppressed:
      ended.filter(({ state, by }) => state === 'success' && by.kind === 'schedule').length +
      ended.reduce((sum, { attempt }) => sum + Math.max(0, attempt - 1), 0) +
      Math.max(0, trouble - history.openedAlerts(from, until)),
  };
}

const inTime = ({ startedAt, dueAt }: Run, within: number): boolean =>
  startedAt !== null && dueAt !== null && startedAt - dueAt <= within;
