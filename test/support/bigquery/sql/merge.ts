/** How is MERGE run? Which rows match is found first, for all clauses; then rows are deleted, updated and inserted. */
import type { CatalogTable, Field } from '../catalog.ts';
import type { QueryOutcome } from '../query-runner.ts';
import { assigned, assignedValue, writableOnce } from './assign.ts';
import type { Expression, MergeWhen, Statement } from './ast.ts';
import { bytesRead } from './bytes.ts';
import type { Column, Context, Leaf, Range, Where } from './context.ts';
import { assignments, insertInto, outcome, refuseTwice, targetOf, targetRelation, updateFrom } from './dml.ts';
import { condition } from './expression.ts';
import { fromWhere, type Relation, translateFrom } from './from.ts';
import { checkRequiredFilter, conjuncts, partitionFilters } from './partition-filter.ts';
import { invalid } from './refusal.ts';
import { named } from './resolve.ts';

type Merge = Statement & { readonly is: 'merge' };

export async function runMerge(statement: Merge, context: Context): Promise<QueryOutcome> {
  const { transaction, request } = context;
  const table = targetOf(statement.table, context);
  const target = targetRelation(table, statement.alias, context, statement.at);
  const reads: Leaf[] = [];
  const given = { context, ctes: [], reads, parent: null };
  const source = kept(translateFrom(statement.source, given, null), context);
  const both = fromWhere(
    given,
    { ranges: [...target.ranges, ...source.ranges], merged: [], parent: null },
    'MERGE condition',
  );
  const on = condition(statement.on, both);
  const fromSource: Where = { ...both, scope: { ranges: source.ranges, merged: [], parent: null } };
  const fromTarget: Where = { ...both, scope: { ranges: target.ranges, merged: [], parent: null } };
  const scopes = { matched: both, 'by target': fromSource, 'by source': fromTarget } as const;
  const clauses = statement.when.map((when) => {
    const where = scopes[when.kind];
    const { and, action } = when;
    return {
      when,
      test: and === null ? 'true' : condition(and, { ...where, clause: 'WHEN clause' }),
      set: action.is === 'update' ? assignments(action.set, table, { ...where, clause: 'SET' }) : [],
      insert: action.is === 'insert' ? insertion(action, table, fromSource, when.at) : null,
    };
  });
  const changes = clauses.some(({ when }) => when.kind !== 'by target');
  const filters = targetFilters(statement, both, fromTarget, new Set(target.ranges.flatMap(({ columns }) => columns)));
  if (filters !== null) target.scan.filters.push(filters);
  for (const scan of context.scans) checkRequiredFilter(scan);
  const bytes = await bytesRead(transaction, reads, changes ? [target.scan] : []);
  if (request.dryRun) return outcome('MERGE', context, table, {}, bytes);

  await transaction.query(source.make);
  const { relation } = await transaction.change(table.ref);
  const joined = `${target.sql} join ${source.sql} on ${on}`;
  const places = { matched: joined, 'by target': source.sql, 'by source': target.sql } as const;
  const unmatched = {
    matched: 'true',
    'by target': `not exists (select 1 from ${target.sql} where ${on})`,
    'by source': `not exists (select 1 from ${source.sql} where ${on})`,
  } as const;
  const found: string[] = [];
  for (const [i, { when, set, insert }] of clauses.entries()) {
    const earlier = clauses.slice(0, i).filter((one) => one.when.kind === when.kind);
    const tests = [
      unmatched[when.kind],
      ...earlier.map(({ test }) => `(${test}) is not true`),
      `(${clauses[i]?.test})`,
    ];
    const values = insert?.values ?? set.map(({ sql }) => sql);
    const id = when.kind === 'by target' ? '0' : `${target.name}.ctid`;
    const list = values.map((sql, n) => `, ${sql} as "v${n}"`).join('');
    const name = `"$found${context.newAlias()}"`;
    found.push(name);
    await transaction.query(
      `create temporary table ${name} on commit drop as select ${id} as "id"${list} from ${places[when.kind]} where ${tests.join(' and ')}`,
    );
  }
  const matched = clauses.flatMap(({ when }, i) => (when.kind === 'matched' ? [`select "id" from ${found[i]}`] : []));
  if (matched.length > 0) await refuseTwice(context, `(${matched.join(' union all ')}) m`);
  const counts = { insertedRowCount: 0, updatedRowCount: 0, deletedRowCount: 0 };
  for (const [i, { when, set, insert }] of clauses.entries()) {
    const rows = found[i] as string;
    if (when.action.is === 'delete') {
      counts.deletedRowCount += (
        await transaction.query(`delete from ${relation} t using ${rows} f where t.ctid = f."id"`)
      ).rowCount;
    } else if (insert === null) {
      counts.updatedRowCount += (await transaction.query(updateFrom(relation, rows, set))).rowCount;
    } else {
      const values = `select ${insert.values.map((_, n) => `"v${n}"`).join(', ')} from ${rows}`;
      counts.insertedRowCount += (
        await transaction.query(insertInto(relation, table, insert.fields, values, context))
      ).rowCount;
    }
  }
  return outcome('MERGE', context, table, counts, bytes);
}

