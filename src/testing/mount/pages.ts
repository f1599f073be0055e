import assert from 'node:assert/strict'
import { assertSignedIn, inPieces } from './signing-in.ts'
import type { MountChecks } from './types.ts'

/** The host's login page is the callback of all connections as well. */
const sharedPage = () => ({
  config: { paths: { callback: '/login' } },
})

const forms: readonly (readonly [string, unknown])[] = [
  ['email=a%40b.example&password=p%26w', { email: 'a@b.example', password: 'p&w' }],
  ['tag=a&tag=b&x=', { tag: ['a', 'b'], x: '' }],
  ['code=PROMO&email=a%40b.example', { code: 'PROMO', email: 'a@b.example' }],
]

export const pageChecks: MountChecks = {
  "leaves plain visits of the host's own page to the host": {
    app: sharedPage,
    async check(scene) {
      const visits = ['', '?next=/x', '?lang=de&lang=en', '?error=wrong_password', '?code=PROMO']
      for (const query of visits) {
        const { status, body } = await scene.send({ path: `/login${query}` })
        assert.deepEqual({ query, status, body }, { query, status: 200, body: 'host' })
      }
      assert.deepEqual(scene.events, [])
    },
  },
  "leaves forms of the host's own page to the host, with all their fields": {
    app: sharedPage,
    async check(scene) {
      for (const [form, fields] of forms) {
        for (const body of [form, inPieces(form, 9)]) {
          const answer = await scene.post('/login', body)
          assert.equal(answer.status, 200, answer.body)
          assert.deepEqual(JSON.parse(answer.body), fields)
        }
      }
      assert.deepEqual(scene.events, [])
    },
  },
  "signs in on the host's own page": {
    app: sharedPage,
    async check(scene) {
      const { answer, path } = await scene.begin('oidc')
      assert.equal(path, '/login')
      assertSignedIn(scene, await answer())
    },
  },
}
