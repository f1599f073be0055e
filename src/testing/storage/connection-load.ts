import assert from 'node:assert/strict'
import type { LoadedConnection } from '../../storage/ports.ts'
import { deface, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { loadedIds, verified } from './loading.ts'
import { aConnectionRecord, aDomainClaim, aPolicy, aTrust, isoInstant, revised } from './records.ts'
import { awkwardTexts, awkwardValues, distinctIds } from './texts.ts'

const issuer = 'https://idp.example'

/** What `connections.load` finds and what it brings along. */
export const connectionLoadChecks: Checks = {
  'load by id gives the record as it was stored': async ({ connections }) => {
    const record = aConnectionRecord({ loginPath: 'acme' }, { issuers: [issuer, 'other'] })
    await connections.create(record)
    const loaded = only(await connections.load({ id: 'con_1' }))
    assert.deepEqual(loaded, { record, policy: null, verifiedDomains: [] })
    assert.deepEqual(await connections.load({ id: 'con_2' }), [])
  },

  'load keeps every text of a record': async ({ connections }) => {
    for (const [index, text] of awkwardTexts.entries()) {
      const id = `con_${index}`
      const trust = { ...aTrust(), document: { [text]: text, values: awkwardValues } }
      const secret = { sealed: text, digest: text, setAt: isoInstant() }
      const sealed = { live: { [text]: secret } }
      const record = aConnectionRecord({ id, description: text, trust }, { sealed })
      assert.equal(await connections.create(record), 'created')
      assert.deepEqual(only(await connections.load({ id })).record, record)
    }
  },

  'load tells ids apart byte by byte': async ({ connections }) => {
    for (const id of distinctIds) {
      assert.deepEqual(await connections.load({ id }), [], `${JSON.stringify(id)} is not there yet`)
      await connections.create(aConnectionRecord({ id, description: `of ${id}` }))
    }
    for (const id of distinctIds) {
      const { record } = only(await connections.load({ id }))
      assert.equal(record.connection.description, `of ${id}`)
    }
  },

  'load by loginPath tells paths apart byte by byte': async ({ connections }) => {
    for (const [index, loginPath] of distinctIds.entries()) {
      const record = aConnectionRecord({ id: `con_${index}`, loginPath })
      const path = JSON.stringify(loginPath)
      assert.equal(await connections.create(record), 'created', `${path} is another path`)
    }
    for (const [index, loginPath] of distinctIds.entries()) {
      assert.deepEqual(await loadedIds({ connections }, { loginPath }), [`con_${index}`])
    }
  },

  'load by issuer tells issuers apart byte by byte': async ({ connections }) => {
    const issuers = distinctIds.map((id) => `https://idp.example/${id}`)
    for (const [index, each] of issuers.entries()) {
      await connections.create(aConnectionRecord({ id: `con_${index}` }, { issuers: [each, '%'] }))
    }
    for (const [index, each] of issuers.entries()) {
      assert.deepEqual(await loadedIds({ connections }, { issuer: each }), [`con_${index}`])
    }
  },

  'load by id or loginPath finds drafts and disabled connections too': async ({ connections }) => {
    for (const status of ['draft', 'active', 'disabled'] as const) {
      await connections.create(aConnectionRecord({ id: status, loginPath: `to-${status}`, status }))
      assert.deepEqual(await loadedIds({ connections }, { id: status }), [status])
      assert.deepEqual(await loadedIds({ connections }, { loginPath: `to-${status}` }), [status])
    }
  },

  'load by issuer or verified domain finds active connections only': async (storage) => {
    await storage.domains.claim(aDomainClaim())
    await storage.domains.verify('dom_1', 1, aDomainClaim({ state: 'verified', version: 2 }), null)
    for (const status of ['draft', 'active', 'disabled'] as const) {
      await storage.connections.create(aConnectionRecord({ id: status, status }))
    }
    assert.deepEqual(await loadedIds(storage, { issuer }), ['active'])
    assert.deepEqual(await loadedIds(storage, { verifiedDomains: ['acme.example'] }), ['active'])
  },

  'load by issuer follows the status and the issuers of an update': async (storage) => {
    const record = aConnectionRecord({ status: 'draft' }, { issuers: ['old', 'kept'] })
    await storage.connections.create(record)
    const changed = { ...revised(record, { status: 'active' }), issuers: ['kept', 'new'] }
    await storage.connections.update('con_1', 1, changed)
    assert.deepEqual(await loadedIds(storage, { issuer: 'old' }), [])
    assert.deepEqual(await loadedIds(storage, { issuer: 'kept' }), ['con_1'])
    assert.deepEqual(await loadedIds(storage, { issuer: 'new' }), ['con_1'])
    await storage.connections.update('con_1', 2, { ...revised(changed), issuers: [] })
    assert.deepEqual(await loadedIds(storage, { issuer: 'kept' }), [])
  },

  'load brings the policy and all verified domains of the organisation': async (storage) => {
    const policy = aPolicy({ mode: 'enforced_new', isIrreversible: true })
    await storage.organizations.update('org_1', 0, policy)
    const domains = Array.from({ length: 25 }, (_, index) => `acme-${index + 10}.example`)
    for (const domain of domains) await verified(storage, 'org_1', domain, domain > 'acme-20')
    await storage.connections.create(aConnectionRecord({ loginPath: 'acme' }))
    const expected = domains.map((domain) => ({ domain, coversSubdomains: domain > 'acme-20' }))
    for (const query of [
      { id: 'con_1' },
      { loginPath: 'acme' },
      { issuer },
      { verifiedDomains: domains },
    ]) {
      const loaded = only(await storage.connections.load(query))
      assert.deepEqual(loaded.policy, policy)
      assert.deepEqual(domainsByName(loaded), expected)
    }
  },

  'load brings only domains that are verified now': async (storage) => {
    await storage.connections.create(aConnectionRecord())
    for (const state of ['unstarted', 'pending', 'failed', 'expired'] as const) {
      await storage.domains.claim(aDomainClaim({ id: state, domain: `${state}.example`, state }))
    }
    await verified(storage, 'org_1', 'kept.example')
    const lost = await verified(storage, 'org_1', 'lost.example')
    const released = await verified(storage, 'org_1', 'released.example')
    await storage.domains.update(lost.id, 2, { ...lost, state: 'lost', version: 3 })
    await storage.domains.release(released.id, 2)
    const loaded = only(await storage.connections.load({ id: 'con_1' }))
    assert.deepEqual(loaded.verifiedDomains, [{ domain: 'kept.example', coversSubdomains: false }])
    assert.deepEqual(await loadedIds(storage, { verifiedDomains: ['kept.example'] }), ['con_1'])
    for (const name of ['lost', 'released', 'pending', 'unstarted', 'failed', 'expired']) {
      const verifiedDomains = [`${name}.example`]
      assert.deepEqual(await loadedIds(storage, { verifiedDomains }), [], `${name} proves nothing`)
    }
  },

  'load never brings domains or the policy of another organisation': async (storage) => {
    const organizationIds = ['org', 'ORG', 'org ', 'örg', 'org%', '__proto__', 'constructor']
    for (const [index, organizationId] of organizationIds.entries()) {
      await storage.connections.create(aConnectionRecord({ id: `con_${index}`, organizationId }))
      await storage.organizations.update(organizationId, 0, aPolicy({ organizationId }))
      await verified(storage, organizationId, `acme-${index}.example`)
      // Everybody may claim what another organisation has verified; a claim proves nothing.
      await storage.domains.claim(
        aDomainClaim({ id: `claim_${index}`, organizationId, domain: 'acme-0.example' }),
      )
    }
    for (const loaded of await storage.connections.load({ issuer })) {
      const index = organizationIds.indexOf(loaded.record.connection.organizationId)
      assert.equal(loaded.policy?.organizationId, organizationIds[index])
      assert.deepEqual(domainsByName(loaded), [
        { domain: `acme-${index}.example`, coversSubdomains: false },
      ])
    }
    assert.deepEqual(await loadedIds(storage, { verifiedDomains: ['acme-0.example'] }), ['con_0'])
  },

  'load gives copies: changing a result changes nothing stored': async (storage) => {
    const policy = aPolicy()
    const record = aConnectionRecord()
    await storage.organizations.update('org_1', 0, policy)
    await verified(storage, 'org_1', 'acme.example')
    await storage.connections.create(record)
    deface(await storage.connections.load({ id: 'con_1' }))
    const loaded = only(await storage.connections.load({ id: 'con_1' }))
    const verifiedDomains = [{ domain: 'acme.example', coversSubdomains: false }]
    assert.deepEqual(loaded, { record: aConnectionRecord(), policy: aPolicy(), verifiedDomains })
  },
}

function domainsByName(loaded: LoadedConnection): LoadedConnection['verifiedDomains'] {
  return [...loaded.verifiedDomains].sort((left, right) => (left.domain < right.domain ? -1 : 1))
}
