/** Declarations as people read them: without bodies, modifiers and what only the compiler needs. */
import ts from 'typescript'

/** As in all code of ours. */
const LINE_LENGTH = 100

/**
 * @param {ts.Declaration} node
 * @param {string} name under which it is exported
 * @param {string | undefined} type of a constant that names none
 */
export function declarationText(node, name, type) {
  if (ts.isFunctionDeclaration(node)) return functionText(node, name)
  if (ts.isClassDeclaration(node)) return classText(node, name)
  if (ts.isVariableDeclaration(node)) {
    return `const ${name}: ${node.type?.getText() ?? type ?? 'unknown'}`
  }
  return withoutExport(node.getText())
}

/** @param {string} text */
function withoutExport(text) {
  return text.replace(/^(?:export |declare )+/, '')
}

/**
 * @param {ts.FunctionDeclaration} node
 * @param {string} name
 */
function functionText(node, name) {
  const names = parameterNames(node)
  const parameters = node.parameters.map((parameter, at) => {
    const isOptional = parameter.initializer ?? parameter.questionToken
    const rest = parameter.dotDotDotToken ? '...' : ''
    const type = parameter.type?.getText() ?? 'unknown'
    return `${rest}${names[at]}${isOptional ? '?' : ''}: ${type}`
  })
  const start = `function ${name}${typeParameters(node)}`
  const end = node.type ? `: ${node.type.getText()}` : ''
  const short = `${start}(${parameters.join(', ')})${end}`
  const isShort = !short.includes('\n') && short.length <= LINE_LENGTH
  if (isShort || parameters.length === 1) return short
  const lines = parameters.map((text) => `  ${text.replaceAll('\n', '\n  ')},\n`)
  return `${start}(\n${lines.join('')})${end}`
}

/**
 * What each parameter is called: one that is taken apart has the name that its `@param` gives it.
 *
 * @param {ts.FunctionDeclaration} node
 */
export function parameterNames(node) {
  const documented = ts
    .getJSDocTags(node)
    .filter(ts.isJSDocParameterTag)
    .map((tag) => tag.name.getText())
    .filter((name) => !name.includes('.'))
  return node.parameters.map(({ name }, at) =>
    ts.isIdentifier(name) ? name.text : (documented[at] ?? 'options'),
  )
}

/** @param {ts.FunctionDeclaration | ts.ClassDeclaration} node */
function typeParameters({ typeParameters: list }) {
  return list ? `<${list.map((one) => one.getText()).join(', ')}>` : ''
}

/**
 * @param {ts.ClassDeclaration} node
 * @param {string} name
 */
function classText(node, name) {
  const text = node.getSourceFile().text
  const heritage = (node.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('')
  const abstract = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)
  const members = node.members
    .filter((member) => isPublic(member) && !isHiddenByOverloads(member, node))
    .map((member) => {
      const end = bodyOf(member)?.getFullStart() ?? initializerStart(member) ?? member.end
      const comment = ts.getLeadingCommentRanges(text, member.getFullStart())?.at(-1)
      const start =
        comment?.kind === ts.SyntaxKind.MultiLineCommentTrivia ? comment.pos : member.getStart()
      const declaration = text
        .slice(start, end)
        .replace(/^((?:\/\*[\s\S]*?\*\/\s*)?)(?:declare |override )+/, '$1')
      return `  ${declaration.trim()}\n`
    })
  const head = `${abstract ? 'abstract ' : ''}class ${name}${typeParameters(node)}${heritage}`
  return members.length === 0 ? `${head} {}` : `${head} {\n${members.join('')}}`
}

/** @param {ts.ClassElement} member */
function isPublic(member) {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false
  if (!ts.canHaveModifiers(member)) return true
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]
  return !ts.getModifiers(member)?.some(({ kind }) => hidden.includes(kind))
}

/**
 * Nobody can call what stands behind overloads.
 *
 * @param {ts.ClassElement} member
 * @param {ts.ClassDeclaration} node
 */
function isHiddenByOverloads(member, node) {
  if (bodyOf(member) === undefined) return false
  const name = member.name?.getText()
  return node.members.some(
    (other) =>
      other !== member &&
      other.kind === member.kind &&
      other.name?.getText() === name &&
      isSignature(other),
  )
}

/** @param {ts.ClassElement} member */
function isSignature(member) {
  const canHaveBody = ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member)
  return canHaveBody && member.body === undefined
}

/** @param {ts.ClassElement} member */
function bodyOf(member) {
  const hasBody =
    ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) || ts.isAccessor(member)
  return hasBody ? member.body : undefined
}

/** @param {ts.ClassElement} member */
function initializerStart(member) {
  if (!ts.isPropertyDeclaration(member) || !member.initializer) return undefined
  return (member.type ?? member.name).end
}
