import { describe, expect, it } from 'vitest'
import { connectionInput, connectionTexts, profiles } from '../../src/guides/index.ts'
import { type Connection, createSso, systemActor } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { baseUrl, secretA } from '../support/harness.ts'

const actor = { actor: systemActor }

/** What a form with these fields means. */
const inputOf = (fields: Record<string, unknown>, paths: readonly string[] = Object.keys(fields)) =>
  connectionInput(paths, (path) => fields[path])

describe('connectionInput', () => {
  it('puts every text where its path says', () => {
    const fields = {
      description: 'Okta of Acme',
      loginPath: 'acme',
      'settings.clientId': '0oa1',
      'settings.entered.issuer': 'https://acme.okta.com',
      'settings.endpoints.token': 'https://acme.okta.com/token',
      'settings.endpoints.userinfo': 'https://acme.okta.com/userinfo',
      'secrets.clientSecret': 'secret-1',
      'claims.groups': 'groups',
      'access.provisioning': 'invite',
    }
    expect(inputOf(fields)).toEqual({
      ...{ description: 'Okta of Acme', loginPath: 'acme' },
      settings: {
        clientId: '0oa1',
        entered: { issuer: 'https://acme.okta.com' },
        endpoints: {
          token: 'https://acme.okta.com/token',
          userinfo: 'https://acme.okta.com/userinfo',
        },
      },
      secrets: { clientSecret: 'secret-1' },
      claims: { groups: 'groups' },
      access: { provisioning: 'invite' },
    })
  })

  it('puts back to its default what was emptied', () => {
    const fields = {
      ...{ loginPath: '', description: '  ', 'settings.issuer': '', 'claims.groups': ' ' },
      ...{ 'settings.endpoints.token': '', 'settings.endpoints.userinfo': '' },
    }
    expect(inputOf(fields)).toEqual({
      ...{ loginPath: null, description: null, claims: { groups: null } },
      settings: { issuer: null, endpoints: null },
    })
  })

  it('leaves alone what was not sent, and what no form shows', () => {
    expect(inputOf({}, ['description', 'settings.clientId', 'secrets.clientSecret'])).toEqual({})
    expect(inputOf({ 'secrets.clientSecret': ' ', 'settings.metadataXml': '' })).toEqual({})
  })

  it('takes the fields of the form and nothing else that was sent', () => {
    const sent = { 'settings.clientId': '0oa1', 'access.emailDomains': 'any', action: 'save' }
    expect(inputOf(sent, ['settings.clientId'])).toEqual({ settings: { clientId: '0oa1' } })
  })

  it('takes a text only: a field that was sent twice was not sent', () => {
    for (const value of [['a', 'b'], { a: 'b' }, 7, true, null]) {
      expect(inputOf({ 'settings.clientId': value, description: value })).toEqual({})
    }
  })

  it('drops white space around a text, and none within', () => {
    expect(inputOf({ description: ' Okta of\tAcme \n' })).toEqual({ description: 'Okta of\tAcme' })
  })
})

describe('connectionTexts', () => {
  const create = async (input: object): Promise<Connection> => {
    const sso = createSso({
      ...{ baseUrl, secrets: [secretA], providers: [oidc()], storage: memoryStorage() },
    })
    const whose = { organizationId: 'org_1', protocol: 'oidc', profile: 'okta' }
    return sso.connections.create({ ...whose, ...input }, actor)
  }

  it('gives back what a form has stored, except for the secret', async () => {
    const paths = [
      ...['description', 'loginPath', 'claims.groups', 'access.emailDomains'],
      ...(profiles.find(({ id }) => id === 'okta')?.oidc.entries ?? []).map(({ path }) => path),
    ]
    expect(paths).toContain('secrets.clientSecret')
    const fields: Record<string, string> = {
      ...{ description: 'Okta of Acme', loginPath: 'acme', 'claims.groups': 'groups' },
      ...{ 'access.emailDomains': 'verified', 'settings.entered.domain': 'acme.okta.com' },
      ...{ 'settings.clientId': '0oa1', 'secrets.clientSecret': 'very secret' },
    }
    const texts = connectionTexts(await create(inputOf(fields, paths)))
    for (const path of paths.filter((one) => one !== 'secrets.clientSecret')) {
      expect([path, texts.get(path)]).toEqual([path, fields[path]])
    }
    expect([...texts.values()].join()).not.toContain('very secret')
    expect([...texts.keys()].filter((path) => path.startsWith('secrets'))).toEqual([])
  })

  it('shows the draft of a connection that has one, else what is live', async () => {
    const made = await create({ settings: { clientId: 'draft' } })
    const { draft, ...rest } = made
    if (!draft) throw new Error('no draft')
    const live = { ...draft, settings: { ...draft.settings, clientId: 'live' } }
    expect(connectionTexts({ ...made, live }).get('settings.clientId')).toBe('draft')
    expect(connectionTexts({ ...rest, live }).get('settings.clientId')).toBe('live')
    expect(connectionTexts(rest).get('settings.clientId')).toBeUndefined()
  })

  it('has texts only', async () => {
    const texts = connectionTexts(await create({ session: { maxAgeSeconds: 60 } }))
    expect([...texts.keys()].filter((path) => path.startsWith('session'))).toEqual([])
    expect(texts.has('settings.scopes')).toBe(false)
  })
})
