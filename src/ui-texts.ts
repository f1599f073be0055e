/**
 * Words that a host’s own pages print exactly so, in the languages of ssokit’s pages.
 *
 * @example
 * ```ts
 * import { uiTexts } from 'ssokit'
 *
 * const button = `<a href="/sso/login/acme">${uiTexts.en.signInWithOkta}</a>`
 * ```
 */
export const uiTexts = {
  en: { signInWithOkta: 'Sign in with Okta' },
  de: { signInWithOkta: 'Mit Okta anmelden' },
} as const
