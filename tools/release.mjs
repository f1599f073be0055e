/**
 * Says what keeps a version from being released: `node tools/release.mjs --tag v1.2.3 --repository owner/name`.
 * The publishing workflow asks it before anything else; nothing is changed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from './lib/commands.mjs'

/**
 * @param {object} facts
 * @param {{ version: string, private?: boolean, repository?: string | { url?: string } }} facts.manifest
 * @param {{ version: string }} facts.lock
 * @param {string} facts.changelog
 * @param {string} facts.tag for example `v1.2.3`
 * @param {string} facts.repository on GitHub, as `owner/name`
 * @returns {string[]} one sentence for each problem
 */
export function releaseProblems({ manifest, lock, changelog, tag, repository }) {
  const { version } = manifest
  const problems = []
  if (tag !== `v${version}`) problems.push(`The tag is ${tag}, and package.json has ${version}.`)
  if (lock.version !== version) problems.push(`package-lock.json has ${lock.version}.`)
  if (manifest.private) problems.push('package.json says that it is private.')
  const heading = new RegExp(
    `^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`,
    'm',
  )
  if (!heading.test(changelog)) {
    problems.push(`CHANGELOG.md has no heading “## [${version}] - ” with a date.`)
  }
  const [, unreleased = ''] =
    /^## \[Unreleased\]$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog) ?? []
  if (unreleased.trim() !== '') problems.push('CHANGELOG.md has entries that are not released.')
  const { repository: named } = manifest
  const url = typeof named === 'string' ? named : (named?.url ?? '')
  // npm compares it with what GitHub says of the workflow, and refuses the package after all else is done.
  const own = /^(?:git\+)?https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url)?.[1]
  if (own !== repository) {
    problems.push(
      `\`repository\` of package.json is ${url === '' ? 'missing' : url}; provenance wants the repository ${repository}.`,
    )
  }
  return problems
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: { tag: { type: 'string' }, repository: { type: 'string' } },
  })
  if (values.tag === undefined || values.repository === undefined) {
    console.error('Usage: node tools/release.mjs --tag v1.2.3 --repository owner/name')
    process.exit(2)
  }
  const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8')
  const problems = releaseProblems({
    manifest: JSON.parse(read('package.json')),
    lock: JSON.parse(read('package-lock.json')),
    changelog: read('CHANGELOG.md'),
    tag: values.tag,
    repository: values.repository,
  })
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
