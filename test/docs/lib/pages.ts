import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')

/** Not ours, or made from what is. */
const leftOut = new Set(['.cache', '.data', '.git', 'coverage', 'dist', 'node_modules'])

/** All files of the repository by their paths with slashes, whether or not they are committed yet. */
export function repositoryFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (leftOut.has(entry.name) || /\.(log|tgz)$/.test(entry.name)) return []
    if (entry.isDirectory()) return repositoryFiles(path)
    return entry.isFile() ? [path] : []
  })
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The text with everything in code fences blanked, line for line. */
export function withoutFences(text: string): string {
  return text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1`*\s*$/gm, (block) =>
    block.replaceAll(/[^\n]/g, ''),
  )
}
