import assert from 'node:assert/strict'
import { BASE_URL } from './scene.ts'
import { assertSignedIn } from './signing-in.ts'
import type { MountChecks } from './types.ts'

/** Everything by which proxies and attackers say what the address was. */
const evilHeaders: Readonly<Record<string, string>> = {
  host: 'evil.example',
  forwarded: 'host=evil.example;proto=http',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-port': '81',
  'x-forwarded-prefix': '/evil',
  'x-original-url': '/evil',
  'x-rewrite-url': '/evil',
}

export const answerChecks: MountChecks = {
  'sends cookies as headers of their own': {
    app: () => ({
      config: {
        onLogin: () => ({
          setCookie: ['one=1; Path=/', 'two=2; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT'],
        }),
      },
    }),
    async check(scene) {
      const { answer, cookie } = await scene.begin('oidc')
      const { setCookie } = await answer()
      const [flow = ''] = cookie.split('=')
      const names = setCookie.map((one) => one.split('=')[0] ?? '')
      assert.deepEqual(names.toSorted(), [flow, 'one', 'two'].toSorted())
      const two = setCookie.find((one) => one.startsWith('two=2')) ?? ''
      assert.match(two, /expires=Thu, 01 Jan 2099 00:00:00 GMT/i)
    },
  },
  'keeps headers that a page of ssokit needs': {
    async check(scene) {
      const { status, headers, body } = await scene.send({
        path: '/sso/con_unknown/login',
        headers: { accept: 'text/html' },
      })
      assert.equal(status, 404)
      assert.match(headers['content-type'] ?? '', /^text\/html/)
      assert.match(String(headers['content-security-policy']), /default-src 'none'/)
      assert.match(headers['cache-control'] ?? '', /no-store/)
      assert.ok(body.includes(`href="${BASE_URL}/"`), body)
    },
  },
  'answers HEAD and methods that are not ours without doing anything': {
    async check(scene) {
      const { loginPath, path } = await scene.begin('saml')
      for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        for (const where of [loginPath, path]) {
          const { status, setCookie, body } = await scene.send({ method, path: where })
          // Some frameworks answer OPTIONS by themselves.
          const expected = method === 'OPTIONS' ? [405, 204, 200] : [405]
          assert.ok(expected.includes(status), `${method}: ${status}`)
          assert.deepEqual(setCookie, [])
          if (method === 'HEAD') assert.equal(body, '')
        }
      }
      const got = await scene.send({ path })
      assert.equal(got.status, 405, 'a GET where only a POST is due')
      assert.equal(got.headers.allow, 'POST')
    },
  },
  'takes scheme and host from baseUrl only, whatever the request says': {
    async check(scene) {
      const { answer, loginPath } = await scene.begin('oidc')
      const start = await scene.send({ path: loginPath, headers: evilHeaders })
      assert.equal(start.status, 303)
      const redirectUri = new URL(start.headers.location ?? '').searchParams.get('redirect_uri')
      assert.equal(redirectUri, `${BASE_URL}${loginPath.replace(/login$/, 'callback')}`)
      const [flow = ''] = start.setCookie
      assert.match(flow, /^__Host-/)
      assert.match(flow, /; secure/i)
      assert.match(flow, /; httponly/i)
      assert.match(flow, /; samesite=lax/i)
      assertSignedIn(scene, await answer({ headers: evilHeaders }))
    },
  },
  'takes no other spelling of a path for its own': {
    async check(scene) {
      const { loginPath, connectionId } = await scene.begin('oidc')
      const others = [
        loginPath.replace('/login', '%2Flogin'),
        loginPath.replace('/sso/', '/%73so/'),
        loginPath.replace('login', '%6Cogin'),
        loginPath.replace('/sso/', '/SSO/'),
        `//evil.example${loginPath}`,
        `/sso//${connectionId}/login`,
        `/sso/${connectionId}%00/login`,
        `/sso/%E0%A4%A/login`,
        '/sso/%',
      ]
      for (const path of others) {
        const { status, headers, setCookie } = await scene.send({ path })
        const isStart = status === 303 && setCookie.length > 0
        const { location = '' } = headers
        // A framework may send the browser to the plain spelling, on the same host.
        assert.ok(
          !isStart && !/^(https?:)?\/\/evil/.test(location),
          `${path}: ${status} ${location}`,
        )
      }
    },
  },
  'leaves the rest of the app alone': {
    async check(scene) {
      for (const path of ['/', '/ssofar', '/?code=x&state=y', '/ssofar?iss=https://idp.example']) {
        const { status, body } = await scene.send({ path })
        assert.deepEqual({ path, status, body }, { path, status: 200, body: 'host' })
      }
      assert.deepEqual(scene.events, [])
    },
  },
}
