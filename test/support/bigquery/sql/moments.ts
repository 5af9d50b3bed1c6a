/** Which moments does FOR SYSTEM_TIME AS OF name? They are found before the rest is read. */
import type { Expression, Statement } from './ast.ts';
import { type Context, EMPTY_SCOPE } from './context.ts';
import { of } from './expression.ts';
import { fromWhere } from './from.ts';
import { scalar } from './types.ts';

export async function findMoments(
  statement: Statement,
  given: Omit<Context, 'moments' | 'scans'>,
): Promise<ReadonlyMap<Expression, number>> {
  const context: Context = { ...given, moments: new Map(), scans: [] };
  const found: Expression[] = [];
  look(statement, found);
  const moments = new Map<Expression, number>();
  for (const node of found) {
    const where = fromWhere({ context, ctes: [], reads: [], parent: null }, EMPTY_SCOPE, 'FOR SYSTEM_TIME AS OF');
    const sql = of(node, scalar('TIMESTAMP'), where);
    const { rows } = await context.transaction.query(`select floor(extract(epoch from ${sql}) * 1000) as "ms"`);
    moments.set(node, Number(rows[0]?.ms));
  }
  return moments;
}

function look(node: unknown, found: Expression[]): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'asOf' && value !== null) found.push(value as Expression);
    else look(value, found);
  }
}
