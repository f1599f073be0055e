import { describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { TokenDefect } from '../../../src/testing/oidc/index.ts'
import { createScene, expectRefused, expectRefusedFor, expectSignedIn, signIn } from './scene.ts'

describe('answers of the token endpoint', () => {
  const cases: [TokenDefect, SsoErrorCode][] = [
    ['token_500', 'oidc_token_request_failed'],
    ['token_html', 'network_media_type_refused'],
    ['token_not_json', 'oidc_token_request_failed'],
    ['token_redirect', 'network_redirect_refused'],
    ['token_without_access_token', 'oidc_token_response_invalid'],
    ['token_without_id_token', 'oidc_token_response_invalid'],
    ['token_id_token_as_number', 'oidc_token_response_invalid'],
    ['token_wrong_type', 'oidc_token_response_invalid'],
    ['token_type_dpop', 'oidc_token_response_invalid'],
    ['invalid_client', 'oidc_client_rejected'],
    ['unauthorized_client', 'oidc_client_rejected'],
    ['token_challenge', 'oidc_client_rejected'],
    ['invalid_grant', 'oidc_code_rejected'],
    ['token_hostile_description', 'oidc_token_request_failed'],
  ]

  it.each(cases)('N3 refuses %s as %s', async (defect, code) => {
    await expectRefusedFor(await createScene(), [defect], code)
  })

  it('N2 gives up on a token endpoint that never answers', async () => {
    const scene = await createScene({ config: { network: { timeoutMilliseconds: 500 } } })
    await expectRefusedFor(scene, ['slow'], 'network_timeout')
  })

  it('N3 tells the admin why the client was refused, challenge or not', async () => {
    const scene = await createScene({ input: { secrets: { clientSecret: 'mistyped' } } })
    const error = await expectRefused(scene, 'oidc_client_rejected')
    expect(error.detail).toEqual({ error: 'invalid_client' })
    scene.idp.tamper('invalid_client')
    const described = await expectRefused(scene, 'oidc_client_rejected')
    expect(described.detail).toEqual({ error: 'invalid_client', description: 'Unknown client.' })
  })
})

describe('hostile descriptions', () => {
  it.each(['token_hostile_description', 'callback_hostile_description'] as const)(
    'N3 cuts and escapes the text of %s, and shows none of it to the person',
    async (defect) => {
      const scene = await createScene()
      scene.idp.tamper(defect)
      const { response, error, login } = await signIn(scene)
      expect(login).toBeUndefined()
      const { description } = error?.detail ?? {}
      expect(String(description).length).toBeLessThan(300)
      expect(description).toMatch(/^\\u\{7\}\\u\{202e\}<script>/)
      expect(JSON.stringify(error)).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
      const page = await response.text()
      expect(page).not.toContain('alert(1)')
      expect(page).not.toContain('INFO login ok')
      expect(error?.publicMessage).not.toContain('script')
      scene.idp.tamper()
      await expectSignedIn(scene)
    },
  )
})
