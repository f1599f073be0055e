import { randomToken } from '../crypto/random.ts'
import { page, redirect } from './responses.ts'

/** What the page in the hidden frame tells the page around it. */
export type SilentState = 'active' | 'needs_login'

/**
 * The page at the end of a silent sign-in: it tells the page around it how it went, and nobody else, for
 * only pages of these origins may frame it and a message goes to no other.
 *
 * @param origins as `URL.origin` spells them
 */
export function silentPage(state: SilentState, origins: readonly string[]): Response {
  const nonce = randomToken(16)
  // Both are ours and configured; `<` would end the script.
  const literal = (value: unknown) => JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
  const script = `for (const origin of ${literal(origins)}) parent.postMessage(${literal({ type: 'ssokit:silent', state })}, origin)`
  const policy = [
    ...["default-src 'none'", `script-src 'nonce-${nonce}'`, "base-uri 'none'"],
    ...["form-action 'none'", `frame-ancestors ${origins.join(' ')}`],
  ].join('; ')
  const markup = `<!doctype html>\n<meta charset="utf-8">\n<title></title>\n<script nonce="${nonce}">${script}</script>\n`
  return framed(page(200, markup, policy))
}

/** The way to the provider, from a frame of this origin. */
export function silentRedirect(url: string, origin: string): Response {
  const response = redirect(url)
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${origin}`
  response.headers.set('content-security-policy', policy)
  return framed(response)
}

/** `frame-ancestors` says it better, and this header knows no origins. */
export function framed(response: Response): Response {
  response.headers.delete('x-frame-options')
  return response
}
