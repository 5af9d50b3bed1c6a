/** How does BigQuery print the rows of a table? By its REST API alone, as `tabledata.list` documents it. */

export type BigQueryAt = {
  readonly endpoint: string;
  readonly project: string;
  readonly dataset: string;
  /** Left out: the loopback takes any. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
};
/** A row by the names of its columns, each value as one comparable text; bytes as hex, moments in UTC with a `Z`. */
export type Printed = Readonly<Record<string, string | null>>;

type Field = { readonly name: string; readonly type: string };
type Page = {
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[];
  readonly pageToken?: string;
};

async function get<T>(server: BigQueryAt, path: string): Promise<T | null> {
  const { endpoint, project, dataset } = server;
  const headers = (await server.headers?.()) ?? { authorization: 'Bearer contract' };
  const answer = await fetch(`${endpoint}/bigquery/v2/projects/${project}/datasets/${dataset}/${path}`, { headers });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** All rows of a table, by their `id` where it has one; null where there is no such table. */
export async function readBigQuery(server: BigQueryAt, table: string): Promise<readonly Printed[] | null> {
  const found = await get<{ readonly schema: { readonly fields: readonly Field[] } }>(
    server,
    `tables/${encodeURIComponent(table)}`,
  );
  if (found === null) return null;
  const rows: Printed[] = [];
  for (let token = ''; ; ) {
    const page = await get<Page>(
      server,
      `tables/${encodeURIComponent(table)}/data?formatOptions.useInt64Timestamp=true&maxResults=20000${token}`,
    );
    for (const { f } of page?.rows ?? []) {
      rows.push(
        Object.fromEntries(found.schema.fields.map((field, i) => [field.name, printed(field.type, f[i]?.v ?? null)])),
      );
    }
    if (page?.pageToken === undefined) break;
    token = `&pageToken=${encodeURIComponent(page.pageToken)}`;
  }
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

function printed(type: string, value: string | null): string | null {
  if (value === null) return null;
  switch (type) {
    case 'BOOLEAN':
    case 'BOOL':
      return value === 'true' ? '1' : '0';
    case 'BYTES':
      return Buffer.from(value, 'base64').toString('hex');
    case 'FLOAT':
    case 'FLOAT64': {
      const number = Number(value);
      return Object.is(number, -0) ? '-0' : String(number);
    }
    case 'DATETIME':
    case 'TIME':
      return value
        .replace('T', ' ')
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    case 'TIMESTAMP':
      return moment(BigInt(value));
    default:
      return value;
  }
}

/** Microseconds since 1970. */
function moment(micros: bigint): string {
  const within = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - within) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  const fraction = within === 0n ? '' : `.${String(within).padStart(6, '0').replace(/0+$/, '')}`;
  return `${seconds}${fraction}Z`;
}
