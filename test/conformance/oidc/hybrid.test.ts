import { describe, expect, it } from 'vitest'
import { createSso, systemActor } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { baseUrl, codeOf, cookiesOf, formHeaders, secretA } from '../../support/harness.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const hybrid = { settings: { responseType: 'code id_token' } }
const implicit = { settings: { responseType: 'id_token' } }

const sentBy = async (scene: Scene) => {
  const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
  return { start, sent: new URL(start.url).searchParams }
}

describe('CL-5 a connection whose answers carry an ID token', () => {
  it('CL-5 asks for both, with PKCE and a nonce, and for a POST', async () => {
    const scene = await createScene(hybrid)
    const { start, sent } = await sentBy(scene)
    expect(sent.get('response_type')).toBe('code id_token')
    expect(sent.get('response_mode')).toBe('form_post')
    expect(sent.get('code_challenge_method')).toBe('S256')
    expect(sent.get('nonce')).toMatch(/^[\w-]{43}$/)
    // The answer is a POST from another site.
    expect(start.cookies[0]?.options).toMatchObject({ sameSite: 'none', secure: true })
    const login = await expectSignedIn(scene)
    expect(login.identity.email).toBe('ann@example.com')
    expect(callsTo(scene, '/token')).toHaveLength(1)
  })

  it('CL-5 alone needs neither token endpoint nor secret', async () => {
    const scene = await createScene({ ...implicit, input: { secrets: {} } })
    const { sent } = await sentBy(scene)
    expect(sent.get('response_type')).toBe('id_token')
    expect(sent.has('code_challenge')).toBe(false)
    const login = await expectSignedIn(scene)
    expect(login.identity).toMatchObject({ subject: 'ann', email: 'ann@example.com' })
    expect(callsTo(scene, '/token')).toEqual([])
    expect(callsTo(scene, '/userinfo')).toEqual([])
    await expectSignedIn(scene, { session: login.session, forceAuthn: true })
  })

  it('CL-5 is an exception: code with PKCE stays the default', async () => {
    const { sent } = await sentBy(await createScene())
    expect(sent.get('response_type')).toBe('code')
    expect(sent.get('code_challenge_method')).toBe('S256')
    expect(sent.has('response_mode')).toBe(false)
  })

  it.each(['id_token token', 'code token', 'code id_token token', 'token'])(
    'CL-5 never gets an access token through the browser: %s is no setting',
    async (responseType) => {
      const scene = await createScene()
      const error = await scene.sso.connections
        .update(scene.connectionId, { settings: { responseType } } as never, { actor: systemActor })
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'connection_invalid' })
      const { issues } = error as { issues: { path: string; message: string; hint: string }[] }
      expect(issues).toMatchObject([{ path: 'settings.responseType' }])
      expect(issues[0]?.message).toContain('RFC 9700')
      expect(issues[0]?.hint).toContain('In Okta')
    },
  )
})

