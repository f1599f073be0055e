import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import { install, packTarball } from './tools.ts'

/** Subpaths whose declarations speak of Node's own types; everything else must do without them. */
export const nodeSubpaths: ReadonlySet<string> = new Set(
  ['express', 'fastify', 'nest', 'node'].map((name) => `ssokit/${name}`),
)

/** What users import, `ssokit` first. */
export const subpaths: readonly string[] = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path]) => path.replace(/^\./, 'ssokit'))

export interface Consumer {
  readonly folder: string
  remove(): void
}

/**
 * An empty folder outside of the repository, so that nothing is found in our node_modules, with the
 * packed package and what it depends on.
 */
export async function createConsumer(packages: readonly string[] = []): Promise<Consumer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ssokit-consumer-')))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const own = { name: 'consumer', version: '1.0.0', private: true, type: 'module' }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(own))
    await install(folder, [await packTarball(), ...packages])
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}
