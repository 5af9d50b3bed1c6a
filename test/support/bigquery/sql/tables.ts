/** Which table does a path mean? */
import type { CatalogTable, TableRef } from '../catalog.ts';
import type { Name } from './ast.ts';
import type { Context } from './context.ts';
import { invalid, type Place, unknownSql } from './refusal.ts';

/** The parts of a path; one backquoted name may hold several. A project's `domain.com:name` keeps its point. */
export function pathOf(path: readonly Name[]): readonly string[] {
  return path.flatMap(({ text }) => text.split('.'));
}

export function refOf(path: readonly string[], context: Context, at: Place): TableRef {
  const { project, defaultDataset } = context.request;
  const [first = '', second, third, more] = path;
  if (path.some((part) => part === '')) throw invalid(`Invalid table name: \`${path.join('.')}\``, at);
  if (more !== undefined) throw invalid(`Invalid table name: \`${path.join('.')}\``, at);
  if (third !== undefined) return { projectId: first, datasetId: second as string, tableId: third };
  if (second !== undefined) return { projectId: project, datasetId: first, tableId: second };
  if (defaultDataset === null) {
    throw invalid(`Table "${first}" must be qualified with a dataset (e.g. dataset.table)`);
  }
  return { projectId: defaultDataset.projectId, datasetId: defaultDataset.datasetId, tableId: first };
}

export function tableOf(path: readonly string[], context: Context, at: Place, moment?: number): CatalogTable {
  const ref = refOf(path, context, at);
  if (ref.tableId.includes('*')) throw unknownSql('wildcard tables here', at);
  if (/[$@]/.test(ref.tableId)) throw invalid(`Table decorators cannot be used in GoogleSQL: \`${ref.tableId}\``, at);
  const { transaction } = context;
  return moment === undefined ? transaction.table(ref) : transaction.table(ref, moment);
}
