import { hash } from 'node:crypto';
import { failure } from './classify.ts';
import type { ConnectionSpec, TableSpec } from './config/spec.ts';
import type { Cursor } from './cursor.ts';
import { connectionFacts } from './facts.ts';
import { listed, type Phrase, phrase } from './phrase.ts';
import type { Column, PublishMethod, TableShape } from './types.ts';
import type { Whereabouts } from './whereabouts.ts';

/**
 * What a plan was made of, by name, so that a later run can say what is not as it was: fingerprints of what tables.yml
 * says, and the columns of both ends. Names and types only: it is stored with the history.
 */
export type PlanFacts = {
  readonly declared: Readonly<Record<string, string>>;
  readonly source: Readonly<Record<string, string>>;
  /** Null where there is no target yet. */
  readonly target: Readonly<Record<string, string>> | null;
  readonly keys: { readonly source: string; readonly target: string };
  readonly publish: PublishMethod;
};

/** Another number says that the same table as before is planned in another way by this version. */
const PLANNER = '1';

/** What of a table decides about its plan; when it runs and who hears of it does not. */
const DECIDING = [
  'source',
  'destination',
  'mode',
  'primaryKey',
  'incrementalKey',
  'lookback',
  'maxTransactionMs',
  'deletes',
  'columns',
  'exclude',
  'mask',
  'onInvalid',
  'onNewColumn',
  'acceptChanges',
  'sentinel',
  'unmasked',
  'where',
  'allowEmpty',
  'receipt',
  'readers',
  'checks',
  'addColumns',
  'bigquery',
  'model',
  'keepPrevious',
] as const satisfies readonly (keyof TableSpec)[];

type Ordered = {
  readonly table: TableSpec;
  readonly source?: ConnectionSpec;
  readonly destination: ConnectionSpec;
  readonly cursor?: Cursor | null;
};
type Found = {
  readonly source: Pick<TableShape, 'columns' | 'primaryKey'>;
  readonly target: Pick<TableShape, 'columns' | 'primaryKey'> | null;
  readonly publish: PublishMethod;
};

/** What the plan of this order is made of, with both ends as they stand. Pure. */
export function planFacts({ table, source, destination, cursor }: Ordered, found: Found): PlanFacts {
  const keys = DECIDING.map((key) => [snake(key), print(table[key])] as const);
  const connections = [source, destination].flatMap((spec) =>
    spec === undefined ? [] : [[`connection ${spec.name}`, print(withoutSecrets(spec))] as const],
  );
  return {
    declared: {
      planner: PLANNER,
      cursor: print(table.mode === 'replace' ? null : (cursor ?? null)),
      ...Object.fromEntries([...keys, ...connections]),
    },
    source: typesOf(found.source.columns),
    target: found.target === null ? null : typesOf(found.target.columns),
    keys: { source: found.source.primaryKey.join(', '), target: (found.target?.primaryKey ?? []).join(', ') },
    publish: found.publish,
  };
}

/**
 * Throws `guard.plan_changed`, naming what changed, where a run that was pinned to a plan would do something else.
 * `publish` null: nobody has asked yet how rows would be published.
 */
export function refuseOtherPlan(
  order: Ordered & { readonly pinned: PlanFacts | null },
  found: Omit<Found, 'publish'>,
  publish: PublishMethod | null,
  at: Pick<Whereabouts, 'sourceFacts'>,
): void {
  const { pinned, table } = order;
  if (pinned === null) return;
  const changes = changesSince(pinned, planFacts(order, { ...found, publish: publish ?? pinned.publish }));
  if (changes.length === 0) return;
  const rest = changes.length - NAMED;
  const all = listed(changes.slice(0, NAMED), '; ');
  const because = rest > 0 ? phrase`${all} and ${rest} more` : all;
  const facts = { ...at.sourceFacts, table: table.name, because };
  throw failure('guard.plan_changed', { side: 'source', stage: 'plan', facts });
}

const NAMED = 6;

/** What is not as it was, each in a few words. Pure. */
export function changesSince(then: PlanFacts, now: PlanFacts): readonly Phrase[] {
  return [
    ...differing(then.declared, now.declared).map(declaredText),
    ...columnChanges(then.source, now.source, phrase`the source`),
    ...targetChanges(then.target, now.target),
    ...(then.keys.source === now.keys.source ? [] : [phrase`the primary key of ${phrase`the source`}`]),
    ...(then.keys.target === now.keys.target || then.target === null || now.target === null
      ? []
      : [phrase`the primary key of ${phrase`the target`}`]),
    ...(then.publish === now.publish || then.target === null || now.target === null
      ? []
      : [phrase`how rows are published`]),
  ];
}

function declaredText(key: string): Phrase {
  if (key === 'planner') return phrase`sync-bot itself was updated`;
  if (key === 'cursor') return phrase`another run has moved where reading begins`;
  if (key.startsWith('connection ')) return phrase`connection ${key.slice('connection '.length)} in tables.yml`;
  return phrase`${key} in tables.yml`;
}

function targetChanges(then: PlanFacts['target'], now: PlanFacts['target']): readonly Phrase[] {
  if (then === null) return now === null ? [] : [phrase`the target was made meanwhile`];
  return now === null ? [phrase`the target was dropped`] : columnChanges(then, now, phrase`the target`);
}

type Types = Readonly<Record<string, string>>;

function columnChanges(then: Types, now: Types, where: Phrase): readonly Phrase[] {
  return differing(then, now).map((name) => {
    const [before, after] = [own(then, name), own(now, name)];
    if (before === undefined) return phrase`column ${name} was added in ${where}`;
    if (after === undefined) return phrase`column ${name} was dropped in ${where}`;
    return phrase`column ${name} of ${where} was ${before} and is ${after}`;
  });
}

const differing = (then: Types, now: Types): readonly string[] =>
  [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => own(then, name) !== own(now, name));

/** A column may be called `constructor`. */
const own = (types: Types, name: string): string | undefined => (Object.hasOwn(types, name) ? types[name] : undefined);

const typesOf = (columns: readonly Column[]): Types =>
  Object.fromEntries(columns.map(({ name, native, nullable }) => [name, nullable ? native : `${native} not null`]));

/** Twelve hex digits of it. */
const print = (value: unknown): string => hash('sha256', JSON.stringify(value ?? null)).slice(0, 12);

const snake = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_ms$/, '');

/** A password that was changed changes no plan, and not even its fingerprint is stored. */
function withoutSecrets(spec: ConnectionSpec): unknown {
  const open = Object.entries(spec).filter(([key]) => key !== 'url' && key !== 'credentials');
  return { ...Object.fromEntries(open), ...connectionFacts(spec) };
}
