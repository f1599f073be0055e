import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSso, isSsoError } from '../../src/index.ts'
import { saml, type SamlKeyPair } from '../../src/saml/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { sharedKeyPair } from '../../src/testing/saml/keys.ts'
import { secretA } from '../support/harness.ts'

const folder = join(import.meta.dirname, 'fixtures/published')
const certificate = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8')

const host = (baseUrl: string, keys: readonly SamlKeyPair[]) =>
  createSso({ baseUrl, secrets: [secretA], providers: [saml({ keys })], storage: memoryStorage() })

const issuesOf = (make: () => unknown) => {
  try {
    make()
    return []
  } catch (error) {
    if (!isSsoError(error, 'config_invalid')) throw error
    return error.issues
  }
}

describe('our own SAML keys', () => {
  const own = sharedKeyPair('sp')

  it.each(['saml-idp', 'samlify-idp', 'samlify-sp'])(
    'CL-2 are refused in production where everybody has them: %s',
    (name) => {
      const keys = [own, { ...own, certificate: certificate(name) }]
      expect(issuesOf(() => host('https://app.example.com', keys))).toMatchObject([
        { path: 'providers.0.keys.1', code: 'config_key_published' },
      ])
      expect(issuesOf(() => host('http://localhost:3000', keys))).toEqual([])
    },
  )

  it('are taken where they are our own', () => {
    expect(issuesOf(() => host('https://app.example.com', [own]))).toEqual([])
  })
})
