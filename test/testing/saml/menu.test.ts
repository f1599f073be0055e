import { describe, expect, it } from 'vitest'
import {
  honestVariants,
  samlDefects,
  samlLogoutDefects,
  type SamlLogoutDefect,
  type SamlDefect,
  type SamlVariant,
  validLogoutRequest,
  validLogoutResponse,
  validSamlResponse,
} from '../../../src/testing/saml/index.ts'

const defects = Object.keys(samlDefects) as SamlDefect[]
const variants = Object.keys(honestVariants) as SamlVariant[]
const logoutDefects = Object.keys(samlLogoutDefects) as SamlLogoutDefect[]

/** With these, and RSA without salt, equal messages are equal to the last byte. */
const fixed = {
  ...{ now: new Date('2026-01-01T12:00:00Z'), inResponseTo: '_request', sessionIndex: '_session' },
  ...{ responseId: '_response', assertionId: '_assertion' },
}

describe('the menu', () => {
  it('names each thing once', () => {
    const all = [...defects, ...variants, ...logoutDefects]
    expect(new Set(all).size).toBe(all.length)
  })

  it('has something for every rule that a response can break', () => {
    const rules = new Set(Object.values(samlDefects).map(({ rule }) => rule))
    const unbroken = [
      // Of requests and logout: in the other menu, or what an SP writes itself.
      ...['S4', 'S23', 'S24', 'S26'],
      // How a verifier works inside, which no single message shows.
      ...['S5', 'X6', 'X7'],
    ]
    const broken = [
      ...Array.from({ length: 26 }, (_, index) => `S${index + 1}`),
      ...Array.from({ length: 7 }, (_, index) => `X${index + 1}`),
    ].filter((rule) => !unbroken.includes(rule))
    expect([...rules].toSorted()).toEqual(broken.toSorted())
  })

  it.each([samlDefects, honestVariants, samlLogoutDefects].flatMap((menu) => Object.entries(menu)))(
    'describes %s in a sentence and by its rule',
    (_, { rule, description }) => {
      expect(rule).toMatch(/^[SX]\d{1,2}$/)
      expect(description).toMatch(/^\P{Ll}.{5,100}[.?]$/u)
    },
  )

  it('is all different from an honest message', () => {
    const honest = validSamlResponse(fixed).samlResponse
    expect(validSamlResponse(fixed).samlResponse).toBe(honest)
    const same = [
      ...defects.filter(
        (name) => validSamlResponse({ ...fixed, defects: [name] }).samlResponse === honest,
      ),
      ...variants.filter(
        (name) => validSamlResponse({ ...fixed, variants: [name] }).samlResponse === honest,
      ),
    ]
    expect(same).toEqual([
      // Known only by what came before.
      'replayed',
      // The default.
      'both_signed',
      // The same message from the same provider; what differs is what the connection is told.
      'several_certificates',
    ])
  })

  it('is all different from honest logout messages', () => {
    const about = {
      ...{ now: fixed.now, id: '_message', inResponseTo: '_request' },
      relayState: 'r',
    }
    const messages = (names: readonly SamlLogoutDefect[]) => {
      const request = validLogoutRequest({ ...about, defects: names })
      const response = validLogoutResponse({ ...about, defects: names })
      return [request.samlRequest, request.query, response.samlResponse, response.query]
    }
    const honest = messages([])
    expect(messages([])).toEqual(honest)
    for (const name of logoutDefects) {
      const changed = messages([name]).map((message, index) => message !== honest[index])
      const isOfRequests = /expired|without_end|name_id|wrapped/.test(name)
      const isOfResponses = /in_response_to|status/.test(name)
      const isOfPost = !name.startsWith('redirect')
      const isOfRedirect = !/wrapped|name_id_changed/.test(name)
      expect([name, ...changed]).toEqual([
        name,
        isOfPost && !isOfResponses,
        isOfRedirect && !isOfResponses,
        isOfPost && !isOfRequests,
        isOfRedirect && !isOfRequests,
      ])
    }
  })

  it('can be combined', () => {
    const { xml } = validSamlResponse({
      defects: ['issuer_wrong', 'audience_missing'],
      variants: ['pretty_printed'],
    })
    expect(xml).toContain('https://other-idp.example.com/metadata</saml:Issuer>')
    expect(xml).not.toContain('<saml:Audience>')
    expect(xml).toContain('\n  <saml:Assertion')
  })
})
