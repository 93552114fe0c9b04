/** What a source file imports, by the compiler's own reading of it. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Import {
  /** As it is written: `./messages.js`, `node:fs`, `koffi`. */
  readonly specifier: string;
  /** Erased by the compiler, so that nothing of it is loaded. */
  readonly typeOnly: boolean;
}

/** Every import, re-export, import(), type import and require of a file, in their order. */
export function importsOf(path: string): Import[] {
  return importsIn(readFileSync(path, 'utf8'), path);
}

/** The same of a text. */
export function importsIn(text: string, path = 'a.ts'): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined) return;
    if (!ts.isStringLiteralLike(specifier)) throw new Error(`${path} imports what cannot be read from it`);
    found.push({ specifier: specifier.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    // `import { type A }` is loaded all the same, because of verbatimModuleSyntax; `import type { A }` is not.
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isCallExpression(node) && isRequire(node.expression)) {
      // What a path that was put together leads to, the resolving of its package has told already.
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteralLike(specifier)) add(specifier, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** `require` and `require.resolve`, as createRequire gives them. */
function isRequire(called: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(called))
    return called.name.text === 'resolve' && isRequire(called.expression);
  return ts.isIdentifier(called) && called.text === 'require';
}
