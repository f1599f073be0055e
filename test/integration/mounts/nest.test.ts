import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { describeMount, type MountApp, type StartedMount } from '../../../src/testing/index.ts'
import { describeCustomHost, type HostFacts } from '../../support/custom-host.ts'
import { createPeerApp, type PeerApp } from '../../support/peer-app.ts'

interface CustomHost {
  startHost(facts: HostFacts, platform: 'express' | 'fastify'): Promise<{ close(): unknown }>
}

interface Host {
  startApp(app: MountApp, platform: 'express' | 'fastify'): Promise<StartedMount>
}

const fixture = join(import.meta.dirname, 'fixtures/nest')

describe.each(['nest12', 'nest11'])('%s', (set) => {
  let app: PeerApp
  let host: Host
  beforeAll(async () => {
    app = await createPeerApp(set, fixture)
    host = await app.load('host.mjs')
  })
  afterAll(() => app?.remove())

  describe('on Express', () => {
    // Nest's own parser stands behind the mount, with its limit of 100 kB.
    const parsers = ['after', 'before'] as const
    describeMount({ start: (mount) => host.startApp(mount, 'express'), parsers }, { describe, it })
  })

  describe('on Fastify', () => {
    const parsers = ['after'] as const
    describeMount({ start: (mount) => host.startApp(mount, 'fastify'), parsers }, { describe, it })
  })

  describe.each(['express', 'fastify'] as const)('%s, with sessions and a guard', (platform) => {
    describeCustomHost(
      async (facts) => (await app.load<CustomHost>('custom-host.mjs')).startHost(facts, platform),
      { cookieName: 'sid' },
    )
  })
})
