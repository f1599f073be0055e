import { describe, expect, it } from 'vitest'
import { accessErrors } from '../../src/access/error-table.ts'
import { oidcErrors } from '../../src/oidc/error-table.ts'
import { oidcLoginSteps } from '../../src/oidc/login-steps.ts'
import { samlErrors } from '../../src/saml/error-table.ts'
import { samlLoginSteps } from '../../src/saml/login-steps.ts'
import { stepsAfter, stepsBefore } from '../../src/trace/core-steps.ts'
import type { LoginStep } from '../../src/types/trace.ts'

const oidcSteps = oidcLoginSteps({ issuer: 'https://idp.example.com' }, 'generic')
const protocols = [
  {
    protocol: 'oidc',
    steps: oidcSteps,
    codes: Object.keys(oidcErrors),
    // Of the way there, of refresh, and of logout.
    elsewhere:
      /^oidc_(logout_token_\w+|pushed_request_failed|refreshed_token_mismatch|frontchannel_\w+)$/,
  },
  {
    protocol: 'saml',
    steps: samlLoginSteps('generic'),
    codes: Object.keys(samlErrors),
    // Of metadata, of the redirect binding, which is for logout, and of the messages that we send.
    elsewhere:
      /^saml_(metadata_\w+|redirect_refused|value_unwritable|request_key_\w+|runtime_unsupported)$/,
  },
]

const checksOf = (steps: readonly LoginStep[]) => steps.flatMap(({ checks }) => checks)

describe.each(protocols)('the checks of $protocol', ({ protocol, steps, codes, elsewhere }) => {
  const all = checksOf([...stepsBefore, ...steps, ...stepsAfter])
  const listed = all.flatMap((check) => check.codes)

  it('have a place for every error of a callback, and one only', () => {
    expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted())
    const own = listed.filter((code) => code.startsWith(`${protocol}_`))
    expect(own.toSorted()).toEqual(codes.filter((code) => !elsewhere.test(code)).toSorted())
  })

  it('have a place for every refusal', () => {
    const refusals = Object.keys(accessErrors).filter((code) => code.startsWith('access_'))
    expect(listed).toEqual(expect.arrayContaining(refusals))
  })

  it('have names of their own, and need checks of their own step', () => {
    const names = all.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { checks } of steps) {
      for (const { needs = [] } of checks) {
        expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining([...needs]))
      }
    }
  })
})

describe('hints', () => {
  const hintsOf = (steps: readonly LoginStep[], name: string) =>
    checksOf(steps).find((check) => check.name === name)?.hints

  it('name the place in that provider’s console', () => {
    const okta = oidcLoginSteps({ issuer: 'https://acme.okta.com' }, 'okta')
    const general = oidcErrors.oidc_client_rejected.hint
    expect(hintsOf(okta, 'token_request')?.get(general)).toContain('Okta Admin Console')
    expect(hintsOf(oidcSteps, 'token_request')?.get(general)).toBeUndefined()
    const entra = samlLoginSteps('entra')
    const { hint } = samlErrors.saml_signature_invalid
    expect(hintsOf(entra, 'signature')?.get(hint)).toContain('Microsoft Entra admin center')
  })
})
