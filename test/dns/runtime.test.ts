import { Resolver } from 'node:dns/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { nodeDns } from '../../src/dns/node/index.ts'

afterEach(() => vi.restoreAllMocks())

it('nodeDns says at once that a runtime has only the name of the resolver', () => {
  vi.spyOn(Resolver.prototype, 'cancel').mockImplementation(() => {
    throw new Error('Not implemented')
  })
  expect(() => nodeDns()).toThrow(
    expect.objectContaining({
      code: 'config_invalid',
      issues: [expect.objectContaining({ path: 'dns.runtime' })],
    }),
  )
})
