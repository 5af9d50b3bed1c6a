import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Expression, type Node, type Program, type Property, parse } from 'acorn';
import { full } from 'acorn-walk';

// The phrases of the source, found by reading it: say`…`, and plain strings where a plain string is a phrase.

/** `bold`: Slack prints it between asterisks. */
export type Found = { readonly key: string; readonly at: string; readonly as?: 'bold' };
export type Phrases = {
  readonly keys: readonly Found[];
  /** A string with something interpolated where a phrase stands: no other language can find it. */
  readonly glued: readonly Found[];
};

/** Which argument of these is a phrase where it is a plain string. */
const ARGUMENT: Readonly<Record<string, number>> = {
  phrase: 0,
  strong: 0,
  wordsOf: 0,
  field: 0,
  message: 1,
  list: 1,
  badUsage: 1,
  bad: 0,
  refuse: 0,
};
const BOLD = new Set(['strong', 'field']);
/** Which properties of an object are phrases where they are plain strings. */
const PROPERTIES = new Set(['label', 'title', 'summary', 'more', 'problem', 'about', 'placeholder']);

type Module = {
  readonly file: string;
  readonly tree: Program;
  readonly lineOf: (node: Node) => string;
  /** Constants of the module, and where imported names come from. */
  readonly constants: ReadonlyMap<string, Expression>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
};

export function phrasesIn(folder: URL): Phrases {
  const root = fileURLToPath(folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    // The words of pictures have a file of their own; what is left there is a drawing.
    .filter((name) => name.endsWith('.ts') && !name.startsWith('charts/') && !name.startsWith('language/'))
    .map((name) => join(root, name));
  const modules = new Map(files.map((file) => [file, moduleOf(file)]));
  const keys: Found[] = [];
  const glued: Found[] = [];
  for (const module of modules.values()) {
    const add = (key: string, node: Node, as?: 'bold') =>
      keys.push({ key, at: module.lineOf(node), ...(as === undefined ? {} : { as }) });
    const words = (node: Node | null | undefined, as?: 'bold'): void => {
      if (node == null) return;
      eachWord(node, module, modules, 0, (one) => {
        if (one.type === 'Literal' && 'value' in one && typeof one.value === 'string') add(one.value, node, as);
        else if (one.type === 'TemplateLiteral') glued.push({ key: '', at: module.lineOf(node) });
      });
    };
    full(module.tree, (node) => {
      const one = node as Expression | Property;
      if (one.type === 'TaggedTemplateExpression' && nameOf(one.tag) === 'say') {
        const pieces = one.quasi.quasis.map(({ value }) => value.cooked ?? '');
        const key = pieces.map((piece, i) => (i === 0 ? piece : `{${i - 1}}${piece}`)).join('');
        if (key !== '{0}') add(key, one);
      }
      if (one.type === 'CallExpression') {
        const name = nameOf(one.callee);
        if (name === 'plural') for (const key of pluralKeys(one.arguments)) add(key, one);
        else if (name === 'list' && !module.imports.get(name)?.file.endsWith('/message.ts')) return;
        else if (name !== null && Object.hasOwn(ARGUMENT, name))
          words(one.arguments[ARGUMENT[name]!], BOLD.has(name) ? 'bold' : undefined);
      }
      if (one.type === 'Property' && !one.computed) {
        const name = nameOf(one.key as Expression);
        if (name !== null && PROPERTIES.has(name)) {
          const { value } = one;
          const each = name !== 'more' ? [value] : value.type === 'ArrayExpression' ? value.elements : [];
          for (const inner of each) words(inner);
        }
        if (name === 'confirm' && one.value.type === 'ObjectExpression')
          for (const part of ['text', 'yes', 'no']) words(propertyOf(one.value, part));
        if (name === 'key' && one.value.type === 'Literal' && typeof one.value.value === 'string')
          add(one.value.value, one);
      }
    });
  }
  return { keys: keys.filter(({ key }) => key !== ''), glued };
}

/** The strings that an expression may be, as far as constants tell. */
function eachWord(
  node: Node,
  module: Module,
  modules: ReadonlyMap<string, Module>,
  depth: number,
  tell: (one: Expression) => void,
): void {
  if (depth > 8) return;
  const one = node as Expression;
  const next = (inner: Node | null | undefined, where = module) => {
    if (inner != null) eachWord(inner, where, modules, depth + 1, tell);
  };
  switch (one.type) {
    case 'Literal':
      tell(one);
      return;
    case 'TemplateLiteral':
      if (one.quasis.some(({ value }) => /\p{L}/u.test(value.cooked ?? ''))) tell(one);
      return;
    case 'ConditionalExpression':
      next(one.consequent);
      next(one.alternate);
      return;
    case 'LogicalExpression':
      next(one.left);
      next(one.right);
      return;
    case 'MemberExpression': {
      const [table, where] = constantOf(nameOf(one.object as Expression), module, modules);
      if (table?.type === 'ObjectExpression')
        for (const property of table.properties) if (property.type === 'Property') next(property.value, where);
      return;
    }
    case 'Identifier': {
      const [value, where] = constantOf(one.name, module, modules);
      next(value, where);
      return;
    }
    default:
  }
}

function constantOf(
  name: string | null,
  module: Module,
  modules: ReadonlyMap<string, Module>,
): readonly [Expression | null, Module] {
  if (name === null) return [null, module];
  const own = module.constants.get(name);
  if (own !== undefined) return [own, module];
  const from = module.imports.get(name);
  const other = from === undefined ? undefined : modules.get(from.file);
  return other === undefined ? [null, module] : [other.constants.get(from!.name) ?? null, other];
}

function pluralKeys(args: readonly Node[]): readonly string[] {
  const [, one, many] = args.map((arg) =>
    (arg as Expression).type === 'Literal' ? (arg as { value?: unknown }).value : null,
  );
  if (typeof one !== 'string') return [];
  return [`{0} ${one}`, `{0} ${typeof many === 'string' ? many : `${one}s`}`];
}

function moduleOf(file: string): Module {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  const constants = new Map<string, Expression>();
  const imports = new Map<string, { file: string; name: string }>();
  for (const statement of tree.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'VariableDeclaration') {
      for (const { id, init } of declared.declarations)
        if (id.type === 'Identifier' && init != null) constants.set(id.name, init);
    }
    if (statement.type === 'ImportDeclaration' && String(statement.source.value).startsWith('.')) {
      const target = resolve(dirname(file), String(statement.source.value));
      for (const one of statement.specifiers) {
        if (one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && existsSync(target))
          imports.set(one.local.name, { file: target, name: one.imported.name });
      }
    }
  }
  const starts = [...code.matchAll(/\n/g)].map(({ index }) => index);
  const lineOf = (node: Node) =>
    `${file.slice(file.indexOf('src/'))}:${starts.filter((at) => at < node.start).length + 1}`;
  return { file, tree, lineOf, constants, imports };
}

const nameOf = (node: Expression | Node): string | null =>
  node.type === 'Identifier' && 'name' in node ? String(node.name) : null;

const propertyOf = (object: Extract<Expression, { type: 'ObjectExpression' }>, name: string): Node | null =>
  object.properties.find((one): one is Property => one.type === 'Property' && nameOf(one.key as Expression) === name)
    ?.value ?? null;
