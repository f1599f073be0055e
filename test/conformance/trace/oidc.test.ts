import { describe, expect, it } from 'vitest'
import { systemActor, type TraceEntry } from '../../../src/index.ts'
import {
  type AttemptOptions,
  createScene,
  type Scene,
  type SceneOptions,
  signIn,
} from '../oidc/scene.ts'
import { ACCEPTED, type Defect, expected, UNRECORDED } from './oidc-defects.ts'
import { expectTruthful } from './truth.ts'

const contoso = '11111111-aaaa-4333-8444-555555555555'
const tenant: SceneOptions = {
  provider: {
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    people: [{ sub: 'ann', tid: contoso, email: 'ann@example.com' }],
  },
  settings: { allowedTenants: [contoso] },
}
/** Seven days, after which keys that could not be renewed are not believed: less the way back. */
const ALMOST_STALE_SECONDS = 7 * 86_400 - 300

/** What a defect needs to show itself. */
function sceneOf(name: Defect): SceneOptions {
  if (/tenant/.test(name)) return tenant
  if (name.startsWith('iss_')) return { provider: { sendsIssuer: true } }
  if (name.startsWith('groups_')) {
    return { input: { claims: { groups: 'groups' } }, settings: { userinfo: 'always' } }
  }
  if (/^userinfo_(un|by|en|wrong|missing_[ai]|ex|lo)/.test(name)) {
    return { provider: { isThin: true, signsUserinfo: true } }
  }
  if (name.startsWith('userinfo_')) return { provider: { isThin: true } }
  if (/pushed/.test(name)) return { provider: { pushedRequests: 'advertised' } }
  if (/rsa|exponent/.test(name)) return { provider: { algorithm: 'RS256' } }
  if (name === 'slow') return { config: { network: { timeoutMilliseconds: 300 } } }
  return {}
}

/** What turns bad while the person is away is the document, once the stored copy is too old. */
const isDocumentDefect = (name: Defect) => /^(discovery|jwks)_/.test(name)

async function attempt(scene: Scene, options: AttemptOptions = {}) {
  const outcome = await signIn(scene, options)
  await scene.settled()
  return outcome
}

function attemptWith(scene: Scene, name: Defect, options: AttemptOptions) {
  if (!isDocumentDefect(name)) {
    scene.idp.tamper(name)
    return attempt(scene, options)
  }
  scene.clock.advance(ALMOST_STALE_SECONDS)
  const meanwhile = () => {
    scene.idp.tamper(name)
    scene.clock.advance(400)
  }
  return attempt(scene, { ...options, meanwhile })
}

/** What went to the provider and back, and who it is about: nothing of it belongs into a trace. */
function secretsOf({ idp }: Scene): readonly string[] {
  const sent = idp.requests.flatMap(({ body, headers }) => [
    ...['code', 'code_verifier', 'client_secret'].map((name) =>
      new URLSearchParams(body).get(name),
    ),
    headers.authorization?.split(' ')[1],
  ])
  // How JSON that begins with alg, typ, kid or iss looks in base64url; log ids have less in common.
  const tokens = ['eyJhbGci', 'eyJ0eXAi', 'eyJraWQi', 'eyJpc3Mi']
  const known = [idp.clientSecret, 'ann@example.com', 'Ann Example', ...tokens]
  return [...known, ...sent].filter((text) => typeof text === 'string' && text !== '') as string[]
}

const entriesOf = ({ sso, connectionId }: Scene): Promise<readonly TraceEntry[]> =>
  sso.connections.trace(connectionId, { actor: systemActor })

describe('the trace of a sign-in with OpenID Connect', () => {
  it.each(Object.entries(expected) as [Defect, string][])('%s fails at %s', async (name, check) => {
    const scene = await createScene(sceneOf(name))
    const options = /auth_time/.test(name) ? { maxAge: 60 } : {}
    await attempt(scene, options)
    const [honest] = await entriesOf(scene)
    scene.clock.advance(1)
    const { error, login } = await attemptWith(scene, name, options)
    const [entry, ...others] = await entriesOf(scene)
    for (const secret of secretsOf(scene)) expect(JSON.stringify(entry)).not.toContain(secret)
    if (check === UNRECORDED) {
      expect(error).toBeDefined()
      expect([entry?.id, others]).toEqual([honest?.id, []])
      return
    }
    if (check === ACCEPTED) {
      expect(login).toBeDefined()
      expect(entry?.outcome).toBe('signed_in')
      expect(entry?.checks.filter(({ status }) => status === 'fail')).toEqual([])
      return
    }
    // Whether the answer contained an error besides is not looked at any more.
    const unknown = check === 'authorization_response' ? ['provider_decision'] : []
    expectTruthful(entry, { honest, check, code: error?.code, unknown })
    for (const one of unknown)
      expect(entry?.checks).toContainEqual({ name: one, status: 'skipped' })
  })

  it('has passed everything that an honest sign-in is checked for', async () => {
    const scene = await createScene()
    await attempt(scene)
    const [entry] = await entriesOf(scene)
    expect(entry?.outcome).toBe('signed_in')
    const named = (status: string) =>
      entry?.checks.filter((check) => check.status === status).map(({ name }) => name)
    expect(named('pass')).toEqual([
      ...['flow', 'connection', 'single_use', 'provider_documents', 'answer_issuer'],
      ...['provider_decision', 'authorization_response', 'client_authentication', 'token_request'],
      ...['id_token_form', 'id_token_algorithm', 'signing_key', 'id_token_signature'],
      ...['id_token_kind', 'id_token_claims', 'id_token_issuer', 'id_token_audience'],
      ...['id_token_times', 'nonce', 'token_hashes', 'claims', 'session'],
    ])
    expect(named('skipped')).toEqual([
      ...['userinfo', 'all_groups', 'account_directory', 'email_domain', 'groups', 'account'],
      ...['provisioning', 'join', 'host_session'],
    ])
  })

  it('says of an answer that came twice that it was used before, and no more', async () => {
    const scene = await createScene()
    const sent: Request[] = []
    await attempt(scene, {
      change(answer) {
        const request = answer.toRequest()
        sent.push(request)
        return request
      },
    })
    scene.clock.advance(1)
    const [request] = sent
    if (request) await scene.sso.handler(request.clone())
    await scene.settled()
    const [entry] = await entriesOf(scene)
    const begun = entry?.checks.filter(({ status }) => status !== 'skipped')
    expect(begun).toMatchObject([
      { name: 'flow', status: 'pass' },
      { name: 'connection', status: 'pass' },
      { name: 'single_use', status: 'fail', code: 'login_replayed' },
    ])
  })
})
