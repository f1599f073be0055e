import { beforeAll, describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockAnswer } from '../../../src/testing/oidc/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { createHost, createScene, expectSignedIn, type Scene, signIn } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await createScene()
})

/** The provider sends the browser back with an error instead of a code. */
const refusing =
  (error: string, description?: string) =>
  ({ url, fields }: MockAnswer): Request => {
    const back = new URL(url)
    back.search = `${new URLSearchParams({
      error,
      state: fields.get('state') ?? '',
      ...(description === undefined ? {} : { error_description: description }),
    })}`
    return new Request(back, { headers: { accept: 'text/html' } })
  }

interface Case {
  readonly seed: string
  readonly error: string
  readonly description?: string
  readonly code: SsoErrorCode
  readonly status: number
  readonly sentence: string
  readonly hint: RegExp
}

const cases: readonly Case[] = [
  {
    ...{ seed: 'CO-6', error: 'access_denied', code: 'oidc_access_denied', status: 403 },
    description: 'User is not assigned to the client application.',
    sentence:
      'You are not assigned to this application at your organisation. Ask your administrator for access.',
    hint: /tab Assignments/,
  },
  {
    ...{ seed: 'CL-9', error: 'access_denied', code: 'oidc_access_denied', status: 403 },
    sentence:
      'You are not assigned to this application at your organisation. Ask your administrator for access.',
    hint: /^Assign the person/,
  },
  {
    ...{ seed: 'CL-15', error: 'invalid_scope', code: 'oidc_scope_rejected', status: 403 },
    description: 'One or more scopes are not configured for the authorization server resource.',
    sentence: 'Sign-in could not be completed.',
    hint: /Set as a default scope/,
  },
  {
    ...{ seed: 'CL-16', error: 'access_denied', code: 'oidc_policy_denied', status: 403 },
    description:
      'Policy evaluation failed for this request, please check the policy configurations.',
    sentence: 'You do not have access to this application.',
    hint: /tab Access Policies/,
  },
  {
    ...{ seed: 'CL-17', error: 'consent_required', code: 'oidc_consent_required', status: 403 },
    sentence:
      'Your organisation has not approved this application yet. Ask your administrator to approve it.',
    hint: /consent/,
  },
]

describe('an error of the provider at the callback', () => {
  it.each(cases)(
    '$seed $error becomes $code, a kind page for the person and a hint for the admin',
    async ({ error, description, code, status, sentence, hint }) => {
      const attempt = await signIn(scene, { change: refusing(error, description) })
      expect(attempt.error).toMatchObject({ code, status, hint: expect.stringMatching(hint) })
      expect(attempt.error?.detail).toMatchObject({
        error,
        ...(description === undefined ? {} : { description }),
      })
      expect(attempt.login).toBeUndefined()
      expect(attempt.response.status).toBe(status)
      const page = await attempt.response.text()
      expect(page).toContain(`<p>${sentence}</p>`)
      // Neither which check failed nor what the provider said is the person's business.
      expect(page).not.toMatch(/access_denied|scope|consent_required|Policy|Okta|oidc_/)
      expect(page).not.toContain(attempt.error?.hint)
      await expectSignedIn(scene)
    },
  )

  it('N3 CO-6 keeps hostile words off the page', async () => {
    const description =
      '<script>alert(1)</script>\u202e\nUser is not assigned to the client application.'
    const attempt = await signIn(scene, { change: refusing('access_denied', description) })
    expect(attempt.error?.code).toBe('oidc_access_denied')
    expect(await attempt.response.text()).not.toMatch(/<script|alert|\u202e/)
    expect(JSON.stringify(attempt.error)).not.toMatch(/\u202e|\\n/)
  })

  it('F1 O2 is believed only from the provider that was asked, and with our state', async () => {
    const other = (answer: MockAnswer) => {
      const { url } = refusing('access_denied')(answer)
      return new Request(`${url}&iss=${encodeURIComponent('https://evil.example')}`)
    }
    const mixed = await signIn(scene, { change: other })
    expect(mixed.error?.code).toBe('oidc_response_issuer_mismatch')
    const path = `/sso/${scene.connectionId}/callback?error=access_denied`
    const before = scene.errors.length
    await scene.sso.handler(new Request(`${baseUrl}${path}&state=unknown`))
    await scene.sso.handler(new Request(`${baseUrl}${path}`))
    expect(scene.errors.slice(before).map(({ code }) => code)).toEqual([
      'login_flow_missing',
      'login_unsolicited',
    ])
  })
})

describe('an error of the token endpoint', () => {
  it.each([
    [
      'CL-16',
      {
        error: 'access_denied',
        error_description:
          'Policy evaluation failed for this request, please check the policy configurations.',
      },
      'oidc_policy_denied',
      403,
    ],
    [
      'Entra',
      {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The provided client secret keys are expired.',
      },
      'oidc_client_rejected',
      502,
    ],
    ['CL-15', { error: 'invalid_scope' }, 'oidc_scope_rejected', 403],
  ] as const)('%s %j becomes %s', async (_seed, body, code, status) => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
    let isRefusing = true
    const fetchThrough: typeof fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      if (isRefusing && url.endsWith('/token')) return Response.json(body, { status: 400 })
      return idp.fetch(input, init)
    }
    const host = createHost(fetchThrough, clock)
    const { id: connectionId } = await host.connect(idp)
    const attempt = await signIn({ ...host, idp, connectionId })
    expect(attempt.error?.code).toBe(code)
    expect(attempt.response.status).toBe(status)
    expect(await attempt.response.text()).not.toMatch(/AADSTS|Policy|scope/)
    isRefusing = false
    const honest = await signIn({ ...host, idp, connectionId })
    expect(honest.login?.identity.subject).toBe('ann')
  })
})

describe('an error of the pushed request', () => {
  it('CL-15 names the scopes of the authorization server, before anybody is sent anywhere', async () => {
    const clock = fixedClock()
    const options = { clock, algorithm: 'ES256', pushedRequests: 'advertised' } as const
    const idp = createMockOidcProvider(options)
    let endpoint = ''
    const fetchThrough: typeof fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      if (url === endpoint) {
        const error_description =
          'One or more scopes are not configured for the authorization server resource.'
        return Response.json({ error: 'invalid_scope', error_description }, { status: 400 })
      }
      const response = await idp.fetch(input, init)
      if (!url.endsWith('openid-configuration')) return response
      const document = (await response.json()) as Record<string, string>
      endpoint = document.pushed_authorization_request_endpoint ?? ''
      return Response.json(document)
    }
    const host = createHost(fetchThrough, clock)
    const { id } = await host.connect(idp)
    const response = await host.sso.handler(new Request(`${baseUrl}/sso/${id}/login`))
    expect(host.errors[0]).toMatchObject({
      code: 'oidc_scope_rejected',
      hint: expect.stringMatching(/Set as a default scope/),
    })
    expect([response.status, response.headers.get('location')]).toEqual([403, null])
  })
})
