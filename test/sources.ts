import { dirname, join, relative } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

/** A function, method or constructor, with whatever is nested in it. */
export type SourceFunction = {
  /** Undefined where it has none, such as a callback. */
  readonly name: string | undefined;
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly lines: number;
};

/** One file of this project as the compiler reads it. Paths are from the root of the project. */
export type Source = {
  readonly file: string;
  readonly lines: number;
  /** Everything that it imports, types included: a path of this project, or a package. */
  readonly imports: readonly string[];
  readonly functions: readonly SourceFunction[];
};

const ROOT = join(import.meta.dirname, '..');

const PROJECTS = ['tsconfig.json', 'local/console/page/tsconfig.json'];

const FUNCTIONS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** Every file that is compiled here, in the order of their paths. */
export function readSources(): readonly Source[] {
  // The compiler's API is not settled yet; its version is pinned in package.json.
  const api = new API({ cwd: ROOT });
  try {
    const openProjects = PROJECTS.map((project) => join(ROOT, project));
    const projects = api.updateSnapshot({ openProjects }).getProjects();
    const sources = new Map<string, Source>();
    for (const { program, rootFiles } of projects)
      for (const path of rootFiles) {
        const parsed = program.getSourceFile(path);
        const file = relative(ROOT, path).replaceAll('\\', '/');
        if (parsed) sources.set(file, toSource(file, parsed));
      }
    return [...sources.values()].toSorted((one, other) => (one.file < other.file ? -1 : 1));
  } finally {
    api.close();
  }
}

function toSource(file: string, parsed: SourceFile): Source {
  const nodes = [...walk(parsed)];
  const specifiers = nodes.map(toSpecifier).filter((specifier) => specifier !== undefined);
  return {
    file,
    lines: parsed.text.trimEnd().split('\n').length,
    imports: specifiers.map((target) =>
      target.startsWith('.') ? join(dirname(file), target).replaceAll('\\', '/') : target,
    ),
    functions: nodes.filter(({ kind }) => FUNCTIONS.has(kind)).map((node) => toFunction(node, parsed)),
  };
}

function* walk(node: Node): Generator<Node> {
  const children: Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) {
    yield child;
    yield* walk(child);
  }
}

/** What a node imports, where it is an import: `import`, `export … from`, `import()` or the type `import('…').Name`. */
function toSpecifier(node: Node): string | undefined {
  if (is.isImportDeclaration(node) || is.isExportDeclaration(node)) return toText(node.moduleSpecifier);
  if (is.isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword)
    return toText(node.arguments[0]);
  if (is.isImportTypeNode(node) && is.isLiteralTypeNode(node.argument)) return toText(node.argument.literal);
  return undefined;
}

function toText(node: Node | undefined): string | undefined {
  return node && is.isStringLiteral(node) ? node.text : undefined;
}

function toFunction(node: Node, parsed: SourceFile): SourceFunction {
  const start = node.getStart(parsed);
  const named = is.isArrowFunction(node) ? node.parent : node;
  return {
    name: 'name' in named ? toName(named.name) : undefined,
    line: lineAt(parsed, start),
    lines: lineAt(parsed, node.end) - lineAt(parsed, start) + 1,
  };
}

function toName(name: unknown): string | undefined {
  return typeof name === 'object' && name !== null && 'text' in name ? String(name.text) : undefined;
}

function lineAt(parsed: SourceFile, position: number): number {
  return parsed.text.slice(0, position).split('\n').length;
}
