import { tracingChannel } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createSso, type SsoEvent, systemActor } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider, type OidcDefect } from '../../src/testing/oidc/index.ts'
import { baseUrl, cookiesOf, secretA } from '../support/harness.ts'

const clientSecret = 'marked-client-secret-4711'
const person = { sub: 'marked-subject', email: 'marked@example.com', name: 'Marked Name' }

/** One defect per way in which a step of a sign-in can fail, and ways in which the host can. */
const providerFailures: readonly OidcDefect[] = [
  'access_denied',
  'iss_wrong',
  'token_500',
  'token_html',
  'token_redirect',
  'token_without_id_token',
  'token_without_access_token',
  'invalid_client',
  'invalid_grant',
  'alg_none',
  'hs256_with_client_secret',
  'signature_by_other_key',
  'unknown_kid',
  'duplicate_member_payload',
  'payload_not_utf8',
  'encrypted_id_token',
  'json_serialization',
  'wrong_issuer',
  'wrong_audience',
  'expired',
  'wrong_nonce',
  'at_hash_wrong',
  'userinfo_other_subject',
  'userinfo_500',
  'userinfo_html',
]
type Step = 'reserve' | 'accounts' | 'sessions' | 'onLogin'
const hostFailures: readonly Step[] = ['reserve', 'accounts', 'sessions', 'onLogin']

/** Signs in once with everything marked, lets one thing fail, and returns all that became visible. */
async function failingSignIn(defect: OidcDefect | undefined, broken: Step | undefined) {
  const clock = fixedClock()
  const idp = createMockOidcProvider({
    clock,
    clientSecret,
    people: [person],
    algorithm: 'ES256',
    isThin: defect?.startsWith('userinfo_') === true,
  })
  const marks = new Set([clientSecret, person.sub, person.email, person.name])
  const events: SsoEvent[] = []
  const seen: string[] = []
  const boom = () => Promise.reject(new Error(`broken with ${[...marks].join(' ')}`))
  const memory = memoryStorage()
  const failing = <Port extends object>(port: Port, method: keyof Port, step: Step): Port =>
    broken === step ? { ...port, [method]: boom } : port
  const sso = createSso({
    baseUrl,
    secrets: [secretA],
    providers: [oidc()],
    activation: { requires: [] },
    storage: {
      ...memory,
      ephemeral: failing(memory.ephemeral, 'reserve', 'reserve'),
      sessions: failing(memory.sessions, 'put', 'sessions'),
    },
    clock,
    fetch: async (url, init) => {
      const response = await idp.fetch(url, init)
      const body = await response.clone().text()
      for (const [, , value = ''] of body.matchAll(
        /"(id_token|access_token|refresh_token)":"([^"]+)"/g,
      )) {
        marks.add(value)
        for (const part of value.split('.')) if (part.length > 20) marks.add(part)
      }
      for (const name of ['code', 'code_verifier']) {
        const value = new URLSearchParams(String(init?.body ?? '')).get(name)
        if (value) marks.add(value)
      }
      return response
    },
    onEvent: (event) => events.push(event),
    onError: (error) =>
      void seen.push(
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        String(error.stack),
      ),
    onLogin: () => (broken === 'onLogin' ? boom() : undefined),
    ...(broken === 'accounts'
      ? {
          accounts: {
            scope: 'organization',
            findByKey: boom,
            findByEmail: boom,
            create: boom,
            update: boom,
            link: boom,
            deactivate: boom,
            unlink: boom,
          },
        }
      : {}),
  })
  const { id } = await sso.connections.create(
    { organizationId: 'org_1', protocol: 'oidc', settings: idp.settings, secrets: idp.secrets },
    { actor: systemActor },
  )
  await sso.connections.activate(id, { actor: systemActor })
  if (defect) idp.tamper(defect)

  const traces: unknown[] = []
  const channel = tracingChannel('ssokit.handleCallback')
  const subscriber = { start() {}, end() {}, asyncStart() {}, error: note, asyncEnd: note } as never
  function note(context: object) {
    traces.push(inspect(context, { depth: 20 }))
  }
  channel.subscribe(subscriber)
  const start = await sso.handler(new Request(`${baseUrl}/sso/${id}/login`))
  const cookie = cookiesOf(start).join('; ')
  const location = start.headers.get('location') ?? ''
  for (const name of ['state', 'nonce']) marks.add(new URL(location).searchParams.get(name) ?? name)
  marks.add(cookie.split('=')[1] ?? 'cookie')
  const answer = await idp.authorize(location)
  const response = await sso.handler(answer.toRequest(cookie))
  channel.unsubscribe(subscriber)
  const visible = [...seen, JSON.stringify(events), ...traces, await response.text()].join('\n')
  return { response, visible, marks, errors: seen.length }
}

describe('nothing secret or personal becomes visible when a sign-in fails', () => {
  it('finds marks where there are some: an honest sign-in redirects', async () => {
    const { response, marks } = await failingSignIn(undefined, undefined)
    expect(response.status).toBe(303)
    // Secret, person, state, nonce, cookie, code, verifier, tokens and their parts.
    expect(marks.size).toBeGreaterThan(12)
  })

  it.each<[OidcDefect | Step, OidcDefect | undefined, Step | undefined]>(
    [
      ...providerFailures.map((defect) => [defect, defect, undefined] as const),
      ...hostFailures.map((step) => [step, undefined, step] as const),
    ].map(([name, defect, step]) => [name, defect, step]),
  )('%s', async (_name, defect, step) => {
    const { response, visible, marks, errors } = await failingSignIn(defect, step)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(errors).toBeGreaterThan(0)
    for (const mark of marks) expect(visible).not.toContain(mark)
  })
})