/** The source as rows that are read once. Only its named columns can be asked for. */
function kept(source: Relation, context: Context): Relation & { readonly make: string } {
  const name = `"$source${context.newAlias()}"`;
  const alias = context.newAlias();
  const list: string[] = [];
  const ranges = source.ranges.map(
    (range): Range => ({
      alias: range.alias,
      columns: range.columns.map((column): Column => {
        list.push(`${column.sql} as "c${list.length}"`);
        return { ...column, sql: `${alias}."c${list.length - 1}"` };
      }),
    }),
  );
  const make = `create temporary table ${name} on commit drop as select ${list.join(', ')} from ${source.sql}`;
  return { sql: `${name} ${alias}`, ranges, merged: [], make };
}

type Insert = MergeWhen['action'] & { readonly is: 'insert' };

function insertion(
  action: Insert,
  table: CatalogTable,
  where: Where,
  at: MergeWhen['at'],
): { readonly fields: readonly Field[]; readonly values: readonly string[] } {
  const fields = action.columns === null ? table.fields : writableOnce(table, action.columns);
  if (action.values !== null) {
    const { values } = action;
    if (values.length !== fields.length)
      throw invalid(`Inserted row has wrong column count; Has ${values.length}, expected ${fields.length}`, at);
    return { fields, values: values.map((node, i) => assigned(node, fields[i] as Field, where)) };
  }
  // INSERT ROW: all columns of the source, by their names.
  const columns = where.scope.ranges.flatMap((range) => range.columns.filter(({ hidden }) => hidden !== true));
  const values = fields.map((field) => {
    const found = columns.filter((column) => named(column, field.name));
    const [column] = found;
    if (column === undefined || found.length > 1)
      throw invalid(`INSERT ROW: column ${field.name} of the target is not found once in the source`, at);
    where.reads.push(...column.leaves);
    return assignedValue(column, field, at);
  });
  if (columns.length !== fields.length)
    throw invalid(`Inserted row has wrong column count; Has ${columns.length}, expected ${fields.length}`, at);
  return { fields, values };
}

/** What leaves out partitions of the target; null: all are read. */
function targetFilters(statement: Merge, both: Where, fromTarget: Where, own: ReadonlySet<Column>): string | null {
  const asked = (node: Expression | null, where: Where): string | null => {
    const parts =
      node === null
        ? []
        : conjuncts(node).flatMap((part) => partitionFilters(part, where, (column) => own.has(column)));
    return parts.length === 0 ? null : parts.map(({ sql }) => `(${sql})`).join(' and ');
  };
  const never = statement.on.is === 'literal' && statement.on.type === 'BOOL' && statement.on.text === 'false';
  const parts: (string | null)[] = never ? [] : [asked(statement.on, both)];
  for (const when of statement.when) if (when.kind === 'by source') parts.push(asked(when.and, fromTarget));
  if (parts.length === 0) return 'false';
  return parts.some((part) => part === null) ? null : parts.map((part) => `(${part})`).join(' or ');
}
