import assert from 'node:assert/strict'
import type { MountChange, MountChecks } from './types.ts'

/** What an error of a host may contain, and nobody may see. */
const SECRET = 'hunter2'

const fail = (): never => {
  throw new Error(`a bug of the host, password=${SECRET}`)
}

const failing: Readonly<Record<string, () => MountChange>> = {
  'onLogin throws': () => ({ config: { onLogin: fail } }),
  'onLogin rejects': () => ({ config: { onLogin: async () => fail() } }),
  'onLogin and onError throw': () => ({ config: { onLogin: fail, onError: fail } }),
  'onLogin and onError reject': () => ({
    config: { onLogin: async () => fail(), onError: async () => fail() },
  }),
}

export const hookChecks: MountChecks = {
  ...Object.fromEntries(
    Object.entries(failing).map(([what, app]): [string, MountChecks[string]] => [
      `answers and tells of it where ${what}`,
      {
        app,
        async check(scene) {
          for (const protocol of ['oidc', 'saml'] as const) {
            const { answer } = await scene.begin(protocol)
            const { status, body, headers } = await answer()
            assert.equal(status, 500)
            assert.ok(!`${body}${JSON.stringify(headers)}`.includes(SECRET))
          }
          assert.deepEqual(scene.errors(), ['host_callback_failed', 'host_callback_failed'])
        },
      },
    ]),
  ),
  'answers where nobody listens to events without an error': {
    app: () => ({ config: { onEvent: fail } }),
    async check(scene) {
      const { answer } = await scene.begin('oidc')
      assert.equal((await answer()).status, 303)
    },
  },
  "sends the host's own answer with the cookies of ssokit": {
    app: () => ({
      config: {
        onLogin: () =>
          new Response('welcome', { status: 201, headers: { 'set-cookie': 'sid=1; Path=/' } }),
      },
    }),
    async check(scene) {
      const { answer, cookie } = await scene.begin('saml')
      const { status, body, setCookie } = await answer()
      assert.deepEqual({ status, body }, { status: 201, body: 'welcome' })
      const [flow = ''] = cookie.split('=')
      const names = setCookie.map((one) => one.split('=')[0] ?? '')
      assert.deepEqual(names.toSorted(), [flow, 'sid'].toSorted())
    },
  },
  "sends the host's own error page": {
    app: () => ({
      config: { onError: ({ code }) => new Response(`own page: ${code}`, { status: 418 }) },
    }),
    async check(scene) {
      const { status, body } = await scene.send({ path: '/sso/con_unknown/login' })
      assert.deepEqual({ status, body }, { status: 418, body: 'own page: login_target_unknown' })
    },
  },
}
