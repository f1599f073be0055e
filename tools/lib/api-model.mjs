/** The public API as TypeDoc and the compiler see it, as plain data. */
import { dirname, join } from 'node:path'
import { Application, Converter, LogLevel, Logger, OptionDefaults, ReflectionKind } from 'typedoc'
import ts from 'typescript'
import { readManifest, root } from './commands.mjs'
import { declarationText } from './api-declaration.mjs'

/**
 * @typedef {{ name: string, page: string, file: string }} File an entry of the package: `ssokit/oidc`
 * @typedef {{ name: string, text: string }} Parameter
 * @typedef {{
 *   summary: string, parameters: readonly Parameter[], returns: string, throws: readonly string[],
 *   security: readonly string[], see: readonly string[], examples: readonly string[],
 * }} Comment
 * @typedef {{
 *   name: string, entry: string, kind: 'function' | 'class' | 'constant' | 'type', declaration: string,
 *   comment: Comment, node: ts.Declaration,
 * }} Item one export
 * @typedef {{ name: string, page: string, about: string, items: readonly Item[],
 *   others: readonly { name: string, home: File }[] }} Entry `others`: what is at home in another entry
 * @typedef {{ entries: readonly Entry[], hidden: readonly Item[], checker: ts.TypeChecker, warnings: readonly string[] }} Api
 *   `hidden`: types that no entry exports and some declaration names
 */

/**
 * What the package exports, by the source file of each entry.
 *
 * @returns {File[]}
 */
export function entryFiles() {
  return Object.entries(readManifest().exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return []
    const file = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
    const name = subpath === '.' ? 'ssokit' : `ssokit/${subpath.slice(2)}`
    const page = subpath === '.' ? 'ssokit.md' : `${subpath.slice(2).replaceAll('/', '-')}.md`
    return [{ name, page, file: join(root, file) }]
  })
}

class Warnings extends Logger {
  /** @type {string[]} */
  list = []

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} level
   */
  log(message, level) {
    super.log(message, level)
    if (level >= LogLevel.Warn) this.list.push(message.replaceAll(`${root}/`, ''))
  }
}

/**
 * @param {readonly File[]} [files]
 * @param {string} [tsconfig]
 * @returns {Promise<Api>}
 */
export async function readApi(files = entryFiles(), tsconfig = join(root, 'tsconfig.build.json')) {
  const app = await Application.bootstrap({
    entryPoints: files.map(({ file }) => file),
    tsconfig,
    alwaysCreateEntryPointModule: true,
    disableGit: true,
    // Sources are looked at, and none is linked.
    sourceLinkTemplate: '{path}',
    excludeInternal: true,
    excludePrivate: true,
    blockTags: [...OptionDefaults.blockTags, '@security'],
    preservedTypeAnnotationTags: ['@throws'],
    readme: 'none',
    // The compiler is a step of its own.
    skipErrorChecking: true,
    validation: { invalidLink: true, notExported: false, rewrittenLink: false },
  })
  const logger = new Warnings()
  app.logger = logger
  /** @type {Map<number, ts.Symbol>} */
  const symbols = new Map()
  /** @type {ts.Program | undefined} */
  let program
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    program = context.program
    const symbol = context.getSymbolFromReflection(reflection)
    if (symbol) symbols.set(reflection.id, symbol)
  })
  const project = await app.convert()
  if (!project || !program) throw new Error(`TypeDoc converted nothing:\n${logger.list.join('\n')}`)
  app.validate(project)

  const modules = project.children?.filter(({ kind }) => kind === ReflectionKind.Module) ?? []
  const byFile = new Map(
    modules.map((module) => [String(module.sources?.[0]?.fullFileName), module]),
  )
  /** @type {Map<import('typedoc').Reflection, File[]>} */
  const exporters = new Map()
  for (const file of files) {
    for (const child of byFile.get(file.file)?.children ?? []) {
      const target = child.isReference() ? child.getTargetReflectionDeep() : child
      exporters.set(target, [...(exporters.get(target) ?? []), file])
    }
  }
  /** @type {Map<string, Item[]>} */
  const items = new Map(files.map(({ name }) => [name, []]))
  /** @type {Map<string, { name: string, home: File }[]>} */
  const others = new Map(files.map(({ name }) => [name, []]))
  for (const [reflection, list] of exporters) {
    const declared = /** @type {import('typedoc').DeclarationReflection} */ (reflection)
    const node = declarationOf(symbols.get(reflection.id))
    const home = homeOf(list, node?.getSourceFile().fileName ?? '')
    if (!node || !home) throw new Error(`${reflection.name}: there is no declaration.`)
    items.get(home.name)?.push(itemOf(declared, node, home.name))
    for (const { name } of list) {
      if (name !== home.name) others.get(name)?.push({ name: reflection.name, home })
    }
  }
  const entries = files.map(({ name, page, file }) => ({
    ...{ name, page, about: aboutOf(program?.getSourceFile(file)?.text ?? '', name) },
    items: (items.get(name) ?? []).toSorted(byName),
    others: (others.get(name) ?? []).toSorted(byName),
  }))
  const checker = program.getTypeChecker()
  return { entries, hidden: hiddenTypes(entries, checker), checker, warnings: logger.list }
}

/**
 * Of several entries that export one thing the one in whose file or folder it is written.
 *
 * @param {readonly File[]} files
 * @param {string} source
 */
