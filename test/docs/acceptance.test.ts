import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryFiles, root } from './lib/pages.ts'

interface TestName {
  readonly file: string
  readonly name: string
}

interface Row {
  readonly id: string
  readonly wording: string
  readonly tests: readonly TestName[]
  readonly api: string
}

interface Declared {
  readonly name: string
  readonly titles: readonly string[]
  readonly isComplete: boolean
}

interface Result {
  readonly ancestorTitles: readonly string[]
  readonly title: string
  readonly status: string
}

interface Glue {
  readonly product: string
  readonly glue: number
  readonly accounts: number
}

const { acceptancePage, outcomesOf, products, readRows, testsIn } = (await import(
  join(root, 'tools/acceptance-doc.mjs')
)) as {
  readonly products: readonly { id: string; folder: string; count: number }[]
  readRows(): readonly Row[]
  acceptancePage(rows: readonly Row[], glue: readonly Glue[]): string
  testsIn(text: string): readonly Declared[]
  outcomesOf(name: string, results: readonly Result[]): readonly string[]
}
const { countGlue, countLines, MAX_ACCOUNTS_LINES, MAX_GLUE_LINES } = (await import(
  join(root, 'tools/glue.mjs')
)) as {
  readonly MAX_GLUE_LINES: number
  readonly MAX_ACCOUNTS_LINES: number
  countGlue(): readonly Glue[]
  countLines(text: string, name: string): number
}

const rows = readRows()
const ids = products.flatMap(({ id, count }) =>
  Array.from({ length: count }, (_, index) => `${id}-${index + 1}`),
)
const files = new Set(repositoryFiles())
const declaredIn = new Map<string, readonly Declared[]>()

function declaredBy(file: string): readonly Declared[] {
  const known = declaredIn.get(file) ?? testsIn(readFileSync(join(root, file), 'utf8'))
  declaredIn.set(file, known)
  return known
}

/** The ids and rules that a title begins with. */
const tagsOf = (title: string): readonly string[] =>
  /^(?:[A-Z]{1,2}-?\d+ )*/.exec(title)?.[0].split(' ').slice(0, -1) ?? []

/** Folders of tests that are vitest projects of their own; everything else is of `unit`. */
const projects = ['acceptance', 'browser', 'browser-portal', 'conformance', 'docs', 'integration']

/** Vitest projects that `tools/run.mjs` ran before this one. */
const ran = (process.env['RAN_PROJECTS'] ?? '').split(',')

/**
 * What the last run of the file's project made of the file, if that was after its last change:
 * `npm test` runs this project after the others.
 */
function lastResults(file: string): readonly Result[] | undefined {
  const folder = file.split('/')[1] ?? ''
  const project = [...projects, 'packaging', 'runtimes'].includes(folder) ? folder : 'unit'
  const report = join(root, `.cache/vitest-${project}.json`)
  const path = join(root, file)
  const isThere = existsSync(report) && statSync(report).mtimeMs >= statSync(path).mtimeMs
  // Where it was run a moment ago, nothing may be missing.
  if (ran.includes(project))
    expect(isThere, `${report} is missing or older than ${file}`).toBe(true)
  if (!isThere) return undefined
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: readonly { name: string; assertionResults: readonly Result[] }[]
  }
  return testResults.find(({ name }) => name === path)?.assertionResults
}

