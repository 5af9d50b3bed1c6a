/** What is a parsed statement? */
import type { Place } from './refusal.ts';

export type TypeName = {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly element?: TypeName;
  readonly fields?: readonly { readonly name: string | null; readonly type: TypeName }[];
};

export type Name = { readonly text: string; readonly at: Place };
export type OrderItem = {
  readonly by: Expression;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
};
export type Bound = {
  readonly kind: 'unbounded' | 'current' | 'offset';
  readonly side: 'preceding' | 'following';
  readonly by?: Expression;
};
export type WindowSpec = {
  readonly base: string | null;
  readonly partition: readonly Expression[];
  readonly order: readonly OrderItem[];
  readonly frame: { readonly unit: 'rows' | 'range'; readonly from: Bound; readonly to: Bound } | null;
};
export type Call = {
  readonly is: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly nulls: 'ignore' | 'respect' | null;
  readonly order: readonly OrderItem[];
  readonly limit: Expression | null;
  readonly over: WindowSpec | null;
  readonly at: Place;
};

export type Expression = { readonly at: Place } & (
  | { readonly is: 'literal'; readonly type: string; readonly text: string }
  | { readonly is: 'parameter'; readonly name: string }
  | { readonly is: 'path'; readonly names: readonly Name[] }
  | { readonly is: 'field'; readonly of: Expression; readonly name: string }
  | { readonly is: 'index'; readonly of: Expression; readonly how: string; readonly by: Expression }
  | Call
  | { readonly is: 'unary'; readonly op: string; readonly of: Expression }
  | { readonly is: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly is: 'between';
      readonly not: boolean;
      readonly of: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly is: 'in'; readonly not: boolean; readonly of: Expression; readonly list: readonly Expression[] }
  | { readonly is: 'inQuery'; readonly not: boolean; readonly of: Expression; readonly query: Query }
  | { readonly is: 'inArray'; readonly not: boolean; readonly of: Expression; readonly array: Expression }
  | { readonly is: 'test'; readonly not: boolean; readonly of: Expression; readonly what: 'NULL' | 'TRUE' | 'FALSE' }
  | { readonly is: 'distinct'; readonly not: boolean; readonly left: Expression; readonly right: Expression }
  | {
      readonly is: 'case';
      readonly of: Expression | null;
      readonly when: readonly { readonly test: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
    }
  | { readonly is: 'cast'; readonly safe: boolean; readonly of: Expression; readonly to: TypeName }
  | { readonly is: 'extract'; readonly part: string; readonly of: Expression; readonly zone: Expression | null }
  | { readonly is: 'interval'; readonly of: Expression; readonly part: string }
  | { readonly is: 'array'; readonly element: TypeName | null; readonly items: readonly Expression[] }
  | { readonly is: 'arrayQuery'; readonly query: Query }
  | {
      readonly is: 'struct';
      readonly type: TypeName | null;
      readonly items: readonly { readonly name: string | null; readonly of: Expression }[];
    }
  | { readonly is: 'exists'; readonly query: Query }
  | { readonly is: 'subquery'; readonly query: Query }
  | { readonly is: 'default' }
);

export type SelectItem = { readonly at: Place } & (
  | {
      readonly is: 'star';
      readonly of: Expression | null;
      readonly except: readonly Name[];
      readonly replace: readonly { readonly of: Expression; readonly name: string }[];
    }
  | { readonly is: 'expression'; readonly of: Expression; readonly alias: string | null }
);

export type FromItem = { readonly at: Place } & (
  | {
      readonly is: 'table';
      readonly path: readonly Name[];
      readonly alias: string | null;
      readonly asOf: Expression | null;
    }
  | { readonly is: 'query'; readonly query: Query; readonly alias: string | null }
  | { readonly is: 'unnest'; readonly array: Expression; readonly alias: string | null; readonly offset: string | null }
  | {
      readonly is: 'join';
      readonly kind: 'inner' | 'left' | 'right' | 'full' | 'cross';
      readonly left: FromItem;
      readonly right: FromItem;
      readonly on: Expression | null;
      readonly using: readonly Name[];
    }
);

export type Select = {
  readonly is: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: FromItem | null;
  readonly where: Expression | null;
  readonly group: readonly Expression[] | null;
  readonly having: Expression | null;
  readonly qualify: Expression | null;
  readonly windows: ReadonlyMap<string, WindowSpec>;
  readonly at: Place;
};
export type SetOperation = {
  readonly is: 'set';
  readonly op: 'union all' | 'union' | 'except' | 'intersect';
  readonly left: Body;
  readonly right: Body;
  readonly at: Place;
};
export type Body = Select | SetOperation | Query;
export type Query = {
  readonly is: 'with';
  readonly ctes: readonly { readonly name: string; readonly query: Query; readonly at: Place }[];
  readonly body: Body;
  readonly order: readonly OrderItem[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
  readonly at: Place;
};

export type ColumnDefinition = {
  readonly name: string;
  readonly type: TypeName;
  readonly required: boolean;
  readonly options: Options;
  readonly at: Place;
};
export type Options = readonly { readonly name: string; readonly value: Expression; readonly at: Place }[];
export type MergeAction =
  | { readonly is: 'update'; readonly set: readonly Assignment[] }
  | { readonly is: 'delete' }
  | { readonly is: 'insert'; readonly columns: readonly Name[] | null; readonly values: readonly Expression[] | null };
export type Assignment = { readonly column: Name; readonly value: Expression };
export type MergeWhen = {
  readonly kind: 'matched' | 'by target' | 'by source';
  readonly and: Expression | null;
  readonly action: MergeAction;
  readonly at: Place;
};

export type Path = readonly Name[];
export type Statement = { readonly at: Place } & (
  | { readonly is: 'query'; readonly query: Query }
  | {
      readonly is: 'insert';
      readonly table: Path;
      readonly columns: readonly Name[] | null;
      readonly rows: readonly (readonly Expression[])[] | null;
      readonly query: Query | null;
    }
  | {
      readonly is: 'update';
      readonly table: Path;
      readonly alias: string | null;
      readonly set: readonly Assignment[];
      readonly from: FromItem | null;
      readonly where: Expression;
    }
  | { readonly is: 'delete'; readonly table: Path; readonly alias: string | null; readonly where: Expression }
  | {
      readonly is: 'merge';
      readonly table: Path;
      readonly alias: string | null;
      readonly source: FromItem;
      readonly on: Expression;
      readonly when: readonly MergeWhen[];
    }
  | { readonly is: 'truncate'; readonly table: Path }
  | {
      readonly is: 'create table';
      readonly table: Path;
      readonly replace: boolean;
      readonly unlessExists: boolean;
      readonly columns: readonly ColumnDefinition[] | null;
      readonly copyOf: {
        readonly table: Path;
        readonly how: 'like' | 'copy' | 'clone' | 'snapshot';
        readonly asOf: Expression | null;
      } | null;
      readonly partition: Expression | null;
      readonly cluster: readonly Name[];
      readonly options: Options;
      readonly query: Query | null;
    }
  | {
      readonly is: 'create view';
      readonly table: Path;
      readonly replace: boolean;
      readonly unlessExists: boolean;
      readonly options: Options;
      readonly query: Query;
      readonly text: string;
    }
  | {
      readonly is: 'drop';
      readonly kind: 'TABLE' | 'VIEW' | 'SNAPSHOT TABLE';
      readonly table: Path;
      readonly ifExists: boolean;
    }
  | { readonly is: 'alter'; readonly table: Path; readonly ifExists: boolean; readonly actions: readonly AlterAction[] }
  | { readonly is: 'transaction'; readonly what: 'begin' | 'commit' | 'rollback' }
);
export type AlterAction =
  | { readonly is: 'add column'; readonly column: ColumnDefinition; readonly unlessExists: boolean }
  | { readonly is: 'drop column'; readonly name: Name; readonly ifExists: boolean }
  | { readonly is: 'rename'; readonly to: Name }
  | { readonly is: 'options'; readonly options: Options };
