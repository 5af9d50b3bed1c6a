/** How are the rows of a table or of a result read page by page? */
import { ApiError } from './api-error.ts';
import type { Field } from './catalog.ts';
import { type ApiRow, apiRow, type TimestampFormat, timestampFormat } from './cells.ts';
import type { Faults } from './faults.ts';
import type { Route } from './http.ts';
import { asked, tokenOf } from './paging.ts';
import { storedName } from './storage.ts';
import type { Store, StoreTransaction } from './store.ts';
import { inTable } from './tables.ts';

export const FORMAT_OPTIONS = ['formatOptions.useInt64Timestamp', 'formatOptions.timestampOutputFormat'];

export function tabledataRoutes({
  store,
  faults,
}: {
  readonly store: Store;
  readonly faults: Pick<Faults, 'rowsPerPage'>;
}): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/bigquery/v2/projects/{project}/datasets/{dataset}/tables/{table}/data',
      query: ['maxResults', 'pageToken', 'startIndex', ...FORMAT_OPTIONS],
      answer: (call) =>
        inTable(store, call, async (transaction, ref) => {
          const table = transaction.table(ref);
          if (table.type === 'VIEW') throw new ApiError('invalid', 'Cannot list a table of type VIEW.');
          const format = formatAsked(call.query);
          const { rows: total } = await transaction.figures(table);
          const result = { relation: table.relation, fields: table.fields, order: 'ctid' };
          const asked = { query: call.query, total, format, most: faults.rowsPerPage };
          const { rows, pageToken } = await readPage(transaction, result, asked);
          return {
            status: 200,
            body: { kind: 'bigquery#tableDataList', etag: 'rows', totalRows: String(total), pageToken, rows },
          };
        }),
    },
  ];
}

export function formatAsked(query: URLSearchParams): TimestampFormat {
  return timestampFormat({
    useInt64Timestamp: query.get('formatOptions.useInt64Timestamp') === 'true',
    timestampOutputFormat: query.get('formatOptions.timestampOutputFormat') ?? undefined,
  });
}

/** Reads the page that a request asks for, in a stable order. */
export async function readPage(
  transaction: Pick<StoreTransaction, 'query'>,
  from: { readonly relation: string; readonly fields: readonly Field[]; readonly order: string },
  given: {
    readonly query: URLSearchParams;
    readonly total: number;
    readonly format: TimestampFormat;
    /** Rows of one page, whatever is asked for. */
    readonly most: number;
  },
): Promise<{ readonly rows: readonly ApiRow[]; readonly pageToken: string | undefined }> {
  const { total, format, most } = given;
  const { start, size } = asked(given.query, most);
  if (size === 0 || start >= total) return { rows: [], pageToken: undefined };
  const { rows } = await transaction.query(
    `select * from ${from.relation} order by ${from.order} limit ${Math.min(size, most)} offset ${start}`,
  );
  const names = from.fields.map(({ name }) => storedName(name));
  const end = start + rows.length;
  return {
    rows: rows.map((row) => apiRow(row, from.fields, names, format)),
    pageToken: end < total ? tokenOf(end) : undefined,
  };
}
