import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { escapeHtml } from '../../src/http/html.ts'
import type { JsonObject } from '../../src/index.ts'
import { de } from '../../src/portal/locales/de/index.ts'
import { translated } from '../../src/portal/told.ts'
import { samlUrls, spMetadata } from '../../src/saml/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../src/testing/saml/index.ts'
import { sections } from '../conformance/troubleshooting/cases.ts'
import { asSystem, baseUrl } from '../support/harness.ts'
import { complete, openedPage, portalJourney } from '../support/portal-journey.ts'
import { errorOf } from '../support/saml-refusal.ts'

/**
 * Rows of docs/troubleshooting.md that show in the form where the mistake is entered. The others show on
 * pages about checks and attempts: the tests of test/conformance/troubleshooting look there.
 */
/** Names in it are marked up, and otherwise stand between backticks. */
const shownIn = (body: string): string => body.replaceAll(/<\/?code>/g, '')
const plain = (sentence = ''): string => sentence.replaceAll('`', '')

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter((line) => /^\|[^|]*\|[^|]*`connection_invalid`/.test(line))
const cases = sections.flatMap((section) => section.cases)

const idp = createMockSamlIdp()

/** What is entered, by the id of the case. */
const entered: Readonly<Record<string, { readonly kind: string; readonly settings: JsonObject }>> =
  {
    'metadata-html': metadata('<!doctype html><html><body>Sign in</body></html>'),
    'metadata-of-an-application': metadata(
      spMetadata({}, samlUrls({ baseUrl, connectionId: 'con_1' }), []),
    ),
    'metadata-expired': metadata(
      idp.metadata().replace('<md:EntityDescriptor ', '$&validUntil="2020-01-01T00:00:00Z" '),
    ),
    'certificate-weak': metadata(
      createMockSamlIdp({ key: createMockKeyPair({ type: 'rsa-1024' }) }).metadata(),
    ),
    'provider-on-premises': {
      kind: 'generic:oidc',
      settings: { issuer: 'https://10.0.0.5', clientId: 'c' },
    },
  }

function metadata(metadataXml: string) {
  return { kind: 'generic:saml', settings: { metadataXml } }
}

/** The values, sent by the admin's browser. */
async function sent(id: string, locale: string) {
  const { kind = '', settings = {} } = entered[id] ?? {}
  const world = await openedPage(kind, 'values', portalJourney({}, { locale }))
  const fields = Object.entries(settings).map(([name, value]) => [`settings.${name}`, value])
  const answer = await world.admin.submit(world.page, Object.fromEntries(fields), {
    form: '/values',
  })
  const refused = await errorOf(world.sso.connections.update(world.id, { settings }, asSystem))
  return { answer, issues: refused.issues ?? [] }
}

describe('a misconfiguration that is met in a form of the portal', () => {
  it('is each of those rows', () => {
    const problems = rows.map((row) => row.split('|')[1]?.trim())
    const tested = Object.keys(entered).map((id) => cases.find((one) => one.id === id)?.problem)
    expect(tested.sort()).toEqual(problems.sort())
  })

  it.each(Object.keys(entered))('shows the fix of its row: %s', async (id) => {
    const { names = [] } = cases.find((one) => one.id === id) ?? {}
    const { answer, issues } = await sent(id, 'en')
    expect(answer.status).toBe(422)
    const [issue] = issues
    expect(shownIn(answer.body)).toContain(escapeHtml(plain(issue?.hint)))
    for (const name of names) expect(issue?.hint).toContain(name)

    const german = await sent(id, 'de')
    const hint = translated(de, german.issues[0]?.hint ?? '')
    expect(hint).toBeDefined()
    expect(shownIn(german.answer.body)).toContain(escapeHtml(plain(hint)))
  })

  it('is to check twice within a minute', async () => {
    const journey = portalJourney()
    const { admin, page: opened } = await openedPage(
      ...(['generic:oidc', 'test', journey, complete(journey)] as const),
    )
    const once = await admin.submit(opened, { action: 'check' }, { form: 'Check' })
    const twice = await admin.submit(once, { action: 'check' }, { form: 'Check' })
    expect(twice.status).toBe(429)
    expect(twice.body).toMatch(/Please wait \d+ seconds between two checks\./)
  })
})