function homeOf(files, source) {
  const folder = ({ file }) => `${dirname(file)}/`
  const near = files.filter((file) => source.startsWith(folder(file)))
  const nearest = near.toSorted((a, b) => folder(b).length - folder(a).length)
  return files.find(({ file }) => file === source) ?? nearest[0] ?? files[0]
}

/**
 * @param {{ name: string }} a
 * @param {{ name: string }} b
 */
function byName(a, b) {
  const [one, other] = [a.name.toLowerCase(), b.name.toLowerCase()]
  if (one !== other) return one < other ? -1 : 1
  return a.name < b.name ? -1 : 1
}

/**
 * The sentence of `@module`, at the top of the entry.
 *
 * @param {string} text
 * @param {string} name
 */
function aboutOf(text, name) {
  const [, module, about = ''] = /^\/\*\* @module ([\w/]+): ([^*]+?) \*\//.exec(text) ?? []
  return module === name ? about : ''
}

/**
 * @param {import('typedoc').DeclarationReflection} reflection
 * @param {ts.Declaration} node
 * @param {string} entry
 * @returns {Item}
 */
function itemOf(reflection, node, entry) {
  const comment = reflection.signatures?.[0]?.comment ?? reflection.comment
  return {
    ...{ name: reflection.name, entry, node, kind: kindOf(node) },
    declaration: declarationText(node, reflection.name, reflection.type?.toString()),
    comment: commentOf(comment, node),
  }
}

/**
 * A class that an interface completes is a class.
 *
 * @param {ts.Symbol | undefined} symbol
 */
function declarationOf(symbol) {
  const all = symbol?.declarations ?? []
  return all.find(ts.isClassDeclaration) ?? all[0]
}

/**
 * @param {ts.Declaration} node
 * @returns {Item['kind']}
 */
function kindOf(node) {
  if (ts.isFunctionDeclaration(node)) return 'function'
  if (ts.isClassDeclaration(node)) return 'class'
  return ts.isVariableDeclaration(node) ? 'constant' : 'type'
}

/**
 * @param {import('typedoc').Comment | undefined} comment
 * @param {ts.Declaration} node
 * @returns {Comment}
 */
function commentOf(comment, node) {
  const tags = (/** @type {string} */ tag) =>
    (comment?.blockTags ?? [])
      .filter((block) => block.tag === tag)
      .map((block) =>
        [block.typeAnnotation?.replace(/^\{(.*)\}$/, '$1') ?? '', partsText(block.content)]
          .join(' ')
          .trim(),
      )
  return {
    summary: partsText(comment?.summary),
    parameters: parametersOf(node),
    returns: tags('@returns').join('\n'),
    throws: tags('@throws'),
    security: tags('@security'),
    see: tags('@see'),
    examples: tags('@example'),
  }
}

/** @param {readonly import('typedoc').CommentDisplayPart[] | undefined} parts */
function partsText(parts) {
  return (parts ?? [])
    .map((part) =>
      part.kind === 'inline-tag' && typeof part.target === 'string' ? part.target : part.text,
    )
    .join('')
    .trim()
}

/**
 * With the names of properties, which TypeDoc hands on to types.
 *
 * @param {ts.Node} node
 * @returns {Parameter[]}
 */
function parametersOf(node) {
  return ts
    .getJSDocTags(node)
    .filter(ts.isJSDocParameterTag)
    .map((tag) => ({
      name: tag.name.getText(),
      text: (ts.getTextOfJSDocComment(tag.comment) ?? '').trim(),
    }))
}

/**
 * Types that no entry exports, although declarations name them. Each is at home where it is named first.
 *
 * @param {readonly Entry[]} entries
 * @param {ts.TypeChecker} checker
 * @returns {Item[]}
 */
function hiddenTypes(entries, checker) {
  const known = new Set(entries.flatMap(({ items }) => items.map(({ node }) => node)))
  /** @type {Item[]} */
  const found = []
  const waiting = entries.flatMap(({ items }) => items)
  for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
    for (const node of namedTypes(item.node, checker)) {
      if (known.has(node) || node.getSourceFile().isDeclarationFile) continue
      known.add(node)
      const name = ts.getNameOfDeclaration(node)?.getText() ?? ''
      const summary = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment
      const hidden = {
        ...{ name, entry: item.entry, node, kind: kindOf(node) },
        declaration: declarationText(node, name, undefined),
        comment: {
          ...commentOf(undefined, node),
          summary: ts.getTextOfJSDocComment(summary) ?? '',
        },
      }
      found.push(hidden)
      waiting.push(hidden)
    }
  }
  return found.toSorted(byName)
}

/**
 * The declarations of all types that a declaration names, what is inside of functions left out.
 *
 * @param {ts.Declaration} declaration
 * @param {ts.TypeChecker} checker
 * @returns {Set<ts.Declaration>}
 */
export function namedTypes(declaration, checker) {
  /** @type {Set<ts.Declaration>} */
  const found = new Set()
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isBlock(node) || (ts.isExpression(node) && !ts.isExpressionWithTypeArguments(node)))
      return
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined
    let symbol = name && checker.getSymbolAtLocation(name)
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol)
    const target = declarationOf(symbol)
    if (target && !ts.isTypeParameterDeclaration(target)) found.add(target)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(declaration, visit)
  found.delete(declaration)
  return found
}
