import { attempt } from '../../connection/attempt.ts'
import { checkOfIssue, passed, unclear } from '../../connection/checks.ts'
import { clockCheck } from '../../connection/clock-check.ts'
import { watchClock } from '../../core/clock-watch.ts'
import type { SsoIssue } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import type { CheckContext } from '../../types/provider.ts'
import { clientIssues } from '../client-issues.ts'
import { fetchKeySet, fetchMetadata } from '../discovery.ts'
import { bringsCode } from '../response-type.ts'
import { settingsOf } from '../settings.ts'
import { toleranceOf } from '../token-claims.ts'
import { clientProbe } from '../vendors/client-probe.ts'
import { probeClient } from './client-probe.ts'
import { clientVerdict } from './client-verdict.ts'
import { documentChecks } from './document-checks.ts'
import type { ConnectionFacts, ProviderFacts } from './facts.ts'
import { algorithmCheck, keyCheck } from './key-checks.ts'
import { metadataChecks, unlistedMethod } from './metadata-checks.ts'
import { probeRedirectUri } from './redirect-probe.ts'
import { redirectUriCheck, requestChecks } from './redirect-verdict.ts'

/** Examines a connection with which nobody signs in: documents first, then what they make possible. */
export async function checkOidc(context: CheckContext): Promise<readonly Check[]> {
  const settings = settingsOf(context.settings)
  const { profile, urls, hasSharedCallback, acceptsMixUpRisk, hasSingleLogout } = context
  const connection: ConnectionFacts = {
    ...{ settings, profile, redirectUri: urls.callback },
    ...{ hasSharedCallback, acceptsMixUpRisk, hasSingleLogout },
  }
  const { fetch, latest } = watchClock(context)
  // The provider is asked anew, whatever it said before.
  const trust = { ...context.trust, document: undefined }
  const watched = { ...context, trust, fetch }
  const document = await attempt(() => fetchMetadata(settings, watched))
  const checks = [...documentChecks(document, connection)]
  if ('value' in document) {
    const facts: ProviderFacts = { ...connection, metadata: document.value }
    checks.push(...(await providerChecks(facts, watched)))
  }
  return [...checks, clockCheck(latest(), toleranceOf(settings.clockToleranceSeconds))]
}

async function providerChecks(
  facts: ProviderFacts,
  context: CheckContext,
): Promise<readonly Check[]> {
  const { metadata } = facts
  const keys = await attempt(() => fetchKeySet(metadata.jwks_uri ?? '', context))
  const secretBytes = await attempt(async () => lengthOf(await context.secret('clientSecret')))
  const client = clientSupport(facts, await clientIssues(metadata, context))
  // A secret goes out only for a client that could also sign in.
  const isProbed = hasProof(facts) && client.every(({ status }) => status !== 'fail')
  if (isProbed) await context.reserveProbe()
  return [
    ...keyCheck(keys),
    algorithmCheck(facts, 'value' in secretBytes ? secretBytes.value : undefined),
    ...metadataChecks(facts),
    ...client,
    ...(await requestAnswerChecks(facts, context)),
    ...(isProbed ? await credentialChecks(facts, context) : [unprobed(facts)]),
  ]
}

const lengthOf = (secret: string | undefined) =>
  secret === undefined ? undefined : new TextEncoder().encode(secret).byteLength

/** Whether the provider would listen to this client, by what it publishes. */
function clientSupport(facts: ProviderFacts, issues: readonly SsoIssue[]): readonly Check[] {
  const name = 'client_authentication'
  const problems = issues.map((issue) => {
    const isMethod = issue.path === 'settings.clientAuthentication'
    return checkOfIssue(isMethod ? name : 'pushed_requests', issue)
  })
  const message = 'The provider takes the client authentication that this connection uses.'
  return problems.length > 0 ? problems : [unlistedMethod(facts) ?? passed(name, message)]
}

async function requestAnswerChecks(
  facts: ProviderFacts,
  context: CheckContext,
): Promise<readonly Check[]> {
  if (facts.metadata.require_pushed_authorization_requests === true) {
    const message = 'The provider takes pushed requests only, and those are sent by sign-ins alone.'
    return [unclear('redirect_uri', message)]
  }
  const outcome = await attempt(() => probeRedirectUri(facts.metadata, context))
  // A browser may reach what this server does not.
  if ('error' in outcome) return [redirectUriCheck(undefined, facts)]
  const { page, isSentBack, error } = outcome.value
  return [redirectUriCheck(page, facts), ...(isSentBack ? requestChecks(error, facts) : [])]
}

async function credentialChecks(
  facts: ProviderFacts,
  context: CheckContext,
): Promise<readonly Check[]> {
  const { settings, metadata, profile } = facts
  const probe = clientProbe(settings, profile)
  const { answer, control } = await probeClient(metadata, probe, context)
  return clientVerdict(answer, control, probe, facts)
}

/** Whether a sign-in sends anything to the token endpoint that proves the client. */
const hasProof = ({ settings }: ProviderFacts): boolean =>
  settings.clientAuthentication !== 'none' && bringsCode(settings)

function unprobed(facts: ProviderFacts): Check {
  const message = !hasProof(facts)
    ? 'A public client has nothing to prove.'
    : 'The client was not presented to the provider, which would not listen to it.'
  return unclear('client_credentials', message)
}