describe('CL-5 O4 the ID token that comes with the code', () => {
  it.each([
    ['front_c_hash_missing', 'oidc_id_token_hash_mismatch'],
    ['front_c_hash_of_another_code', 'oidc_id_token_hash_mismatch'],
    ['front_wrong_nonce', 'oidc_id_token_nonce_mismatch'],
    ['front_wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['front_id_token_missing', 'oidc_response_invalid'],
    ['front_access_token', 'oidc_response_invalid'],
    ['signature_by_other_key', 'oidc_id_token_signature_invalid'],
    ['alg_none', 'oidc_id_token_malformed'],
    ['wrong_audience', 'oidc_id_token_audience_mismatch'],
    ['expired', 'oidc_id_token_expired'],
    ['missing_nonce', 'oidc_id_token_nonce_mismatch'],
    ['logout_token_events', 'oidc_id_token_kind_refused'],
    ['access_token_typ', 'oidc_id_token_kind_refused'],
    ['code_missing', 'oidc_response_invalid'],
    ['iss_wrong', 'oidc_response_issuer_mismatch'],
    ['access_denied', 'oidc_access_denied'],
  ] as const)('O2 O4 is checked before the code goes anywhere: %s', async (defect, code) => {
    const scene = await createScene(hybrid)
    scene.idp.tamper(defect)
    await expectRefused(scene, code)
    expect(callsTo(scene, '/token')).toEqual([])
    scene.idp.tamper()
    await expectSignedIn(scene)
  })

  it('O4 is about the person of the one that the code is exchanged for', async () => {
    await expectRefusedFor(
      await createScene(hybrid),
      ['front_other_subject'],
      'oidc_id_tokens_disagree',
    )
  })

  it.each([
    ['at_hash_wrong', 'oidc_id_token_hash_mismatch'],
    ['token_without_id_token', 'oidc_token_response_invalid'],
  ] as const)('O4 does not stand in for the other one: %s', async (defect, code) => {
    await expectRefusedFor(await createScene(hybrid), [defect], code)
  })

  it('O4 names the instant where there is no other one', async () => {
    const scene = await createScene(implicit)
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { maxAge: 60 })
    scene.idp.tamper('missing_auth_time')
    await expectRefused(scene, 'oidc_id_token_claims_invalid', { maxAge: 60 })
    scene.idp.tamper()
    await expectSignedIn(scene, { maxAge: 60 })
  })

  it.each([
    ['wrong_nonce', 'oidc_id_token_nonce_mismatch'],
    ['missing_nonce', 'oidc_id_token_nonce_mismatch'],
    ['wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['signature_stripped', 'oidc_id_token_malformed'],
    ['front_access_token', 'oidc_response_invalid'],
    ['front_id_token_missing', 'login_unsolicited'],
    ['logout_token_typ', 'oidc_id_token_kind_refused'],
  ] as const)(
    'O4 O7 is all there is of the implicit type, and checked like any other: %s',
    async (defect, code) => {
      await expectRefusedFor(await createScene(implicit), [defect], code)
    },
  )

  it('O4 comes where it was asked for, and nowhere else', async () => {
    const scene = await createScene(implicit)
    await expectRefused(scene, 'oidc_response_invalid', {
      change: (answer) => {
        const body = new URLSearchParams(answer.fields)
        body.set('code', 'of-somebody')
        return new Request(answer.url, { method: 'POST', headers: formHeaders, body })
      },
    })
  })
})

describe('F1 an ID token of the right connection', () => {
  it('F1 KO-36 without a flow of this browser signs nobody in', async () => {
    const scene = await createScene(implicit)
    const { start } = await sentBy(scene)
    const answer = await scene.idp.authorize(start.url)
    const first = await scene.sso.handler(answer.toRequest())
    // The hop for browsers that keep their cookie back; without one in the second post it is over.
    expect(first.status).toBe(200)
    expect(scene.logins).toEqual([])
    // Sent directly, without state: replaced by a sign-in from our side.
    const body = new URLSearchParams({ id_token: answer.fields.get('id_token') ?? '' })
    const direct = await scene.sso.handler(
      new Request(answer.url, { method: 'POST', headers: formHeaders, body }),
    )
    expect(direct.status).toBe(303)
    expect(direct.headers.get('location')).toContain('response_type=id_token')
    expect(scene.logins).toEqual([])
  })

  it('F1 counts once', async () => {
    const scene = await createScene(implicit)
    const { start } = await sentBy(scene)
    const answer = await scene.idp.authorize(start.url)
    const cookie = cookiesOf(start).join('; ')
    expect((await scene.sso.handler(answer.toRequest(cookie))).status).toBe(303)
    await scene.sso.handler(answer.toRequest(cookie))
    expect(scene.errors.map(({ code }) => code)).toEqual(['login_replayed'])
    expect(scene.logins).toHaveLength(1)
  })

  it('F7 goes through the hop whole', async () => {
    const scene = await createScene(hybrid)
    const { start } = await sentBy(scene)
    const answer = await scene.idp.authorize(start.url)
    const page = await (await scene.sso.handler(answer.toRequest())).text()
    expect(page).toContain('name="id_token"')
    expect(page).toContain('name="ssokit_hop"')
  })
})

describe('CL-5 an answer in the fragment', () => {
  const inFragment = { settings: { responseType: 'code id_token', responseMode: 'fragment' } }

  it('CL-5 is posted by a page of ours, whose script is a resource of its own', async () => {
    const scene = await createScene(inFragment)
    const { start, sent } = await sentBy(scene)
    expect(sent.get('response_mode')).toBe('fragment')
    expect(start.cookies[0]?.options.sameSite).toBe('lax')
    const answer = await scene.idp.authorize(start.url)
    expect(answer.url).toContain('#')
    const address = answer.url.split('#')[0] ?? ''
    const page = await scene.sso.handler(new Request(address))
    expect(page.status).toBe(200)
    const markup = await page.text()
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toBe(
      `default-src 'none'; script-src ${address}; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(markup).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|<style/)
    const source = /<script src="([^"]*)">/.exec(markup)?.[1] ?? ''
    const script = await scene.sso.handler(new Request(new URL(source, baseUrl)))
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const posted = run(await script.text(), `${answer.url}&access_token=secret&foo=bar`)
    expect(posted.address).toBe(new URL(address).pathname)
    const names = posted.fields.map(([name]) => name)
    expect(names.toSorted()).toEqual([...answer.fields.keys()].toSorted())
    const body = new URLSearchParams(posted.fields)
    const headers = { ...formHeaders, cookie: cookiesOf(start).join('; ') }
    const done = await scene.sso.handler(new Request(address, { method: 'POST', headers, body }))
    expect(done.status).toBe(303)
    expect(scene.logins).toHaveLength(1)
  })

  it('CL-5 is expected where a connection is set to it, and nowhere else', async () => {
    const scene = await createScene()
    const path = `${baseUrl}/sso/${scene.connectionId}/callback`
    for (const query of ['', '?ssokit_script', '?ssokit_script=1&x=1', '?x=1']) {
      expect((await scene.sso.handler(new Request(path + query))).status).not.toBe(200)
    }
    const unknown = `${baseUrl}/sso/con_unknown/callback`
    expect((await scene.sso.handler(new Request(unknown))).status).toBe(404)
    expect(await scene.sso.intercept(new Request(path))).toBeUndefined()
  })

  it('has nothing to do without a state', () => {
    expect(run('', `${baseUrl}/cb#a=b`).fields).toEqual([])
  })

  it('cannot be told apart on an address of all connections', async () => {
    const scene = await createScene()
    const host = createHost(scene.idp.fetch, scene.clock, { paths: { callback: '/callback' } })
    const connected = host.connect(scene.idp, inFragment)
    await expect(connected).rejects.toMatchObject({ code: 'connection_not_ready' })
  })
})

describe('O2 a callback that several connections share', () => {
  const paths = { callback: '/callback' }

  it('O2 is open to answers whose ID token names their issuer before the code is sent on', async () => {
    const scene = await createScene()
    const connect = (settings: object) => {
      const host = createHost(scene.idp.fetch, scene.clock, { paths })
      return { host, connected: host.connect(scene.idp, { settings }) }
    }
    await expect(connect({ responseType: 'code' }).connected).rejects.toMatchObject({
      code: 'connection_not_ready',
    })
    const { host, connected } = connect(hybrid.settings)
    const { id } = await connected
    await expectSignedIn({ ...host, idp: scene.idp, connectionId: id } as Scene)
  })

  it('O2 the ID token stands in for `iss`, and for nothing else', async () => {
    const scene = await createScene({ ...hybrid, provider: { sendsIssuer: true } })
    scene.idp.tamper('iss_missing_though_advertised')
    await expectSignedIn(scene)
    scene.idp.tamper('iss_missing_though_advertised', 'access_denied')
    await expectRefused(scene, 'oidc_response_issuer_mismatch')
    scene.idp.tamper('iss_missing_though_advertised', 'front_id_token_missing')
    await expectRefused(scene, 'oidc_response_issuer_mismatch')
    const plain = await createScene({ provider: { sendsIssuer: true } })
    plain.idp.tamper('iss_missing_though_advertised', 'id_token_in_response')
    await expectRefused(plain, 'oidc_response_issuer_mismatch')
  })

  it('O2 stays closed where tokens would go to another host than the issuer’s', async () => {
    const { idp, clock } = await createScene()
    const sso = createSso({
      ...{ baseUrl, secrets: [secretA], providers: [oidc()], storage: memoryStorage() },
      ...{ fetch: idp.fetch, clock, paths, activation: { requires: [] } },
    })
    const endpoints = { token: 'https://elsewhere.example.com/token' }
    const { id } = await sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: idp.secrets },
        settings: { ...idp.settings, ...hybrid.settings, endpoints },
      } as never,
      { actor: systemActor },
    )
    expect(await codeOf(sso.connections.activate(id, { actor: systemActor }))).toBe(
      'connection_not_ready',
    )
  })
})

/** Runs the page's script in a browser of ten lines. */
function run(script: string, address: string): { address: string; fields: [string, string][] } {
  const url = new URL(address)
  const fields: [string, string][] = []
  const form = {
    append: ({ name, value }: { name: string; value: string }) => void fields.push([name, value]),
    submit: () => {},
  }
  const document = { forms: [form], createElement: () => ({}) }
  let shown = url.pathname + url.hash
  const history = { replaceState: (_a: null, _b: string, to: string) => void (shown = to) }
  new Function('document', 'location', 'history', script)(document, url, history)
  return { address: shown.split('#')[0] ?? '', fields }
}
