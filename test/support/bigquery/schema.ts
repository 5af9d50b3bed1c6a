/** Is a schema one that BigQuery accepts, and may a table take it? */
import { ApiError, unknownToLoopback } from './api-error.ts';
import type { CatalogTable, Field, FieldType, RangePartitioning, TimePartitioning } from './catalog.ts';
import type { Divided, FieldAsked } from './shapes.ts';

const TYPES: Readonly<Record<string, FieldType>> = {
  BOOL: 'BOOLEAN',
  BOOLEAN: 'BOOLEAN',
  INT64: 'INTEGER',
  INTEGER: 'INTEGER',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  FLOAT64: 'FLOAT',
  FLOAT: 'FLOAT',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIMESTAMP: 'TIMESTAMP',
  TIME: 'TIME',
  JSON: 'JSON',
  INTERVAL: 'INTERVAL',
};

const PREFIXES = ['_TABLE_', '_FILE_', '_PARTITION', '_ROW_TIMESTAMP', '__ROOT__', '_COLIDENTIFIER', '_CHANGE_'];
/** Letters, marks, numbers, connectors and some signs: "flexible column names". */
const NAME = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}&%=+:'<>#| ]{1,300}$/u;
const MOST_COLUMNS = 10_000;
/** Of PostgreSQL, less those that the loopback adds. */
const MOST_KEPT = 1_590;

/** Reads the columns of a request. Throws the API's invalid. */
export function readFields(asked: readonly FieldAsked[]): readonly Field[] {
  if (asked.length > MOST_COLUMNS) throw new ApiError('invalid', `Too many fields: ${asked.length}`);
  if (asked.length > MOST_KEPT) throw unknownToLoopback(`tables of ${asked.length} columns`);
  const names = new Set<string>();
  return asked.map((field) => {
    const { name } = field;
    checkColumnName(name);
    if (names.has(name.toLowerCase())) {
      throw new ApiError('invalid', `Invalid schema: Duplicate field name "${name}" (names ignore case)`, name);
    }
    names.add(name.toLowerCase());
    return readField(field);
  });
}

function checkColumnName(name: string): void {
  const reserved = PREFIXES.find((prefix) => name.toUpperCase().startsWith(prefix));
  if (NAME.test(name) && reserved === undefined) return;
  throw new ApiError(
    'invalid',
    `Invalid field name "${name}". Fields must contain the allowed characters, be at most 300 characters long, and must not start with ${PREFIXES.join(', ')}`,
    name,
  );
}

function readField(asked: FieldAsked): Field {
  const { name, mode = 'NULLABLE' } = asked;
  const type = TYPES[asked.type.toUpperCase()];
  if (type === undefined) throw unknownToLoopback(`the type ${asked.type} of the field ${name}`);
  if (mode === 'REPEATED') throw unknownToLoopback(`the mode REPEATED of the field ${name}`);
  checkParameters(asked, type);
  if (asked.defaultValueExpression !== undefined) throw unknownToLoopback(`default values, as of the field ${name}`);
  const tags = asked.policyTags?.names ?? [];
  if (tags.some((tag) => !/^projects\/[^/]+\/locations\/[^/]+\/taxonomies\/[^/]+\/policyTags\/[^/]+$/.test(tag))) {
    throw new ApiError('invalid', `Invalid policy tag of the field ${name}: ${tags.join(', ')}`, name);
  }
  return {
    name,
    type,
    mode,
    ...(asked.description ? { description: asked.description } : {}),
    ...(asked.maxLength === undefined ? {} : { maxLength: asked.maxLength }),
    ...(asked.precision === undefined ? {} : { precision: asked.precision }),
    ...(asked.scale === undefined ? {} : { scale: asked.scale }),
    ...(tags.length === 0 ? {} : { policyTags: { names: tags } }),
    ...(asked.roundingMode === undefined ? {} : { roundingMode: asked.roundingMode }),
  };
}

