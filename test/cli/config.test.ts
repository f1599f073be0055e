import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadSso } from '../../src/cli/config.ts'
import { isSsoError } from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ssokit-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0

/** The path of a module with this text; each has another name, since modules are loaded once. */
function moduleOf(text: string, extension: string = 'mjs'): string {
  files += 1
  const path = join(folder, `sso-${files}.${extension}`)
  writeFileSync(path, text)
  return path
}

const anSso = "{ name: 'mine', rotateSecrets: async () => 'rotated' }"

describe('--config', () => {
  it.each([
    ['an Sso as `sso`', `export const sso = ${anSso}`],
    ['an Sso as the default export', `export default ${anSso}`],
    ['an object that holds it as the default export', `export default { sso: ${anSso} }`],
    ['a promise of it', `export const sso = Promise.resolve(${anSso})`],
  ])('takes %s', async (_what, text) => {
    expect(await loadSso(moduleOf(text))).toMatchObject({ name: 'mine' })
  })

  it('takes a CommonJS module', async () => {
    const path = moduleOf(`module.exports = { sso: ${anSso} }`, 'cjs')
    expect(await loadSso(path)).toMatchObject({ name: 'mine' })
  })

  it('checks a configuration as createSso does', async () => {
    const path = moduleOf("export default { secrets: ['short'], storage: {}, providers: [] }")
    await expect(loadSso(path)).rejects.toSatisfy((error) => isSsoError(error, 'config_invalid'))
  })

  it.each(['export const other = 1', 'export default {}', 'export const sso = null', ''])(
    'refuses a module that exports none: %s',
    async (text) => {
      await expect(loadSso(moduleOf(text))).rejects.toThrow('exports no Sso')
    },
  )

  it('says what is wrong with a module that cannot be loaded', async () => {
    await expect(loadSso(join(folder, 'missing.mjs'))).rejects.toThrow(
      /missing\.mjs cannot be loaded: /,
    )
    const path = moduleOf("throw new Error('DATABASE_URL is not set\\u001b[31m')")
    await expect(loadSso(path)).rejects.toThrow(
      `${path} cannot be loaded: DATABASE_URL is not set\\u{1b}[31m`,
    )
  })
})
