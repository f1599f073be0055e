/** A module made of the code blocks of one page. Its lines have the numbers they have on the page. */
export interface Snippet {
  /** `docs/concepts.md` or `src/sso.ts`. */
  readonly source: string
  /** Line of the first block, counted from 1. */
  readonly line: number
  readonly language: 'ts' | 'js'
  readonly code: string
}

export interface SnippetProblem {
  readonly source: string
  readonly line: number
  readonly problem: string
}

interface Block {
  readonly info: string
  /** Of its first line of code. */
  readonly line: number
  readonly code: string
}

const otherNames = new Set(['typescript', 'javascript', 'tsx', 'jsx', 'mts', 'mjs', 'cts', 'cjs'])

/** The modules of a Markdown page: a block tagged `continue` belongs to the one before it. */
export function snippetsOfPage(source: string, text: string): (Snippet | SnippetProblem)[] {
  const found: (Snippet | SnippetProblem)[] = []
  let current: Snippet | undefined
  for (const { info, line, code } of blocksOf(text)) {
    const [language = '', ...tags] = info.split(/\s+/)
    const problem = problemOf(language, tags, current)
    if (problem) {
      found.push({ source, line, problem })
      continue
    }
    if (language !== 'ts' && language !== 'js') continue
    const before = tags.length > 0 && current ? current : undefined
    if (before) found.splice(found.indexOf(before), 1)
    const start = before?.code ?? ''
    const padding = '\n'.repeat(line - 1 - (start.match(/\n/g)?.length ?? 0))
    current = { source, line: before?.line ?? line, language, code: start + padding + code }
    found.push(current)
  }
  return found
}

function problemOf(language: string, tags: readonly string[], before: Snippet | undefined) {
  if (otherNames.has(language.toLowerCase())) return `Write ts or js instead of ${language}.`
  if (language !== 'ts' && language !== 'js') return undefined
  if (tags.length === 0) return undefined
  if (tags.join(' ') !== 'continue') return `${tags.join(' ')}: every block is compiled.`
  if (!before) return 'There is no block to continue.'
  return before.language === language ? undefined : `A block of ${before.language} comes before.`
}

/** The modules in `@example` sections of doc comments. */
export function snippetsOfSource(source: string, text: string): (Snippet | SnippetProblem)[] {
  const found: (Snippet | SnippetProblem)[] = []
  for (const { 0: comment, index } of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const firstLine = text.slice(0, index).split('\n').length
    const lines = comment
      .replace(/\*\/$/, '')
      .split('\n')
      .map((line) => line.replace(/^\s*(\/\*\*|\*) ?/, ''))
    lines.forEach((line, at) => {
      if (!/^\s*@example\b/.test(line)) return
      const rest = lines.slice(at + 1)
      const end = rest.findIndex((next) => /^@\w/.test(next))
      const example = rest.slice(0, end === -1 ? undefined : end).join('\n')
      const offset = '\n'.repeat(firstLine + at)
      const blocks = snippetsOfPage(source, offset + example)
      if (blocks.length === 0) {
        const problem = 'Put the example into a block that begins with ```ts.'
        found.push({ source, line: firstLine + at, problem })
      }
      found.push(...blocks)
    })
  }
  return found
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence = '', info = ''] =
      /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(lines[at] ?? '') ?? []
    if (!fence) continue
    const from = at + 1
    do at++
    while (at < lines.length && !(lines[at] ?? '').trim().startsWith(fence))
    const code = lines.slice(from, at).map((line) => line.replace(new RegExp(`^${indent}`), ''))
    blocks.push({ info: info.trim(), line: from + 1, code: `${code.join('\n')}\n` })
  }
  return blocks
}
