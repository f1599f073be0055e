import { describe, expect, it } from 'vitest'
import { escapeHtml } from '../../src/http/html.ts'
import { de } from '../../src/portal/locales/de/index.ts'
import { en } from '../../src/portal/locales/en/index.ts'
import { told, translated } from '../../src/portal/told.ts'
import { errorTexts } from '../support/error-texts.ts'
import { anyPlace, sentencesIn } from '../support/sentences.ts'

/** Codes that no page of the portal shows, and why. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^(config_invalid|request_not_found)$/, 'developers alone meet them'],
  [/^join_/, 'about a person who is asked whether to join'],
  [/^session_/, 'results of `sso.refresh`'],
  [/^logout_/, 'about signing out'],
  [/^oidc_(logout_token|frontchannel|refreshed_token)_/, 'about sessions that run'],
  // Both have words of their own in the texts of the pages, by their code.
  [/^domain_(?!invalid)/, 'texts.domains.refusals'],
]

/** Where checks, tests and forms find what they say. */
const checks = [
  ...['oidc/check', 'saml/check', 'oidc/vendors/errors.ts', 'oidc/client-authentication.ts'],
  ...['connection/test-report.ts', 'connection/clock-check.ts', 'admin/check.ts', 'admin/gates.ts'],
  ...['access/preflight.ts', 'access/role-issues.ts', 'oidc/issuer-repair.ts'],
  ...['saml/certificate-warnings.ts', 'admin/discard.ts'],
]

/** A value in them is a phrase of English itself: better one language than two in one sentence. */
const untranslatable = [
  'Use {}.',
  'The provider publishes {}.',
  'The identity provider’s clock is {} of this server’s.',
]

const known = new Set(Object.keys(de.findings).map(anyPlace))
const placesIn = (text: string) => (text.match(/\{\d\}/g) ?? []).sort()
/** Names of fields at an identity provider, code and addresses. */
const keptIn = (text: string) => [
  ...(text.match(/“[^”{]+”/g) ?? []),
  ...(text.match(/`[^`]+`/g) ?? []),
  ...(text.match(/https?:\/\/[\w./-]+\w/g) ?? []),
]

describe('what checks, errors and tests say, in German', () => {
  it('is there for the message and the hint of every error that the pages can show', () => {
    const shown = Object.entries(errorTexts).filter(
      ([code]) => !elsewhere.some(([codes]) => codes.test(code)),
    )
    expect(shown.length).toBeGreaterThan(100)
    const missing = shown.flatMap(([code, { message, hint }]) =>
      [message, hint]
        .filter((text) => translated(de, text) === undefined)
        .map((text) => `${code}: ${text}`),
    )
    expect(missing).toEqual([])
  })

  it('is there for everything that a check can find', () => {
    const sentences = checks.flatMap(sentencesIn).map(anyPlace)
    expect(sentences.length).toBeGreaterThan(200)
    expect(untranslatable.filter((sentence) => !sentences.includes(sentence))).toEqual([])
    const missing = sentences.filter((sentence) => !known.has(sentence))
    expect(missing.filter((sentence) => !untranslatable.includes(sentence))).toEqual([])
  })

  it('translates nothing that nobody says any more', () => {
    const folders = ['access', 'admin', 'connection', 'core', 'domain', 'http', 'identity']
    const all = [...folders, 'login', 'oidc', 'saml', 'session', 'error-table.ts']
    const said = new Set(all.flatMap(sentencesIn).map(anyPlace))
    expect([...known].filter((sentence) => !said.has(sentence))).toEqual([])
  })

  it('keeps the values, the labels of identity providers, code and addresses', () => {
    for (const [english, german] of Object.entries(de.findings)) {
      expect(german.trim()).not.toBe('')
      expect(placesIn(german), english).toEqual(placesIn(english))
      for (const kept of keptIn(english)) expect(german, english).toContain(kept)
    }
  })

  it('puts values in their places, escaped and as they are', () => {
    const finding = (group: string) => `The group ${group} is mapped to Admin already.`
    expect(told(de, finding('staff')).markup).toBe('Die Gruppe staff ist schon Admin zugeordnet.')
    expect(told(de, finding(`<b>$&{1}`)).markup).toBe(
      'Die Gruppe &lt;b&gt;$&amp;{1} ist schon Admin zugeordnet.',
    )
    expect(told(de, finding('two\nlines')).markup).toContain('two\nlines')
  })

  it('sets names that somebody has to type apart, and makes no other markup', () => {
    expect(told(en, 'Pass keys: `saml({ keys })`, and `openid` & more.').markup).toBe(
      'Pass keys: <code>saml({ keys })</code>, and <code>openid</code> &amp; more.',
    )
    for (const text of ['`', 'one ` alone', '`<b>`', '`$&`', '``', `\`${'x'.repeat(61)}\``]) {
      expect(told(en, text).markup).toBe(escapeHtml(text))
    }
  })

  it('marks what is there in English only, and nothing else', () => {
    const unknown = 'A provider of the host’s own says <this>.'
    expect(told(de, unknown).markup).toBe(
      '<span lang="en">A provider of the host’s own says &lt;this&gt;.</span>',
    )
    expect(told(en, unknown).markup).not.toContain('lang')
    const british = { ...en, language: 'en-GB' }
    expect(told(british, unknown).markup).not.toContain('lang')
    // Sentences of the pages themselves stand in the same places.
    expect(told(de, de.common.expired).markup).toBe(de.common.expired)
    expect(told(de, '').markup).toBe('')
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(told(de, name).markup).toBe(`<span lang="en">${name}</span>`)
    }
    expect(told(de, `The group ${'x'.repeat(2000)} is mapped to A already.`).markup).toContain(
      'lang',
    )
  })
})
