/** `npm run build`: JavaScript by tsup, declarations by tsc, then a look at what came out. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'tsup'
import { mustRun, readManifest, root, secondsSince, tool } from './lib/commands.mjs'
import { followDeclarations, withJsSpecifiers } from './lib/declarations.mjs'

process.chdir(root)
const targets = Object.values(readManifest().exports)
  .filter((target) => typeof target === 'object')
  .map((target) => ({
    js: join(root, target.default),
    types: join(root, target.types),
  }))

const steps = {
  async javascript() {
    await build({ silent: true })
    return `${targets.length} entries`
  },

  async declarations() {
    await mustRun([...tool('typescript', 'tsc'), '-p', 'tsconfig.build.json'])
    for (const file of declarationFiles()) {
      const text = readFileSync(file, 'utf8')
      const rewritten = withJsSpecifiers(text)
      if (rewritten !== text) writeFileSync(file, rewritten)
    }
    return `${declarationFiles().length} files`
  },

  /** Only what a consumer's compiler can reach is shipped; the rest describes our inside. */
  async prune() {
    const { reached, problems } = followDeclarations(
      targets.map(({ types }) => types).filter((file) => existsSync(file)),
    )
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const unreached = declarationFiles().filter((file) => !reached.has(file))
    for (const file of unreached) rmSync(file)
    return `${reached.size} public declarations`
  },

  async exports() {
    const files = targets.flatMap(({ js, types }) => [js, types])
    const missing = files.filter((file) => !existsSync(file))
    if (missing.length > 0)
      throw new Error(`package.json exports what is not there:\n${missing.join('\n')}`)
    return `${files.length} targets exist`
  },
}

function declarationFiles() {
  return readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(root, 'dist', name))
}

for (const [name, step] of Object.entries(steps)) {
  const startedAt = performance.now()
  try {
    const summary = await step()
    console.log(`build ${name.padEnd(12)} ${summary} (${secondsSince(startedAt)})`)
  } catch (error) {
    console.error(`build ${name} failed\n${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}
