import { describe, expect, it } from 'vitest'
import { beginSetup, setupSession } from '../../src/admin/setup-session.ts'
import { coreOf } from '../../src/core/core-of.ts'
import type { SetupLinkScope } from '../../src/index.ts'
import {
  answer,
  asSystem,
  baseUrl,
  begin,
  createHarness,
  fakeConnection,
  type Harness,
} from '../support/harness.ts'
import { errorOf } from '../support/saml-refusal.ts'

const codeOf = async (call: Promise<unknown>) => (await errorOf(call)).code
const edit = { settings: { idp: 'https://next.example' }, secrets: { apiKey: 'a new secret' } }

/** A live connection with a draft that somebody checked. */
async function drafted() {
  const harness = createHarness()
  const before = await harness.activeConnection()
  await harness.sso.connections.update(before.id, edit, asSystem)
  await harness.sso.connections.check(before.id, asSystem)
  const { connections } = harness.sso
  const current = () => connections.get(before.id, asSystem)
  return { ...harness, connections, before, current, id: before.id }
}

/** Whoever came by a link with this scope. */
async function bearer({ sso }: Harness, scope: SetupLinkScope) {
  const { url } = await sso.setupLinks.create('org_1', { ...asSystem, scope })
  const cookie = await beginSetup(coreOf(sso), url.slice(url.lastIndexOf('/') + 1))
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const session = await setupSession(coreOf(sso), new Request(baseUrl, { headers }))
  return { actor: session?.actor }
}

describe('connections.discardDraft', () => {
  it('leads back to what is live, without the draft’s secrets and evidence', async () => {
    const { connections, storage, before, current, id, events, ...harness } = await drafted()
    const drafts = await current()
    expect(drafts.check?.fingerprint).toBe(drafts.draft?.fingerprint)
    const told = events.length
    const after = await connections.discardDraft(id, { actor: 'carol' }).catch(() => undefined)
    // There is no `authorize`, so nobody but the operator may.
    expect(after).toBeUndefined()
    const discarded = await connections.discardDraft(id, asSystem)
    expect(discarded).toEqual(await current())
    expect(discarded.draft).toBeUndefined()
    expect(discarded.check).toBeUndefined()
    expect(discarded.live).toEqual(before.live)
    expect(discarded).toMatchObject({ status: 'active', version: drafts.version + 1 })
    const [loaded] = await storage.connections.load({ id })
    expect(loaded?.record.sealed.draft).toBeUndefined()
    expect(events.slice(told).map(({ type }) => type)).toEqual(['connection.updated'])
    const flow = await begin(harness, id)
    expect((await harness.sso.handler(answer(id, flow))).status).toBe(303)
  })

  it('does nothing without a draft', async () => {
    const harness = createHarness()
    const { id, version } = await harness.activeConnection()
    const told = harness.events.length
    const same = await harness.sso.connections.discardDraft(id, asSystem)
    expect(same.version).toBe(version)
    expect(harness.events).toHaveLength(told)
  })

  it('has nothing to go back to before a connection was live', async () => {
    const { sso } = createHarness()
    const { id, draft } = await sso.connections.create(fakeConnection, asSystem)
    const refused = await errorOf(sso.connections.discardDraft(id, asSystem))
    expect(refused.code).toBe('connection_invalid')
    expect(refused.message).toContain('never live')
    expect((await sso.connections.get(id, asSystem)).draft).toEqual(draft)
  })

  it('T2 refuses to discard what somebody has edited since', async () => {
    const { connections, current, id } = await drafted()
    const { version } = await current()
    await connections.update(id, { settings: { idp: 'https://third.example' } }, asSystem)
    const late = connections.discardDraft(id, { ...asSystem, expectedVersion: version })
    expect(await codeOf(late)).toBe('connection_conflict')
    expect((await current()).draft?.settings).toMatchObject({ idp: 'https://third.example' })
  })

  it('works for whoever lost their plan: it only leads back', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await harness.activeConnection()
    await harness.sso.connections.update(id, edit, asSystem)
    isAllowed = false
    const { draft } = await harness.sso.connections.discardDraft(id, asSystem)
    expect(draft).toBeUndefined()
  })

  it('T5 is not for a link that asks for two values only', async () => {
    const harness = await drafted()
    const { connections, current, id } = harness
    const narrow = await bearer(harness, { connectionId: id, fields: 'issuer_and_client_id' })
    expect(await codeOf(connections.discardDraft(id, narrow))).toBe('not_authorized')
    expect((await current()).draft).toBeDefined()
    const wide = await bearer(harness, { connectionId: id })
    expect((await connections.discardDraft(id, wide)).draft).toBeUndefined()
  })
})