function checkParameters({ name, maxLength, precision, scale }: FieldAsked, type: FieldType): void {
  const wrong = (why: string) => new ApiError('invalid', `Invalid field ${name} of type ${type}: ${why}`, name);
  if (maxLength !== undefined) {
    if (type !== 'STRING' && type !== 'BYTES') throw wrong('only STRING and BYTES have a maxLength');
    if (Number(maxLength) < 1) throw wrong(`maxLength ${maxLength} is not positive`);
  }
  if (precision === undefined && scale === undefined) return;
  const limits = { NUMERIC: { scale: 9, digits: 29 }, BIGNUMERIC: { scale: 38, digits: 38 } };
  if (type !== 'NUMERIC' && type !== 'BIGNUMERIC') throw wrong('only NUMERIC and BIGNUMERIC have precision and scale');
  if (precision === undefined) throw wrong('scale without precision');
  const [p, s] = [Number(precision), Number(scale ?? 0)];
  const limit = limits[type];
  if (s < 0 || s > limit.scale) throw wrong(`scale ${s} is not between 0 and ${limit.scale}`);
  if (p < Math.max(1, s) || p > s + limit.digits) {
    throw wrong(`precision ${p} is not between ${Math.max(1, s)} and ${s + limit.digits}`);
  }
}

export type Division = Pick<CatalogTable, 'timePartitioning' | 'rangePartitioning' | 'clustering'>;

/** Whether anything is said of how a table is to be divided. */
export function isDivided({ timePartitioning, rangePartitioning, clustering }: Divided): boolean {
  return timePartitioning !== undefined || rangePartitioning !== undefined || clustering !== undefined;
}

/** Reads how a table is to be divided. Throws the API's invalid. */
export function readDivision(asked: Divided, fields: readonly Field[]): Division {
  const { timePartitioning: time, rangePartitioning: range, clustering } = asked;
  if (time !== undefined && range !== undefined) {
    throw new ApiError('invalid', 'Only one of timePartitioning and rangePartitioning can be specified');
  }
  return {
    ...(time === undefined ? {} : { timePartitioning: readTime(time, fields) }),
    ...(range === undefined ? {} : { rangePartitioning: readRange(range, fields) }),
    ...(clustering === undefined ? {} : { clustering: readClustering(clustering.fields, fields) }),
  };
}

function readTime(asked: NonNullable<Divided['timePartitioning']>, fields: readonly Field[]): TimePartitioning {
  const { type, field, expirationMs } = asked;
  if (field !== undefined) {
    const found = column(field, fields, 'partitioning');
    if (!['DATE', 'DATETIME', 'TIMESTAMP'].includes(found.type) || (found.type === 'DATE' && type === 'HOUR')) {
      throw new ApiError('invalid', `The field ${field} of type ${found.type} cannot be used for ${type} partitioning`);
    }
  }
  if (expirationMs !== undefined && Number(expirationMs) <= 0) {
    throw new ApiError('invalid', `Invalid partition expiration ${expirationMs}: it must be positive`);
  }
  return {
    type,
    ...(field === undefined ? {} : { field }),
    ...(expirationMs === undefined ? {} : { expirationMs }),
  };
}

function readRange(asked: RangePartitioning, fields: readonly Field[]): RangePartitioning {
  const found = column(asked.field, fields, 'partitioning');
  const { start, end, interval } = asked.range;
  if (found.type !== 'INTEGER') {
    throw new ApiError(
      'invalid',
      `The field ${asked.field} of type ${found.type} cannot be used for range partitioning`,
    );
  }
  const count = BigInt(interval) > 0n ? (BigInt(end) - BigInt(start)) / BigInt(interval) : 0n;
  if (count <= 0n || count > 10_000n) {
    throw new ApiError(
      'invalid',
      `Invalid range partitioning from ${start} to ${end} by ${interval}: 1 to 10000 partitions`,
    );
  }
  return asked;
}

function readClustering(names: readonly string[], fields: readonly Field[]): { readonly fields: readonly string[] } {
  for (const name of names) {
    const { type } = column(name, fields, 'clustering');
    if (['FLOAT', 'BYTES', 'JSON', 'INTERVAL', 'TIME'].includes(type)) {
      throw new ApiError('invalid', `The field specified for clustering cannot be of type ${type}: ${name}`);
    }
  }
  if (new Set(names).size < names.length) throw new ApiError('invalid', 'A field is named twice for clustering');
  return { fields: names };
}

function column(name: string, fields: readonly Field[], what: string): Field {
  const found = fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new ApiError('invalid', `The field specified for ${what} cannot be found in the schema: ${name}`);
}
