import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { read, repositoryFiles, root, withoutFences } from './lib/pages.ts'

const files = repositoryFiles()
const pages = files.filter((path) => path.endsWith('.md'))

/** As GitHub names the anchors of headings. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutFences(read(path)).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = text.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')
    let name = anchor
    for (let n = 1; anchors.has(name); n++) name = `${anchor}-${n}`
    anchors.add(name)
  }
  return anchors
}

function brokenLinks(path: string): string[] {
  const text = withoutFences(read(path)).replaceAll(/`[^`\n]*`/g, '')
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
  const references = [...text.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)]
  return [...inline, ...references].flatMap(([, link = '']) => {
    if (/^[a-z][a-z+.-]*:/i.test(link)) return []
    const [target = '', anchor] = link.split('#')
    const file = target ? normalize(join(dirname(path), decodeURI(target))) : path
    if (file.startsWith('..') || !existsSync(join(root, file))) return [`${path}: ${link}`]
    if (!anchor || !file.endsWith('.md') || statSync(join(root, file)).isDirectory()) return []
    return anchorsOf(file).has(decodeURI(anchor)) ? [] : [`${path}: ${link} (no such heading)`]
  })
}

/** Written in pieces, so that this file does not contain them. */
const elsewhere = {
  'a path of somebody’s machine': new RegExp(
    String.raw`(^|[\s"'\x60(=:])(?:file:\/\/)?\/(?:work|home|Users|root|private\/var)\/[\w.-]`,
    'm',
  ),
  'a path of this machine': new RegExp(escapePattern(root)),
  'a Windows path': /(^|[\s"'`(=:])[A-Z]:\\+Users\\/m,
  'the address of a package registry': new RegExp(
    ['registry\\.npm', 'js\\.org|registry\\.yarn', 'pkg\\.com|npm\\.pkg\\.github'].join(''),
  ),
  'the lock file’s download addresses': /"resolved":\s*"https?:/,
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

describe('the repository', () => {
  it('has no link that leads nowhere', () => {
    expect(pages.length).toBeGreaterThan(0)
    expect(pages.flatMap(brokenLinks)).toEqual([])
  })

  for (const [name, pattern] of Object.entries(elsewhere)) {
    it(`names nowhere ${name}`, () => {
      expect(files.filter((path) => pattern.test(read(path)))).toEqual([])
    })
  }
})
