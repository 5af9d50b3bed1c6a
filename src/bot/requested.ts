import type { Jobs, Request, Scope } from '../jobs/index.ts';
import { statusOf } from './facts.ts';
import { scopeText } from './views/facts.ts';
import type { AskedTable } from './views/permits.ts';
import { aboutDuration, bytes, count } from './views/quantities.ts';
import { split } from './words.ts';

/** What the message of a request needs to know of its tables. */
export function askedTables(jobs: Jobs, request: Request): readonly AskedTable[] {
  const scope = scopeIn(request.line);
  return request.tables.map((table) => {
    const status = statusOf(jobs, table);
    const last = status?.lastSuccess ?? null;
    const told = request.why.find((one) => one.table === table && one.rule === 'rows')?.found ?? null;
    const rows = told ?? last?.result?.rowsRead ?? null;
    const took = last?.startedAt == null || last.finishedAt === null ? null : last.finishedAt - last.startedAt;
    return {
      table,
      route: status === null ? null : `${status.route.source} → ${status.route.destination} (${status.route.mode})`,
      rows: rows === null ? null : count(Number(rows)),
      took: took === null ? null : aboutDuration(took),
      billed: last?.cost == null ? null : bytes(last.cost.bytesBilled),
      differs: scope === null ? null : scopeText(scope),
    };
  });
}

/** What a line asks for that the schedule would not. */
function scopeIn(line: string): Scope | null {
  const words = split(line);
  const flag = (name: string): string | null => {
    const at = words.findIndex(({ text, quoted }) => !quoted && text === `--${name}`);
    return at < 0 ? null : (words[at + 1]?.text ?? '');
  };
  if (flag('full') !== null) return { kind: 'full' };
  if (flag('gaps') !== null) return { kind: 'gaps' };
  const [from, to] = [flag('from'), flag('to')];
  return from === null && to === null ? null : { kind: 'window', from, to };
}
