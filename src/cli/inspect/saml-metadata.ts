import { checkOfIssue, failed, passed, warned } from '../../connection/checks.ts'
import { toSsoError } from '../../errors.ts'
import { fingerprintOf, readCertificate } from '../../saml/certificate.ts'
import { parseIdpMetadata } from '../../saml/idp-metadata.ts'
import type { IdpMetadata } from '../../saml/metadata.ts'
import { compareIdpMetadata, type TrustedSettings } from '../../saml/metadata-changes.ts'
import { samlSettingsOf } from '../../saml/settings.ts'
import { effectiveSettings } from '../../saml/trust.ts'
import type { SamlEndpoint } from '../../types/connection.ts'
import { type CliCheck, checksOf } from '../checks.ts'
import { type Fact, fact, type InspectedConnection, type Inspection } from './inspection.ts'

const name = 'metadata'

/** Reads metadata as an import would; with a connection, says what differs from what it trusts. */
export async function inspectSamlMetadata(
  { xml, now }: { readonly xml: string; readonly now: Date },
  connection: InspectedConnection | undefined,
): Promise<Inspection> {
  const context = connection?.context
  const settings = context && samlSettingsOf(context.settings)
  const trusted = settings && effectiveSettings(settings, context.trust.document)
  try {
    const metadata = parseIdpMetadata(xml, {
      now,
      ...(trusted ? { entityId: trusted.idpEntityId } : {}),
      ...(context ? { allowsHttp: context.allowsHttp } : {}),
    })
    const checks: CliCheck[] = [
      passed(name, 'It describes an identity provider that can be used.'),
      ...metadata.warnings.map((issue) => checkOfIssue(name, issue, 'warn')),
      ...(trusted ? await comparisonChecks(trusted, metadata) : []),
    ]
    return { facts: await metadataFacts(metadata), checks, notes: [] }
  } catch (error) {
    const failure = toSsoError(error)
    return { facts: [], checks: checksOf(name, failure), failure, notes: [] }
  }
}

async function metadataFacts(metadata: IdpMetadata): Promise<readonly Fact[]> {
  const certificates = await Promise.all(metadata.signingCertificates.map(described))
  return [
    ...fact('entityID', metadata.entityId),
    ...fact('SingleSignOnService', metadata.ssoEndpoints.map(addressOf)),
    ...fact('SingleLogoutService', metadata.sloEndpoints.map(addressOf)),
    ...fact('Certificate', certificates),
    ...fact('NameIDFormat', metadata.nameIdFormats),
    ...fact('WantAuthnRequestsSigned', String(metadata.wantAuthnRequestsSigned)),
    ...fact('validUntil', metadata.validUntil),
  ].filter(({ values }) => values.length > 0)
}

const addressOf = ({ binding, location }: SamlEndpoint): string => `${binding} ${location}`

async function described(pem: string): Promise<string> {
  const { der, notAfter } = readCertificate(pem)
  return `SHA-256 ${await fingerprintOf(der)}, valid until ${notAfter.toISOString()}`
}

async function comparisonChecks(
  trusted: TrustedSettings,
  metadata: IdpMetadata,
): Promise<readonly CliCheck[]> {
  const decision = compareIdpMetadata(trusted, metadata, 'address')
  if (decision.kind === 'unchanged') {
    return [passed('connection', 'The connection trusts exactly what this says.')]
  }
  const { addedCertificates, removedCertificates, addedEndpoints, removedEndpoints } =
    decision.changes
  const hint = 'Import this file into the connection, if it is newer than what was imported.'
  const checks: CliCheck[] = []
  if (addedCertificates.length > 0) {
    const isReplaced = removedCertificates.length === trusted.signingCertificates.length
    const message = isReplaced
      ? 'The connection trusts none of its certificates, so what they sign is refused.'
      : 'The connection does not trust all of its certificates.'
    const received = (await Promise.all(addedCertificates.map(described))).join('; ')
    const check = isReplaced ? failed : warned
    checks.push(check('signing_certificates', message, hint, { received }))
  } else if (removedCertificates.length > 0) {
    const message = 'The connection trusts certificates that are not in it.'
    const received = (await Promise.all(removedCertificates.map(described))).join('; ')
    checks.push(warned('signing_certificates', message, hint, { received }))
  }
  if (addedEndpoints.length + removedEndpoints.length > 0) {
    checks.push(
      warned('endpoints', 'It names other addresses than the connection uses.', hint, {
        expected: removedEndpoints.map(addressOf).join(', ') || 'none besides',
        received: addedEndpoints.map(addressOf).join(', ') || 'none besides',
      }),
    )
  }
  return checks
}
