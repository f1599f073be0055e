/** What the doc comments of the public API lack. */
import ts from 'typescript'
import { parameterNames } from './api-declaration.mjs'

/** @import { Api, Item } from './api-model.mjs' */

/** Methods of these are what hosts call; other interfaces are data, or ports that hosts implement. */
const called = /^Sso$|Api$/

/**
 * @param {Api} api
 * @param {ReadonlySet<string>} codes of errors
 * @returns {string[]} one line for each problem
 */
export function apiProblems({ entries, hidden, checker }, codes) {
  const items = entries.flatMap((entry) => entry.items)
  return [
    ...entries
      .filter(({ about }) => about === '')
      .map(({ name }) => `${name}: no @module sentence`),
    ...items.flatMap((item) => itemProblems(item, checker)),
    ...[...items, ...hidden].flatMap((item) => codeProblems(item, codes)),
  ]
}

/**
 * @param {Item} item
 * @param {ts.TypeChecker} checker
 */
function itemProblems(item, checker) {
  const { name, entry, node, comment } = item
  const problems = []
  if (comment.summary === '') problems.push('no summary')
  if (ts.isFunctionDeclaration(node)) {
    problems.push(...signatureProblems(node, parameterNames(node), comment.parameters))
    if (comment.returns === '' && givesSomething(node.type)) problems.push('no @returns')
    if (comment.examples.length === 0) problems.push('no @example')
    if (comment.throws.length === 0 && mayThrow(node, checker)) problems.push('no @throws')
  }
  if (ts.isInterfaceDeclaration(node) && called.test(name)) problems.push(...methodProblems(node))
  return problems.map((problem) => `${entry} ${name}: ${problem}`)
}

/**
 * Parameters without text, and texts without parameter.
 *
 * @param {ts.SignatureDeclaration} node
 * @param {readonly string[]} names
 * @param {readonly { name: string, text: string }[]} documented
 */
function signatureProblems(node, names, documented) {
  const texts = new Map(documented.map(({ name, text }) => [name, text]))
  const missing = names.filter((name) => !texts.get(name)).map((name) => `no @param ${name}`)
  const unknown = [...texts.keys()].filter((name) => !names.includes(name.split('.')[0] ?? ''))
  const isOrdered =
    names.filter((name) => texts.has(name)).join() ===
    [...texts.keys()].filter((name) => names.includes(name)).join()
  return [
    ...missing,
    ...unknown.map((name) => `@param ${name} is none of its parameters`),
    ...(isOrdered ? [] : ['@param in another order than the parameters']),
  ]
}

/** @param {ts.TypeNode | undefined} type */
function givesSomething(type) {
  return !/^(?:void|Promise<void>|never)$/.test(type?.getText() ?? 'void')
}

/**
 * Methods of `Sso` say everything. What hangs below it (`connections`, `domains` …) takes ids and
 * options whose types say what they are.
 *
 * @param {ts.InterfaceDeclaration} node
 */
function methodProblems(node) {
  return node.members.filter(ts.isMethodSignature).flatMap((method) => {
    const docs = ts.getJSDocCommentsAndTags(method).filter(ts.isJSDoc)
    const summary = docs.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('')
    const tags = ts.getJSDocTags(method)
    const has = (/** @type {string} */ tag) => tags.some(({ tagName }) => tagName.text === tag)
    const problems = []
    if (summary.trim() === '') problems.push('no summary')
    if (!has('throws') && !/never throws/i.test(summary)) problems.push('no @throws')
    if (node.name.text === 'Sso') {
      const documented = tags.filter(ts.isJSDocParameterTag).map((tag) => ({
        name: tag.name.getText(),
        text: ts.getTextOfJSDocComment(tag.comment) ?? '',
      }))
      const names = method.parameters.map(({ name }) => name.getText())
      problems.push(...signatureProblems(method, names, documented))
      if (!has('returns') && givesSomething(method.type)) problems.push('no @returns')
      if (!has('example')) problems.push('no @example')
    }
    return problems.map((problem) => `${method.name.getText()}(): ${problem}`)
  })
}

/**
 * Codes that are named and do not exist.
 *
 * @param {Item} item
 * @param {ReadonlySet<string>} codes
 */
function codeProblems({ name, entry, node }, codes) {
  const problems = []
  const prefixes = new Set([...codes].map((code) => code.split('_')[0]))
  const text = node.getSourceFile().text.slice(node.getFullStart(), node.end)
  for (const [, tag = ''] of text.matchAll(/@throws \{SsoError\}([^@]*?)(?=\* @|\*\/)/g)) {
    for (const [, code = ''] of tag.matchAll(/`([a-z]+_[a-z_]*\*?)`/g)) {
      const isWildcard = code.endsWith('*')
      const isKnown = isWildcard
        ? [...codes].some((one) => one.startsWith(code.slice(0, -1)))
        : codes.has(code)
      const isCode = isWildcard || prefixes.has(code.split('_')[0])
      if (isCode && !isKnown) problems.push(`${entry} ${name}: there is no error code ${code}`)
    }
  }
  return problems
}

/** @type {WeakMap<ts.Node, boolean>} */
const answers = new WeakMap()

/**
 * Whether a call can come to a `throw` of ours. Functions that are made and not called do not count,
 * nor does what is caught where it is thrown.
 *
 * @param {ts.SignatureDeclaration} declaration
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function mayThrow(declaration, checker) {
  const known = answers.get(declaration)
  if (known !== undefined) return known
  // Until it is known: a function that calls itself adds nothing.
  answers.set(declaration, false)
  const body = /** @type {ts.FunctionLikeDeclaration} */ (declaration).body
  const isOurs = !declaration.getSourceFile().isDeclarationFile
  const answer = body !== undefined && isOurs && throwsIn(body, checker)
  answers.set(declaration, answer)
  return answer
}

/**
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function throwsIn(node, checker) {
  if (ts.isThrowStatement(node)) return true
  if (ts.isTryStatement(node) && node.catchClause) {
    const { catchClause, finallyBlock } = node
    return (
      throwsIn(catchClause, checker) || (finallyBlock ? throwsIn(finallyBlock, checker) : false)
    )
  }
  // A function that is handed over is called; one that is returned or kept is not, as yet.
  if (ts.isFunctionLike(node) && !ts.isCallExpression(node.parent)) return false
  if (ts.isCallExpression(node)) {
    const target = checker.getResolvedSignature(node)?.declaration
    if (target && !ts.isJSDocSignature(target) && mayThrow(target, checker)) return true
  }
  return ts.forEachChild(node, (child) => throwsIn(child, checker) || undefined) ?? false
}
