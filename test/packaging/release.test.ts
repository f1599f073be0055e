import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './lib/tools.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly needs?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly on: unknown
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const text = readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8')
const workflow = parse(text) as Workflow
const { build, publish } = workflow.jobs as { build: Job; publish: Job }
const steps = [...build.steps, ...publish.steps]
const commands = ({ steps: list }: Job) => list.flatMap(({ run }) => (run ? [run] : []))
const actions = ({ steps: list }: Job) =>
  list.flatMap(({ uses }) => (uses ? [uses.split('@')[0]] : []))

describe('the publishing workflow', () => {
  it('runs for version tags alone', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*'] } })
  })

  it('has no right that a job does not need', () => {
    expect(workflow.permissions).toEqual({})
    expect(Object.keys(workflow.jobs)).toEqual(['build', 'publish'])
    expect(build.permissions).toEqual({ contents: 'read' })
    expect(publish.permissions).toEqual({ 'id-token': 'write' })
  })

  it('uses no secret: npm takes the identity of the workflow', () => {
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN|_authToken/)
    const [checkout] = build.steps
    expect(checkout?.uses).toMatch(/^actions\/checkout@/)
    expect(checkout?.with).toEqual({ 'persist-credentials': false })
  })

  it('pins every action to a commit, and says which version that is', () => {
    const used = steps.flatMap(({ uses }) => (uses ? [uses] : []))
    expect(used.length).toBeGreaterThan(3)
    for (const action of used) {
      expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
      expect(text).toMatch(new RegExp(`uses: ${action} # v\\d+\\.\\d+\\.\\d+\n`))
    }
  })

  it('lets no text of outside into a shell', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  it('takes nothing from a cache', () => {
    expect(actions(build)).not.toContain('actions/cache')
    for (const { uses, with: options } of steps) {
      if (uses?.startsWith('actions/setup-node')) {
        expect(options).toMatchObject({ 'package-manager-cache': false })
        expect(options).not.toHaveProperty('cache')
      }
    }
  })

  it('installs by the lock, asks whether all is ready, and packs what the tests have built', () => {
    const order = [
      'npm ci',
      'node tools/release.mjs --tag "$TAG" --repository "$REPOSITORY"',
      'npm test',
      'npm pack --ignore-scripts --pack-destination release',
    ]
    const runs = commands(build)
    const places = order.map((command) => runs.indexOf(command))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(actions(build)).toEqual(['actions/checkout', 'actions/upload-artifact'])
  })

  it('publishes with provenance what was tested, after an approval, and runs nothing else there', () => {
    expect(publish).toMatchObject({ needs: 'build', environment: 'npm' })
    expect(actions(publish)).toEqual(['actions/setup-node', 'actions/download-artifact'])
    const [compare, ...rest] = commands(publish)
    expect(compare).toMatch(/sha256sum --check --strict$/)
    expect(rest).toEqual(['npm publish --provenance --access public ./release/*.tgz'])
  })

  it('does not stop in the middle because another one began', () => {
    expect(workflow).toMatchObject({ concurrency: { 'cancel-in-progress': false } })
  })
})

const { releaseProblems } = (await import(join(root, 'tools/release.mjs'))) as {
  releaseProblems(facts: object): string[]
}

describe('node tools/release.mjs', () => {
  const ready = {
    manifest: {
      version: '1.2.3',
      repository: { type: 'git', url: 'git+https://github.com/acme/ssokit.git' },
    },
    lock: { version: '1.2.3' },
    changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n\n### Added\n\n- It.\n',
    tag: 'v1.2.3',
    repository: 'acme/ssokit',
  }

  it('finds nothing where all is ready', () => {
    expect(releaseProblems(ready)).toEqual([])
    const changelog = '## [1.2.3] - 2026-12-01\n'
    expect(releaseProblems({ ...ready, changelog })).toEqual([])
    const repository = 'https://github.com/acme/ssokit'
    const manifest = { ...ready.manifest, repository }
    expect(releaseProblems({ ...ready, manifest })).toEqual([])
  })

  const { manifest, changelog } = ready
  const mistakes: [name: string, change: object, problem: RegExp][] = [
    ['a tag of another version', { tag: 'v1.2.4' }, /tag is v1\.2\.4/],
    ['a tag without v', { tag: '1.2.3' }, /tag is 1\.2\.3/],
    [
      'another version in the lock',
      { lock: { version: '1.2.2' } },
      /package-lock\.json has 1\.2\.2/,
    ],
    ['a private package', { manifest: { ...manifest, private: true } }, /private/],
    ['no repository', { manifest: { version: '1.2.3' } }, /`repository` .* missing/],
    ['a fork', { repository: 'mallory/ssokit' }, /wants the repository mallory\/ssokit/],
    [
      'a repository elsewhere',
      { manifest: { ...manifest, repository: 'https://github.com.example/acme/ssokit' } },
      /provenance/,
    ],
    ['no heading', { changelog: '## [1.2.30] - 2026-12-01\n' }, /no heading/],
    ['a heading without a day', { changelog: '## [1.2.3]\n' }, /no heading/],
    [
      'entries that stayed behind',
      { changelog: changelog.replace('[Unreleased]\n', '[Unreleased]\n\n- Something.\n') },
      /not released/,
    ],
  ]
  it.each(mistakes)('tells of %s', (_name, change, problem) => {
    expect(releaseProblems({ ...ready, ...change })).toEqual([expect.stringMatching(problem)])
  })
})
