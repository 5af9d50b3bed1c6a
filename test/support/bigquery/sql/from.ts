/** Which rows does a FROM clause give, and under which names? */
import type { CatalogTable } from '../catalog.ts';
import { stored } from '../storage.ts';
import { decodeElement } from './arrays.ts';
import type { FromItem } from './ast.ts';
import type { Column, Context, Cte, Leaf, Range, Scan, Scope, Where } from './context.ts';
import { expression } from './expression.ts';
import { informationSchema } from './information-schema.ts';
import { translateJoin } from './join.ts';
import { parseOnlyQuery } from './parse-statement.ts';
import { invalid } from './refusal.ts';
import { translateQuery } from './select.ts';
import { pathOf, tableOf } from './tables.ts';
import { scalar, showType, typeOfField } from './types.ts';
import { wildcard } from './wildcard.ts';

export type Relation = { readonly sql: string; readonly ranges: readonly Range[]; readonly merged: readonly Column[] };
export type FromGiven = {
  readonly context: Context;
  readonly ctes: readonly Cte[];
  readonly reads: Leaf[];
  /** What stands outside of the FROM clause. */
  readonly parent: Scope | null;
};

/** `left`: what stands before it in the clause, which UNNEST may use. */
export function translateFrom(item: FromItem, given: FromGiven, left: Relation | null): Relation {
  const { context } = given;
  switch (item.is) {
    case 'join':
      return translateJoin(item, given, left);
    case 'query': {
      const query = translateQuery(item.query, given);
      return derived(query, item.alias, context.newAlias());
    }
    case 'unnest':
      return unnest(item, given, left);
    case 'table': {
      const [first, ...more] = item.path;
      const cte = more.length === 0 && item.asOf === null ? findCte(given.ctes, first?.text ?? '') : undefined;
      if (cte !== undefined) {
        const query = translateQuery(cte.query, { ...given, ctes: cte.ctes, parent: null });
        return derived(query, item.alias ?? cte.name, context.newAlias());
      }
      if (more.length > 0 && left?.ranges.some(({ alias }) => alias?.toLowerCase() === first?.text.toLowerCase())) {
        const array = { is: 'path', names: item.path, at: item.at } as const;
        return unnest(
          { is: 'unnest', array, alias: item.alias ?? (item.path.at(-1)?.text as string), offset: null, at: item.at },
          given,
          left,
        );
      }
      return table(item, given);
    }
  }
}

function findCte(ctes: readonly Cte[], name: string): Cte | undefined {
  return ctes.findLast((cte) => cte.name.toLowerCase() === name.toLowerCase());
}

function derived(query: ReturnType<typeof translateQuery>, alias: string | null, name: string): Relation {
  const columns = query.columns.map((column, i) => ({ ...column, sql: `${name}."c${i}"` }));
  return { sql: `(${query.sql}) ${name}`, ranges: [{ alias, columns }], merged: [] };
}

function table(item: FromItem & { readonly is: 'table' }, given: FromGiven): Relation {
  const { context } = given;
  const path = pathOf(item.path);
  const name = context.newAlias();
  const virtual = informationSchema(path, context, item.at);
  if (virtual !== null) {
    const columns = virtual.columns.map((column) => ({
      ...column,
      sql: `${name}.${stored(column.name)}`,
      leaves: [],
      direct: [],
    }));
    return {
      sql: `(${virtual.sql}) ${name}`,
      ranges: [{ alias: item.alias ?? path.at(-1) ?? null, columns }],
      merged: [],
    };
  }
  const many = wildcard(path, item, given);
  if (many !== null) return many;
  const moment = item.asOf === null ? undefined : context.moments.get(item.asOf);
  const found = tableOf(path, context, item.at, moment);
  const alias = item.alias ?? found.ref.tableId;
  if (found.type === 'VIEW') {
    if (moment !== undefined) throw invalid('FOR SYSTEM_TIME AS OF cannot be used with views', item.at);
    const query = translateQuery(parseOnlyQuery(found.view ?? '').query, { ...given, ctes: [], parent: null });
    return derived(query, alias, name);
  }
  const scan: Scan = { table: found, at: item.at, filters: [] };
  context.scans.push(scan);
  return { sql: `${found.relation} ${name}`, ranges: [{ alias, columns: columnsOf(found, scan, name) }], merged: [] };
}

/** All columns, and what an ingestion-time partitioned table has without showing it. */
export function columnsOf(found: CatalogTable, scan: Scan, name: string): readonly Column[] {
  const columns: Column[] = found.fields.map((field) => {
    const leaf: Leaf = { scan, name: field.name };
    return {
      name: field.name,
      sql: `${name}.${stored(field.name)}`,
      type: typeOfField(field),
      leaves: [leaf],
      direct: [leaf],
    };
  });
  if (found.timePartitioning === undefined || found.timePartitioning.field !== undefined) return columns;
  const date = (of: string) => `(${of} at time zone 'UTC')::date`;
  const own = '"_PARTITIONTIME"';
  const time: Leaf = { scan, name: '_PARTITIONTIME' };
  const day: Leaf = { ...time, raw: date(own) };
  const pseudo = { hidden: true } as const;
  return [
    ...columns,
    {
      ...pseudo,
      name: '_PARTITIONTIME',
      sql: `${name}.${own}`,
      type: scalar('TIMESTAMP'),
      leaves: [time],
      direct: [time],
    },
    {
      ...pseudo,
      name: '_PARTITIONDATE',
      sql: date(`${name}.${own}`),
      type: scalar('DATE'),
      leaves: [day],
      direct: [day],
    },
  ];
}

function unnest(item: FromItem & { readonly is: 'unnest' }, given: FromGiven, left: Relation | null): Relation {
  const name = given.context.newAlias();
  const scope: Scope = { ranges: left?.ranges ?? [], merged: left?.merged ?? [], parent: given.parent };
  const array = expression(item.array, fromWhere(given, scope, 'UNNEST'));
  if (array.type.is !== 'ARRAY') {
    throw invalid(
      `Values referenced in FROM clause must be arrays. UNNEST contains expression of type ${showType(array.type)}`,
      item.at,
    );
  }
  const { element } = array.type;
  const made = { leaves: [], direct: [] } as const;
  const columns: Column[] =
    element.is === 'STRUCT'
      ? element.fields.map((field, i) => ({
          ...made,
          name: field.name,
          sql: decodeElement(`(${name}.e -> ${i})`, field.type),
          type: field.type,
        }))
      : [{ ...made, name: item.alias, sql: decodeElement(`${name}.e`, element), type: element }];
  const offset: Column[] =
    item.offset === null ? [] : [{ ...made, name: item.offset, sql: `(${name}.n - 1)`, type: scalar('INT64') }];
  return {
    sql: `lateral jsonb_array_elements(${array.sql}) with ordinality ${name}(e, n)`,
    ranges: [{ alias: item.alias, columns: [...columns, ...offset] }],
    merged: [],
  };
}

/** How an expression of the FROM clause is read: no aggregates there. */
export function fromWhere(given: FromGiven, scope: Scope, clause: string): Where {
  return {
    context: given.context,
    ctes: given.ctes,
    reads: given.reads,
    scope,
    aggregates: false,
    analytics: false,
    grouping: null,
    windows: new Map(),
    instead: null,
    found: { aggregate: false, analytic: false, subquery: false, volatile: false },
    clause,
  };
}
