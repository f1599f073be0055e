import type { SignedPart } from '../saml/variation.ts'
import { randomId } from '../saml/facts.ts'
import { createMockKeyPair } from '../saml/index.ts'
import { sharedKeyPair } from '../saml/keys.ts'
import { idpDescriptor } from '../saml/metadata.ts'
import { nameIdFormat } from '../saml/uris.ts'
import { writeXml } from '../saml/write.ts'
import { checkExpression, evaluate, matching } from './expression.ts'
import { oktaId } from './ids.ts'
import { createAssignments, groupsOfAccess } from './people.ts'
import type { OktaPerson, OktaState, SamlClient } from './state.ts'
import type { MockOktaSamlApp, MockOktaSamlSettings } from './types.ts'

export function addSamlApp(state: OktaState, settings: MockOktaSamlSettings): MockOktaSamlApp {
  checkSettings(settings)
  const { assignments, assign, unassign } = createAssignments(state, settings.access)
  const key = oktaId('exk')
  const app: SamlClient = {
    ...{ key, settings, assignments, signOnUrl: signOnUrlOf(state, key, settings) },
    // The first key of the same app in an organisation of the same name: each costs some time.
    signingKey: sharedKeyPair(`${state.domain} ${state.samlApps.size}`),
  }
  state.samlApps.set(app.key, app)
  return {
    get settings() {
      return app.settings
    },
    metadata: () => metadataOf(app),
    metadataUrl: `${state.orgUrl}/app/${app.key}/sso/saml/metadata`,
    change(change) {
      checkSettings({ ...app.settings, ...change })
      app.settings = { ...app.settings, ...change }
      if (change.access === undefined) return
      assignments.groups.clear()
      for (const name of groupsOfAccess(change.access)) assignments.groups.add(name)
    },
    ...{ assign, unassign },
    rotateCertificate() {
      app.signingKey = createMockKeyPair({ commonName: state.domain })
    },
  }
}

function checkSettings({ attributes = {} }: MockOktaSamlSettings): void {
  for (const expression of Object.values(attributes)) checkExpression(expression)
}

/** Each app has an issuer of its own, which is a name and not an address. */
export const samlIssuer = ({ key }: SamlClient): string => `http://www.okta.com/${key}`

/** The part in the middle is Okta's name of the app: what it was called first. */
function signOnUrlOf(
  { domain, orgUrl }: OktaState,
  key: string,
  { name }: MockOktaSamlSettings,
): string {
  const organization = domain.split('.')[0] ?? ''
  const label = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return `${orgUrl}/app/${organization}_${label}_1/${key}/sso/saml`
}

export const samlTilePath = ({ key }: SamlClient): string => `/app/saml/${key}`

export function metadataOf(app: SamlClient): string {
  const descriptor = idpDescriptor({
    idpEntityId: samlIssuer(app),
    signingCertificates: [app.signingKey.certificate],
    ssoUrl: app.signOnUrl,
    sloUrl: null,
    nameIdFormats: [nameIdFormat.unspecified, nameIdFormat.emailAddress],
  })
  return `<?xml version="1.0" encoding="UTF-8"?>${writeXml(descriptor)}`
}

const formats: Readonly<Record<NonNullable<MockOktaSamlSettings['nameIdFormat']>, string>> = {
  Unspecified: nameIdFormat.unspecified,
  EmailAddress: nameIdFormat.emailAddress,
  x509SubjectName: 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName',
  Persistent: nameIdFormat.persistent,
  Transient: nameIdFormat.transient,
}

/** Who the app is told that it is: the format names it, and the application username is it. */
export function nameOf(
  { settings }: SamlClient,
  { login, email }: OktaPerson,
): { readonly nameId: string; readonly nameIdFormat: string } {
  const { nameIdFormat: format = 'Unspecified', applicationUsername = 'okta_username' } = settings
  const usernames = {
    okta_username: login,
    okta_username_prefix: login.split('@')[0] ?? login,
    email,
  }
  // saml-core section 8.3.8: of no use the next time.
  const nameId = format === 'Transient' ? randomId() : usernames[applicationUsername]
  return { nameId, nameIdFormat: formats[format] }
}

/** A statement without a value is left out. */
export function attributesOf(
  { settings }: SamlClient,
  person: OktaPerson,
): Readonly<Record<string, readonly string[]>> {
  const { attributes = {}, groups } = settings
  const statements = Object.entries(attributes).map(
    ([name, expression]) => [name, [evaluate(expression, person)]] as const,
  )
  const names = groups ? matching(person, groups.matches) : []
  return Object.fromEntries(
    groups && names.length > 0 ? [...statements, [groups.name, names] as const] : statements,
  )
}

export function signedParts({ settings }: SamlClient): SignedPart[] {
  return [
    ...(settings.assertion === 'Unsigned' ? [] : (['assertion'] as const)),
    ...(settings.response === 'Unsigned' ? [] : (['response'] as const)),
  ]
}
