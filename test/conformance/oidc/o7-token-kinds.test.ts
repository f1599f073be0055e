import { describe, it } from 'vitest'
import { createScene, expectRefusedFor } from './scene.ts'

describe('tokens of another kind', () => {
  it.each([
    ['logout_token_typ', 'a logout token, by its header'],
    ['logout_token_events', 'a logout token, by its events'],
    ['access_token_typ', 'an access token, by its header (RFC 9068)'],
    ['access_token_payload_typ', 'an access token, by its payload (Keycloak)'],
  ] as const)('O7 refuses %s in the place of an ID token: %s', async (defect, _title) => {
    await expectRefusedFor(await createScene(), [defect], 'oidc_id_token_kind_refused')
  })
})