describe('docs/acceptance.md', () => {
  it('has one row for each of the 111 wishes, in few words of its own', () => {
    expect(ids).toHaveLength(111)
    expect(rows.map(({ id }) => id)).toEqual(ids)
    for (const { id, wording, api } of rows) {
      expect(wording.split(/\s+/).length, id).toBeLessThanOrEqual(15)
      expect(wording.length, id).toBeGreaterThan(10)
      expect(api, id).not.toBe('')
    }
  })

  it('is what its data say', () => {
    const page = readFileSync(join(root, 'docs/acceptance.md'), 'utf8')
    expect(page, 'run: node tools/acceptance-doc.mjs').toBe(acceptancePage(rows, countGlue()))
  })

  it.each(rows)('names tests that prove $id, exist, are run and did not fail', ({ id, tests }) => {
    expect(tests).not.toEqual([])
    for (const { file, name } of tests) {
      const told = `${file}: ${name}`
      expect(files.has(file) && /^test\/.*\.test\.ts$/.test(file), told).toBe(true)
      const declared = declaredBy(file).find((one) => one.name === name)
      expect(declared, `${told} does not exist`).toBeDefined()
      expect(declared?.isComplete, `${told} may be skipped`).toBe(true)
      expect(declared?.titles.flatMap(tagsOf), told).toContain(id)
      const results = lastResults(file)
      if (!results) continue
      const outcomes = outcomesOf(name, results)
      expect(outcomes.length, `${told} was not run`).toBeGreaterThan(0)
      expect([...new Set(outcomes)], told).toEqual(['passed'])
    }
  })

  it.each(products)(
    '$folder has nothing of single sign-on in what does not count',
    ({ folder }) => {
      const isHost = (file: string) =>
        file.startsWith(`test/acceptance/${folder}/app/`) && /\/host[./]/.test(file)
      const hosts = [...files].filter(isHost)
      expect(hosts).not.toEqual([])
      for (const file of hosts) {
        expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(/['"]ssokit/)
      }
    },
  )

  it.each(products)('$folder is glue only', ({ folder }) => {
    const counted = countGlue().find(({ product }) => product === folder)
    expect(counted?.glue).toBeGreaterThan(0)
    expect(counted?.glue).toBeLessThanOrEqual(MAX_GLUE_LINES)
    expect(counted?.accounts).toBeGreaterThan(0)
    expect(counted?.accounts).toBeLessThanOrEqual(MAX_ACCOUNTS_LINES)
  })
})

describe('what counts', () => {
  const complete = (text: string) =>
    testsIn(text)
      .filter(({ isComplete }) => isComplete)
      .map(({ name }) => name)

  it('as a test: one that is run with its file, by its titles', () => {
    const text = `
      describe('all', () => {
        it('a', run)
        test.each([1])('b %s', (x) => {})
        hosts.journey('c', async () => { it.skip('in c', run) })
        for (const kind of kinds) journey(\`d \${kind} e\`, run)
        describe.each(rows)('of $name', () => { it.concurrent('f', run) })
        work('g', run)
        it('h')
      })`
    expect(complete(text)).toEqual([
      ...['all > a', 'all > b %s', 'all > c', 'all > d ${kind} e', 'all > of $name > f'],
    ])
  })

  it.each([
    "it.skip('a', run)",
    "it.todo('a', run)",
    "it.only('a', run)",
    "it.skipIf(isSlow)('a', run)",
    "it.runIf(isFast)('a', run)",
    "it.fails('a', run)",
    "it('a', { skip: true }, run)",
    "it('a', run, { todo: isLate })",
    "describe.skip('all', () => { it('a', run) })",
    "describe('all', { skip: true }, () => { it('a', run) })",
  ])('as no test: %s', (text) => {
    expect(testsIn(text)).toHaveLength(1)
    expect(complete(text)).toEqual([])
  })

  it('as an outcome: every case of a table, and nothing of another test', () => {
    const result = (title: string, status: string) => ({ ancestorTitles: ['all'], title, status })
    const results = [
      result('takes x as y', 'passed'),
      result('takes as', 'failed'),
      result('takes (z) as y', 'skipped'),
      result('takes x as y, too', 'failed'),
    ]
    expect(outcomesOf('all > takes %s as %.20s', results.slice(0, 3))).toEqual([
      'passed',
      'skipped',
    ])
    expect(outcomesOf('all > takes (z) as y', results)).toEqual(['skipped'])
    expect(outcomesOf('all > takes ${it} as y', results)).toEqual(['passed', 'skipped'])
    expect(outcomesOf('all > takes', results)).toEqual([])
  })

  it('as a line: whatever is neither comment nor import nor empty', () => {
    const text = `/** About it. */
import {
  one,
} from 'one'
import two from 'two'

// why
const a = 1 // counts
const b = \`
  counts, too

\`
/* x */ export { a, // counts
  b }
`
    expect(countLines(text, 'x.ts')).toBe(6)
  })
})
