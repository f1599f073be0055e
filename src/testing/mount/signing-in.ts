import assert from 'node:assert/strict'
import { FORM_TYPE } from './scene.ts'
import type { BegunSignIn, MountChecks, MountScene } from './types.ts'

/** What `handler` takes at most. */
const MEBIBYTE = 1_048_576

/** Of unannounced length, far above the limit. */
const PIECES = Array.from({ length: 40 }, () => 'x'.repeat(65_536))

export const signInChecks: MountChecks = {
  'signs in by OpenID Connect, whose answer is a GET': {
    async check(scene) {
      const { answer } = await scene.begin('oidc')
      assertSignedIn(scene, await answer())
    },
  },
  'signs in by SAML, whose answer is a form of more than 100 kB': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      assert.ok(fields.toString().length > 200_000)
      assertSignedIn(scene, await answer())
      assert.equal(scene.logins[0]?.identity.groups?.length, 1500)
    },
  },
  'signs in by a form that comes in pieces': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      assertSignedIn(scene, await answer({ body: inPieces(fields.toString(), 20_000) }))
    },
  },
  'takes a form of 1 MiB and refuses one byte more': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      const ofSize = (bytes: number) => `${fields}&pad=`.padEnd(bytes, 'x')
      assertRefused(scene, await answer({ body: ofSize(MEBIBYTE + 1) }), 413)
      assertSignedIn(scene, await answer({ body: ofSize(MEBIBYTE) }))
    },
  },
  'refuses a form of 2.5 MiB whose length nobody announced': {
    async check(scene) {
      const { answer, fields } = await scene.begin('saml')
      assertRefused(scene, await answer({ body: [`${fields}&pad=`, ...PIECES] }), 413)
    },
  },
  'signs in below a path that the whole app is mounted at': {
    app: () => ({ prefix: '/app' }),
    async check(scene) {
      const oidc = await scene.begin('oidc')
      assert.equal(oidc.path, `/app/sso/${oidc.connectionId}/callback`)
      assertSignedIn(scene, await oidc.answer())
      const saml = await scene.begin('saml')
      assertSignedIn(scene, await saml.answer(), 2)
      const outside = await scene.send({ path: saml.loginPath.replace('/app', '') })
      assert.notEqual(outside.status, 303, 'without its prefix nothing is ours')
    },
  },
  'lets several people sign in at the same time': {
    async check(scene) {
      const begun: BegunSignIn[] = []
      for (const protocol of ['oidc', 'saml', 'oidc', 'saml'] as const) {
        begun.push(await scene.begin(protocol))
      }
      const answers = await Promise.all(begun.map(({ answer }) => answer()))
      assert.deepEqual(
        answers.map(({ status }) => status),
        [303, 303, 303, 303],
      )
      assert.equal(scene.logins.length, 4)
    },
  },
  'takes an answer once': {
    async check(scene) {
      const { answer } = await scene.begin('saml')
      assertSignedIn(scene, await answer())
      const again = await answer()
      assert.ok(again.status >= 400, `the same answer again: ${again.status}`)
      assert.equal(scene.logins.length, 1)
    },
  },
  'needs the cookie of the browser that asked': {
    async check(scene) {
      const { path, fields } = await scene.begin('oidc')
      const stolen = await scene.send({ path: `${path}?${fields}` })
      assert.ok(stolen.status >= 400, `without its cookie: ${stolen.status}`)
      const posted = await scene.post(path, fields.toString(), { 'content-type': FORM_TYPE })
      assert.notEqual(posted.status, 303)
      assert.deepEqual(scene.logins, [])
    },
  },
}

type Answered = Awaited<ReturnType<MountScene['send']>>

export function assertSignedIn(scene: MountScene, answer: Answered, times = 1): void {
  assert.equal(answer.status, 303, `${answer.status} ${answer.body} ${scene.errors().join()}`)
  assert.equal(answer.headers.location, '/reports')
  assert.equal(scene.logins.length, times, 'onLogin runs once per sign-in')
  assert.equal(answer.body, '')
}

export function assertRefused(scene: MountScene, answer: Answered, status: number): void {
  assert.equal(answer.status, status, answer.body)
  assert.deepEqual(scene.logins, [])
}

export const inPieces = (text: string, size: number): string[] =>
  text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
