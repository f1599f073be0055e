import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Consumer, createConsumer, subpaths } from './lib/consumer.ts'
import { packagesOf, run } from './lib/tools.ts'

let consumer: Consumer
beforeAll(async () => {
  // The only peer that code of ours imports; the others are types.
  consumer = await createConsumer(packagesOf('nest12'))
})
afterAll(() => consumer?.remove())

/** Runs a file in the consumer's folder and gives what it printed as JSON. */
async function evaluate(file: string, code: string): Promise<unknown> {
  writeFileSync(join(consumer.folder, file), code)
  const env = { NODE_OPTIONS: undefined, NODE_PATH: undefined, NODE_ENV: undefined }
  const { exitCode, output, stdout } = await run([process.execPath, file], {
    cwd: consumer.folder,
    env,
  })
  expect(exitCode, output).toBe(0)
  return JSON.parse(stdout)
}

describe('the installed package', () => {
  it('has subpaths', () => {
    expect(subpaths).toContain('ssokit')
    expect(subpaths.length).toBeGreaterThan(1)
  })

  it.each(subpaths)('gives the same %s to import and to require()', async (path) => {
    const text = JSON.stringify(path)
    const imported = await evaluate(
      'import.mjs',
      `import * as module from ${text}\nconsole.log(JSON.stringify(Object.keys(module).sort()))`,
    )
    const required = await evaluate(
      'require.cjs',
      `console.log(JSON.stringify(Object.keys(require(${text})).filter((name) => name !== '__esModule').sort()))`,
    )
    expect(imported).not.toEqual([])
    expect(required).toEqual(imported)
  })

  it('is one package for import and require(): errors are recognised across both', async () => {
    const code = `
      const { isSsoError, createSso } = require('ssokit')
      import('ssokit').then((module) => {
        try { module.createSso({}) } catch (error) {
          console.log(JSON.stringify([isSsoError(error, 'config_invalid'), createSso === module.createSso]))
        }
      })`
    expect(await evaluate('both.cjs', code)).toEqual([true, true])
  })

  it('gives its package.json and nothing that is not exported', async () => {
    const code = `
      const hidden = ['ssokit/dist/index.js', 'ssokit/errors', 'ssokit/src/index.ts']
      const answers = hidden.map((path) => { try { return require(path) } catch ({ code }) { return code } })
      console.log(JSON.stringify([require('ssokit/package.json').name, ...answers]))`
    const refused = 'ERR_PACKAGE_PATH_NOT_EXPORTED'
    expect(await evaluate('hidden.cjs', code)).toEqual(['ssokit', refused, refused, refused])
  })
})
