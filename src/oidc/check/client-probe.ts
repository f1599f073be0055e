import { type Attempt, attempt } from '../../connection/attempt.ts'
import { randomToken } from '../../crypto/random.ts'
import type { JsonObject } from '../../types/json.ts'
import type { CheckContext } from '../../types/provider.ts'
import { clientAuthentication } from '../client-authentication.ts'
import { checkAuthorizationResponse, redeemCode } from '../exchange.ts'
import type { OidcTrust } from '../metadata.ts'
import { explained } from '../explained.ts'
import { settingsOf } from '../settings.ts'
import type { ClientProbe } from '../vendors/vendor.ts'
import { type ProbeAnswer, readProbeAnswer } from './client-verdict.ts'

/** What both requests of an examination were answered; the second one is not always needed. */
export interface ProbeAnswers {
  readonly answer: ProbeAnswer
  readonly control?: ProbeAnswer
}

/**
 * Presents the client to the token endpoint with a code that nobody was given: one request, and where
 * its answer leaves it open, one more with a made-up secret in place of the stored one (rule T6). No
 * other grant is ever tried.
 */
export async function probeClient(
  metadata: OidcTrust['metadata'],
  probe: ClientProbe,
  context: CheckContext,
): Promise<ProbeAnswers> {
  const send = async (secret: CheckContext['secret']) =>
    readProbeAnswer(await redeemMadeUpCode(metadata, { ...context, secret }), probe)
  const answer = await send(context.secret)
  if (answer.kind !== 'code_refused' || probe.isClientCheckedFirst) return { answer }
  return { answer, control: await send((field) => madeUpSecret(field, context)) }
}

function redeemMadeUpCode(
  metadata: OidcTrust['metadata'],
  context: CheckContext,
): Promise<Attempt<unknown>> {
  const settings = settingsOf(context.settings)
  const { clientId } = settings
  const state = randomToken()
  return attempt(async () => {
    const endpoint = metadata.token_endpoint ?? ''
    const authentication = await clientAuthentication(settings, metadata, { ...context, endpoint })
    const parameters = new Map([
      ...([
        ['code', randomToken()],
        ['state', state],
        ['iss', metadata.issuer],
      ] as const),
    ])
    const code = checkAuthorizationResponse(parameters, { metadata, clientId, state })
    const redirectUri = context.urls.callback
    const request = { metadata, clientId, authentication, redirectUri, codeVerifier: randomToken() }
    return explained(redeemCode(code, request, context))
  })
}

/** Of the same kind, so that the same method of authentication is chosen. */
async function madeUpSecret(field: string, context: CheckContext): Promise<string | undefined> {
  const stored = await context.secret(field)
  if (stored === undefined) return undefined
  return field === 'privateKey' ? strangersKey(stored) : randomToken()
}

/** Another key under the same id: whoever verifies signatures must refuse it. */
async function strangersKey(stored: string): Promise<string> {
  const [{ readClientKey }, { generateKeyPair }, { exportJWK }] = await Promise.all([
    import('../client-keys.ts'),
    import('jose/key/generate/keypair'),
    import('jose/key/export'),
  ])
  const { keyId, algorithms } = await readClientKey(stored)
  const { privateKey } = await generateKeyPair(algorithms[0] ?? 'RS256', { extractable: true })
  return JSON.stringify({ ...((await exportJWK(privateKey)) as JsonObject), kid: keyId })
}
