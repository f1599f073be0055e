import { describe, expect, it } from 'vitest'
import { understoodPrompt } from '../../src/oidc/vendors/login-prompt.ts'

describe('understoodPrompt', () => {
  const google = 'https://accounts.google.com'

  it.each<[string, string | undefined, string, string | undefined]>([
    ['generic', 'login', 'https://idp.example.com', 'login'],
    ['google', 'login', google, 'select_account'],
    ['google', 'consent login', google, 'consent select_account'],
    ['google', 'select_account login', google, 'select_account'],
    ['google', 'none', google, 'none'],
    ['google', undefined, google, undefined],
    ['entra', 'login consent', 'https://login.microsoftonline.com/x/v2.0', 'login consent'],
  ])('KO-37 %s: %s', (profile, prompt, issuer, expected) => {
    const asked = prompt === undefined ? {} : { prompt }
    expect(understoodPrompt(asked, profile, issuer).prompt).toBe(expected)
  })
})
