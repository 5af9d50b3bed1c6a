import type { TableSpec } from './config/spec.ts';
import { SyncError } from './errors.ts';
import type { Plan } from './types.ts';

const DATED = ['date', 'datetime', 'timestamp'];

/** Throws a SyncError where a check of tables.yml asks for what cannot be asked of the rows of this plan. */
export function refuseUnmeasurable(table: TableSpec, plan: Plan): void {
  const { freshWithin, nullRate, unique } = table.checks;
  const typeOf = (check: string, name: string): string => {
    const column = plan.columns.find((one) => one.name === name);
    if (column === undefined) throw unfit(table, check, name, 'is not among the columns that are copied');
    return column.to.type;
  };
  if (freshWithin !== null && !DATED.includes(typeOf('fresh_within', freshWithin.column))) {
    throw unfit(table, 'fresh_within', freshWithin.column, 'holds no dates or date-times where it is written');
  }
  for (const name of Object.keys(nullRate)) typeOf('null_rate', name);
  for (const name of unique.flat()) {
    if (typeOf('unique', name) === 'json') throw unfit(table, 'unique', name, 'is json, which is not compared');
  }
}

function unfit(table: TableSpec, check: string, column: string, why: string): SyncError {
  return new SyncError({
    code: 'config',
    side: 'config',
    stage: 'plan',
    message: `checks.${check} of tables.${table.name} cannot be carried out: column ${column} ${why}`,
    hint: `Correct checks.${check} of tables.${table.name} in tables.yml; /sync plan ${table.name} shows the columns.`,
    retry: 'never',
    column,
  });
}
