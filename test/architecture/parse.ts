import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

export interface Reference {
  readonly specifier: string
  /** Path of the imported file below `src`; undefined for packages and built-in modules. */
  readonly target: string | undefined
  /** True where nothing remains of it when types are erased. */
  readonly isTypeOnly: boolean
}

export interface SourceFile {
  /** Below `src`, with slashes. */
  readonly path: string
  readonly references: readonly Reference[]
  readonly hasExportStar: boolean
  /** Uses of the outside world, as `forbiddenInPure` spells them. */
  readonly effects: readonly string[]
  /** Lines that hold more than blanks and comments. */
  readonly codeLines: number
}

/** Reads all TypeScript files below a folder. */
export function readTree(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) =>
      parseSource(name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')),
    )
}

export function parseSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const references: Reference[] = []
  const effects = new Set<string>()
  const codeLines = new Set<number>()
  let hasExportStar = false

  const refer = (node: ts.Node | undefined, isTypeOnly: boolean) => {
    if (!node || !ts.isStringLiteralLike(node)) return
    const specifier = node.text
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
      : undefined
    references.push({ specifier, target, isTypeOnly })
  }

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) refer(node.moduleSpecifier, isTypeImport(node.importClause))
    else if (ts.isExportDeclaration(node)) {
      refer(node.moduleSpecifier, isTypeExport(node))
      if (!node.exportClause || ts.isNamespaceExport(node.exportClause)) hasExportStar = true
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      refer(node.argument.literal, true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      refer(node.arguments[0], false)
    }
    const effect = effectOf(node)
    if (effect) effects.add(effect)
    // Tokens carry the code; what lies between them are blanks and comments.
    if (node.getChildCount(file) === 0 && node.kind !== ts.SyntaxKind.EndOfFileToken) {
      const from = file.getLineAndCharacterOfPosition(node.getStart(file)).line
      const to = file.getLineAndCharacterOfPosition(node.end).line
      for (let line = from; line <= to && node.end > node.getStart(file); line++)
        codeLines.add(line)
    }
    for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child)
  }
  visit(file)
  return { path, references, hasExportStar, effects: [...effects], codeLines: codeLines.size }
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.isTypeOnly) return true
  const names = clause.namedBindings
  if (clause.name || !names || !ts.isNamedImports(names)) return false
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly)
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true
  if (!exportClause || !ts.isNamedExports(exportClause)) return false
  return exportClause.elements.length > 0 && exportClause.elements.every((one) => one.isTypeOnly)
}

const globals = new Set(['globalThis', 'self', 'window'])
/** Any member of these counts. */
const wholeObjects = new Set(['console', 'process'])

/** What a node takes from the outside world. */
function effectOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && nameOf(node.expression) === 'Date') {
    return node.arguments?.length ? undefined : 'new Date()'
  }
  if (ts.isCallExpression(node)) {
    const name = nameOf(node.expression)
    if (name === 'Date') return 'new Date()'
    return name && !name.includes('.') ? `${name}()` : undefined
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined
  const name = nameOf(node)
  if (!name) return undefined
  if (name === 'fetch') return 'fetch()'
  const [object = ''] = name.split('.')
  return wholeObjects.has(object) ? `${object}.*` : name
}

/** `globalThis.Date.now` and `Date.now` are both `Date.now`; anything else but plain names is none. */
function nameOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  if (!ts.isPropertyAccessExpression(node)) return undefined
  const object = nameOf(node.expression)
  if (object === undefined) return undefined
  return globals.has(object) ? node.name.text : `${object}.${node.name.text}`
}
