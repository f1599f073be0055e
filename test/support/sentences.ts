import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const source = resolve(import.meta.dirname, '../../src')

/** Values have numbers in sentences: `{0}` is the first one. */
export const anyPlace = (text: string): string => text.replaceAll(/\{\d\}/g, '{}')

/** Every sentence in a file or folder of the source, with `{}` where a value is put in. */
export function sentencesIn(path: string): readonly string[] {
  const files = path.endsWith('.ts')
    ? [path]
    : readdirSync(join(source, path), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(path, name))
  return files.flatMap(sentencesOfFile)
}

function sentencesOfFile(file: string): readonly string[] {
  const text = readFileSync(join(source, file), 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const written = writtenIn(node)
    if (written !== undefined && /^[A-Z{“`].* .*\.$/s.test(written)) found.push(written)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function writtenIn(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
}
