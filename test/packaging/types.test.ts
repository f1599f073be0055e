import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { type Consumer, createConsumer, nodeSubpaths, subpaths } from './lib/consumer.ts'
import { run, tool } from './lib/tools.ts'

const resolutions = [
  { name: 'nodenext', options: { module: 'nodenext', moduleResolution: 'nodenext' } },
  { name: 'bundler', options: { module: 'esnext', moduleResolution: 'bundler' } },
]

/** Compiles an import of all these subpaths and gives the compiler's complaints. */
async function complaints(
  { folder }: Consumer,
  paths: readonly string[],
  options: object,
): Promise<string> {
  const project = join(folder, 'project')
  mkdirSync(project, { recursive: true })
  const code = paths.map(
    (path, n) => `import * as m${n} from '${path}'\nexport type M${n} = typeof m${n}`,
  )
  writeFileSync(join(project, 'index.ts'), code.join('\n'))
  const compilerOptions = {
    ...options,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  }
  const config = { compilerOptions, files: ['index.ts'] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  const { output } = await run([...tool('typescript', 'tsc'), '--pretty', 'false', '-p', project], {
    cwd: folder,
  })
  return output
}

describe('types without @types/node', () => {
  let consumer: Consumer
  beforeAll(async () => {
    consumer = await createConsumer()
  })
  afterAll(() => consumer?.remove())

  const paths = subpaths.filter((path) => !nodeSubpaths.has(path))

  it.each(resolutions)('compile under $name, all declarations checked', async ({ options }) => {
    expect(await complaints(consumer, paths, { ...options, types: [] })).toBe('')
  })
})

describe('types with @types/node', () => {
  let consumer: Consumer
  beforeAll(async () => {
    const version = manifest.devDependencies['@types/node']
    consumer = await createConsumer([`@types/node@${version}`])
  })
  afterAll(() => consumer?.remove())

  it.each(resolutions)('compile under $name, all declarations checked', async ({ options }) => {
    expect(await complaints(consumer, subpaths, { ...options, types: ['node'] })).toBe('')
  })

  it('are not any: a wrong use is refused', async () => {
    const [{ options } = { options: {} }] = resolutions
    const wrong = ["ssokit'\nexport const text: string = m0.createSso\n//"]
    expect(await complaints(consumer, wrong, { ...options, types: ['node'] })).toMatch(/TS2322/)
  })
})
