/**
 * Words that a host’s own pages print exactly so, in the languages of ssokit’s pages. `{provider}` and
 * `{product}` stand for names.
 *
 * @example
 * ```ts
 * import { uiTexts } from 'ssokit'
 *
 * const { signInWithOkta, irreversible } = uiTexts.en
 * const button = `<a href="/sso/login/acme">${signInWithOkta}</a>`
 * const warning = irreversible.replace('{provider}', 'Okta').replace('{product}', 'Konnect')
 * ```
 */
export const uiTexts = {
  en: {
    signInWithOkta: 'Sign in with Okta',
    testPassed: 'Configuration tested successfully',
    confirmSwitch: 'change your identity provider to {provider}',
    irreversible:
      'This change is irreversible. Once you switch to {provider}, you cannot revert to using native {product} authentication.',
  },
  de: {
    signInWithOkta: 'Mit Okta anmelden',
    testPassed: 'Konfiguration erfolgreich getestet',
    confirmSwitch: 'den Identitätsanbieter auf {provider} umstellen',
    irreversible:
      'Diese Änderung ist unwiderruflich. Nach der Umstellung auf {provider} gibt es keinen Weg zurück zur bisherigen {product} Anmeldung.',
  },
} as const
