/** Finds the modules that a declaration file mentions, and changes them in place. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/**
 * Module specifiers of a file: static and dynamic imports, `import('x').Type`, re-exports.
 *
 * @param {string} text
 * @returns {{ specifier: string, start: number, end: number, names: string[] | undefined }[]} `start` and
 *   `end` lie inside the quotes; `names` are the imported ones where they are listed
 */
export function moduleReferences(text) {
  const file = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2023, false)
  const found = []
  const add = (literal, names) => {
    if (!literal || !ts.isStringLiteral(literal)) return
    found.push({
      specifier: literal.text,
      start: literal.getStart(file) + 1,
      end: literal.end - 1,
      names,
    })
  }
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings
      const isList = bindings && ts.isNamedImports(bindings) && !node.importClause?.name
      const names = isList
        ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
        : undefined
      add(node.moduleSpecifier, names)
    } else if (ts.isExportDeclaration(node)) {
      const list = node.exportClause
      const names =
        list && ts.isNamedExports(list)
          ? list.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
          : undefined
      add(node.moduleSpecifier, names)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const name =
        node.qualifier && ts.isIdentifier(node.qualifier) ? [node.qualifier.text] : undefined
      add(node.argument.literal, name)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0])
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/**
 * TypeScript leaves `.ts` in the relative imports of declarations; consumers have only `.d.ts` files,
 * which a specifier ending in `.js` finds under every resolution mode.
 *
 * @param {string} text
 */
export function withJsSpecifiers(text) {
  let result = text
  for (const { specifier, start, end } of moduleReferences(text).toReversed()) {
    if (!/^\.\.?\//.test(specifier) || !/(?<!\.d)\.ts$/.test(specifier)) continue
    result = result.slice(0, start) + specifier.replace(/\.ts$/, '.js') + result.slice(end)
  }
  return result
}

/**
 * All declaration files that can be reached from these, and what is wrong on the way.
 *
 * @param {readonly string[]} entries
 */
export function followDeclarations(entries) {
  const reached = new Set()
  const problems = []
  const waiting = [...entries]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const { specifier } of moduleReferences(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) continue
      const target = join(dirname(file), specifier.replace(/\.js$/, '.d.ts'))
      if (!specifier.endsWith('.js')) problems.push(`${file}: ${specifier} does not end in .js`)
      else if (existsSync(target)) waiting.push(target)
      else problems.push(`${file}: ${specifier} does not exist`)
    }
  }
  return { reached, problems }
}
