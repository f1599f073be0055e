import assert from 'node:assert/strict'
import type { ConnectionRecord, SsoStorage } from '../../storage/ports.ts'
import { loadedIds, verified } from './loading.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aRevision, isoInstant, revised } from './records.ts'

const issuer = 'https://idp.example'
const live = 'fingerprint_live'
const at = isoInstant()

/** In which order `connections.load` answers, and where it cuts. */
export const connectionLoadOrderChecks: Checks = {
  'load by issuer gives connections with a passed test or a login first, then by id': async (
    storage,
  ) => {
    const unproven: readonly ConnectionRecord[] = [
      aConnectionRecord({ id: 'a_untested' }),
      aConnectionRecord({ id: 'b_failed', test: { fingerprint: live, status: 'failed', at } }),
      aConnectionRecord({ id: 'c_running', test: { fingerprint: live, status: 'running', at } }),
      aConnectionRecord({ id: 'd_stale', test: { fingerprint: 'old', status: 'passed', at } }),
      aConnectionRecord({ id: 'e_stale', lastLogin: { fingerprint: 'old', at } }),
      aConnectionRecord({ id: 'f_checked', check: { fingerprint: live, status: 'pass', at } }),
      aConnectionRecord({
        id: 'g_draft',
        draft: aRevision('draft'),
        test: { fingerprint: 'draft', status: 'passed', at },
        lastLogin: { fingerprint: 'draft', at },
      }),
    ]
    const proven: readonly ConnectionRecord[] = [
      aConnectionRecord({ id: 'v_login', lastLogin: { fingerprint: live, at } }),
      aConnectionRecord({ id: 'w_passed', test: { fingerprint: live, status: 'passed', at } }),
      aConnectionRecord({
        id: 'x_both',
        test: { fingerprint: live, status: 'failed', at },
        lastLogin: { fingerprint: live, at },
      }),
    ]
    await createAll(storage, [...unproven, ...proven].toReversed())
    const expected = [...proven, ...unproven].map(({ connection }) => connection.id)
    assert.deepEqual(await loadedIds(storage, { issuer }), expected)
  },

  'load by issuer follows evidence as it is saved': async (storage) => {
    await createAll(storage, [aConnectionRecord({ id: 'a' }), aConnectionRecord({ id: 'b' })])
    assert.deepEqual(await loadedIds(storage, { issuer }), ['a', 'b'])
    await storage.connections.saveEvidence('b', { lastLogin: { fingerprint: live, at } })
    assert.deepEqual(await loadedIds(storage, { issuer }), ['b', 'a'])
    const test = { fingerprint: live, status: 'passed', at } as const
    await storage.connections.saveEvidence('a', { test })
    assert.deepEqual(await loadedIds(storage, { issuer }), ['a', 'b'])
  },

  'load by issuer counts evidence of what is live after an update': async (storage) => {
    const lastLogin = { fingerprint: live, at }
    const proven = aConnectionRecord({ id: 'b', lastLogin })
    await createAll(storage, [aConnectionRecord({ id: 'a' }), proven])
    assert.deepEqual(await loadedIds(storage, { issuer }), ['b', 'a'])
    const activated = revised(proven, { live: aRevision('new') })
    await storage.connections.update('b', 1, activated)
    assert.deepEqual(await loadedIds(storage, { issuer }), ['a', 'b'])
    await storage.connections.update('b', 2, revised(activated, { live: aRevision(live) }))
    assert.deepEqual(await loadedIds(storage, { issuer }), ['b', 'a'])
  },

  'load by issuer gives at most 20 and cuts the unproven last ones': async (storage) => {
    const ids = Array.from({ length: 25 }, (_, index) => `con_${index + 10}`)
    const lastLogin = { fingerprint: live, at }
    await createAll(storage, [
      ...ids.map((id) => aConnectionRecord({ id })).toReversed(),
      aConnectionRecord({ id: 'zulu', lastLogin }),
    ])
    assert.deepEqual(await loadedIds(storage, { issuer }), ['zulu', ...ids.slice(0, 19)])
  },

  'load by verified domains gives at most 20 by id, each once': async (storage) => {
    const ids = Array.from({ length: 25 }, (_, index) => `con_${index + 10}`)
    await createAll(storage, ids.map((id) => aConnectionRecord({ id })).toReversed())
    const domains = Array.from({ length: 30 }, (_, index) => `acme-${index}.example`)
    for (const domain of domains) await verified(storage, 'org_1', domain)
    const loaded = await loadedIds(storage, { verifiedDomains: domains })
    assert.deepEqual(loaded, ids.slice(0, 20))
  },

  'load by verified domains cuts those of the last domains': async (storage) => {
    const ids = Array.from({ length: 25 }, (_, index) => `con_${index + 10}`)
    await createAll(
      storage,
      ids.map((id) => aConnectionRecord({ id, organizationId: 'org_far' })),
    )
    await createAll(storage, [aConnectionRecord({ id: 'zulu', organizationId: 'org_close' })])
    await verified(storage, 'org_far', 'acme.example')
    await verified(storage, 'org_far', 'www.acme.example')
    await verified(storage, 'org_close', 'eu.acme.example')
    const close = { verifiedDomains: ['eu.acme.example', 'www.acme.example', 'acme.example'] }
    assert.deepEqual(await loadedIds(storage, close), ['zulu', ...ids.slice(0, 19)])
    const far = { verifiedDomains: ['www.acme.example', 'eu.acme.example', 'acme.example'] }
    assert.deepEqual(await loadedIds(storage, far), ids.slice(0, 20))
  },

  'load by verified domains finds every organisation that has one of them': async (storage) => {
    for (const organizationId of ['org_1', 'org_2', 'org_3']) {
      const id = `of_${organizationId}`
      await storage.connections.create(aConnectionRecord({ id, organizationId }))
      await verified(storage, organizationId, `${organizationId}.example`.replace('_', '-'))
    }
    const find = (...verifiedDomains: string[]): Promise<readonly string[]> =>
      loadedIds(storage, { verifiedDomains })
    assert.deepEqual(await find('org-3.example', 'no.example', 'org-1.example'), [
      'of_org_3',
      'of_org_1',
    ])
    assert.deepEqual(await find(), [])
    assert.deepEqual(await find('www.org-1.example'), [], 'domains are compared whole')
    assert.deepEqual(await find('org-_.example', 'org-%', 'example'), [])
  },

  'load orders ids by their bytes, not by a language': async (storage) => {
    const ids = ['A', 'B', '_', 'a', 'b', 'ﬀ', '😀']
    await createAll(storage, ids.map((id) => aConnectionRecord({ id })).toReversed())
    await verified(storage, 'org_1', 'acme.example')
    assert.deepEqual(await loadedIds(storage, { issuer }), ids)
    assert.deepEqual(await loadedIds(storage, { verifiedDomains: ['acme.example'] }), ids)
  },
}

async function createAll(
  { connections }: SsoStorage,
  records: readonly ConnectionRecord[],
): Promise<void> {
  for (const record of records) assert.equal(await connections.create(record), 'created')
}
