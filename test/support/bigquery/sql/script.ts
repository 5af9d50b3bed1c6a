/** How is a script of several statements run? Within what the loopback can undo as BigQuery would. */
import type { QueryOutcome } from '../query-runner.ts';
import type { Statement } from './ast.ts';
import { invalid, unknownSql } from './refusal.ts';

const READS: readonly Statement['is'][] = ['query', 'transaction'];

/**
 * Runs the statements in their order; the result is that of the last query. A failure undoes all of them, which is right
 * within one transaction only, so that other scripts may change tables by their last statement at most.
 */
export async function runScript(
  statements: readonly Statement[],
  runOne: (statement: Statement) => Promise<QueryOutcome>,
): Promise<QueryOutcome> {
  checkTransaction(statements);
  const outcomes: QueryOutcome[] = [];
  for (const statement of statements) if (statement.is !== 'transaction') outcomes.push(await runOne(statement));
  const result = outcomes.findLast(({ select }) => select !== null);
  const referenced = new Map(
    outcomes.flatMap(({ referencedTables }) => referencedTables.map((ref) => [JSON.stringify(ref), ref])),
  );
  return {
    statementType: 'SCRIPT',
    fields: result?.fields ?? null,
    select: result?.select ?? null,
    dml: null,
    ddl: null,
    bytesProcessed: outcomes.reduce((sum, { bytesProcessed }) => sum + bytesProcessed, 0),
    referencedTables: [...referenced.values()],
  };
}

function checkTransaction(statements: readonly Statement[]): void {
  let open = false;
  for (const [i, statement] of statements.entries()) {
    const { at } = statement;
    if (statement.is !== 'transaction') {
      const isLast = i === statements.length - 1;
      if (open && /^(create|drop|alter)/.test(statement.is)) {
        throw invalid('DDL statements on permanent tables are not supported inside a transaction', at);
      }
      if (!open && !isLast && !READS.includes(statement.is)) {
        throw unknownSql('scripts that change something before their last statement without BEGIN TRANSACTION', at);
      }
      continue;
    }
    if (statement.what === 'rollback') throw unknownSql('ROLLBACK TRANSACTION', at);
    if ((statement.what === 'begin') === open) {
      throw invalid(open ? 'Transactions cannot be nested' : 'There is no active transaction to commit', at);
    }
    open = statement.what === 'begin';
    if (!open && i < statements.length - 1) throw unknownSql('statements after COMMIT TRANSACTION', at);
  }
  if (open) throw invalid('The script ended with a transaction that is not committed, which is rolled back');
}
