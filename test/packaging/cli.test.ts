import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedToken } from '../support/signed-token.ts'
import { type Consumer, createConsumer } from './lib/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await createConsumer([])
})
afterAll(() => consumer?.remove())

/** Runs the installed command as `npx` does. */
function ssokit(args: readonly string[], input = '') {
  const program = join(consumer.folder, 'node_modules', '.bin', 'ssokit')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    ...{ cwd: consumer.folder, input, encoding: 'utf8' },
    env: { ...process.env, NODE_OPTIONS: undefined, NODE_PATH: undefined, NODE_ENV: undefined },
  })
  return { status, stdout, stderr }
}

/** 32 random bytes, made once; they guard nothing. */
const secret = 'kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'

/** Each in a module of its own, as `--config` takes them. */
const modules = {
  'sso.js': `createSso(config)`,
  'plain.mjs': `config`,
  'wrong.mjs': `{ ...config, secrets: ['short'] }`,
}

describe('the installed command', () => {
  beforeAll(() => {
    for (const [file, exported] of Object.entries(modules)) {
      const text = `
        import { createSso } from 'ssokit'
        import { oidc } from 'ssokit/oidc'
        import { saml } from 'ssokit/saml'
        import { memoryStorage } from 'ssokit/storage/memory'
        const config = {
          baseUrl: 'https://app.example.com', secrets: ['${secret}'],
          providers: [oidc(), saml()], storage: memoryStorage(),
        }
        export const sso = ${exported}`
      writeFileSync(join(consumer.folder, file), text)
    }
  })

  it('prints a guide', () => {
    const address = ['--base-url', 'https://app.example.com', '--connection', 'con_1']
    const { status, stdout, stderr } = ssokit([
      ...['guide', '--product', 'Example App', '--profile', 'okta', ...address],
    ])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('# Sign in to Example App with Okta (OpenID Connect)')
    expect(stdout).toContain('`https://app.example.com/sso/con_1/callback`')
  })

  it.each(['sso.js', 'plain.mjs'])('looks into the host’s own Sso: %s', (file) => {
    const args = file === 'sso.js' ? [] : ['--config', file]
    const { status, stdout } = ssokit(['doctor', '--json', ...args])
    expect(status, stdout).toBe(0)
    const { checks } = JSON.parse(stdout)
    expect(checks).toContainEqual(expect.objectContaining({ name: 'storage', status: 'pass' }))
  })

  it('says what is wrong with a configuration, without showing it', () => {
    const { status, stdout } = ssokit(['doctor', '--config', 'wrong.mjs'])
    expect(status).toBe(1)
    expect(stdout).toContain('✗ configuration: secrets.0: ')
    expect(stdout).not.toContain('\u001b')
  })

  it('explains what comes by the standard input', () => {
    const claims = { iss: 'https://idp.example.com', sub: 'ann', aud: 'client-1' }
    const token = signedToken({ ...claims, iat: 1_767_268_800, exp: 1_767_269_100 })
    const at = ['--at', '2026-01-01T12:01:00Z']
    const { status, stdout, stderr } = ssokit(['inspect', '-', ...at], token)
    // No connection was named, so nobody knows who signed it.
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
    expect(stdout).toContain('ID token, at 2026-01-01T12:01:00.000Z')
    expect(stdout).toContain('Nothing wrong was found')
    const late = ssokit(['inspect', '-', '--at', '2026-01-01T13:00:00Z'], token)
    expect(late.status).toBe(3)
    expect(late.stdout).toContain('Refused (oidc_id_token_expired)')
  })

  it('fails clearly for a file that is none', () => {
    expect(ssokit(['inspect', 'missing.xml'])).toEqual({
      ...{ status: 1, stdout: '', stderr: 'missing.xml cannot be read: ENOENT.\n' },
    })
  })
})
